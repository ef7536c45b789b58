from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from espaces.models import Municipality, Resource
from espaces.queries.access import venues_visible_to
from espaces.rules.place_names import key_of, search_text_of
from reservations.queries.search import Wanted, search_venues
from reservations.rules.half_days import HalfDay
from tests.factories import (
    NetworkFactory,
    PersonFactory,
    ResourceFactory,
    StructureFactory,
    VenueFactory,
    open_every_day,
)
from tests.factories.reservations import book, half

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def town(
    code: str, name: str, postcode: str, latitude: float | None, longitude: float | None
) -> Municipality:
    return Municipality.objects.create(
        code=code,
        name=name,
        postcodes=[postcode],
        departement_code=code[:2],
        departement_name="Lozère",
        region_code="76",
        region_name="Occitanie",
        latitude=latitude,
        longitude=longitude,
        code_year=2026,
        search_key=key_of(name),
        search_text=search_text_of([name], [postcode]),
    )


def desks(name: str, latitude: float, longitude: float = 3.5, places: int = 4, **fields: object) -> Resource:
    venue = VenueFactory(name=name, latitude=latitude, longitude=longitude, **fields)
    open_every_day(venue, ("08:30", "12:30"), ("13:30", "18:00"))
    return ResourceFactory(venue=venue, places=places)


@pytest.fixture
def tomorrow() -> dt.date:
    return timezone.localdate() + dt.timedelta(days=1)


@pytest.fixture
def look(client: Client, tomorrow: dt.date) -> Callable[..., str]:
    def get(path: str = "/", headers: dict[str, str] | None = None, **query: str) -> str:
        query = {"day": tomorrow.isoformat(), "half": "morning"} | query
        answer = client.get(path, query, headers=headers)
        assert answer.status_code == 200
        return answer.content.decode()

    return get


def names_in_order(page: str, *names: str) -> bool:
    return sorted(names, key=lambda name: page.index(f">{name}</a>")) == list(names)


def test_the_title_says_when(look: Callable[..., str], tomorrow: dt.date) -> None:
    assert "Un bureau près de chez vous, demain matin." in look()
    assert "Un bureau près de chez vous, cet après-midi." in look(
        day=timezone.localdate().isoformat(), half="afternoon"
    )


def test_nothing_chosen_is_a_page_too(client: Client) -> None:
    desks("La Filature", 44.3)
    assert "La Filature" in client.get("/").content.decode()


def test_near_a_town_the_nearest_comes_first_with_its_distance(look: Callable[..., str]) -> None:
    town("48061", "Florac-Trois-Rivières", "48400", 44.32, 3.5)
    desks("Loin", 44.95)
    desks("Près", 44.34)
    page = look(where="florac")
    assert names_in_order(page, "Près", "Loin")
    assert "à 2\u00a0km" in page
    assert "à 70\u00a0km" in page


def test_without_a_place_venues_are_by_name(look: Callable[..., str]) -> None:
    desks("Zinc", 44.3)
    desks("Atelier", 44.9)
    page = look()
    assert names_in_order(page, "Atelier", "Zinc")
    assert "km</span>" not in page


def test_what_is_free_stands_before_what_is_full(look: Callable[..., str], tomorrow: dt.date) -> None:
    taken = desks("Atelier", 44.3, places=1)
    desks("Zinc", 44.3)
    book(PersonFactory(), taken, half(tomorrow.isoformat(), "morning"), now=timezone.now())
    page = look()
    assert names_in_order(page, "Zinc", "Atelier")
    assert "Complet le matin" in page
    assert (
        f'href="/espaces/{taken.venue.slug}/?day={tomorrow}&amp;half=afternoon">libre l’après-midi</a>'
        in page
    )


def test_the_last_place_is_said(look: Callable[..., str], tomorrow: dt.date) -> None:
    resource = desks("Atelier", 44.3, places=2)
    book(PersonFactory(), resource, half(tomorrow.isoformat(), "morning"), now=timezone.now())
    assert "Dernière place" in look()


def test_a_venue_is_found_by_its_name_accents_apart(look: Callable[..., str]) -> None:
    desks("L’École d’en haut", 44.3)
    desks("Tout autre", 46.3)
    page = look(where="ecole haut")
    assert "L’École d’en haut" in page
    assert "Tout autre" not in page


def test_a_venue_named_in_full_goes_before_a_town_of_that_name(look: Callable[..., str]) -> None:
    """There is a La Verrière in the Yvelines, far from any venue of the network."""
    town("78644", "La Verrière", "78320", 48.75, 1.95)
    desks("La Verrière", 44.3)
    assert "La Verrière</a>" in look(where="La Verrière")


def test_a_town_without_coordinates_lies_where_its_venues_are(look: Callable[..., str]) -> None:
    florac = town("48061", "Florac-Trois-Rivières", "48400", None, None)
    desks("Ici", 44.32, municipality=florac)
    desks("Là-bas", 44.50)
    page = look(where="48400")
    assert names_in_order(page, "Ici", "Là-bas")
    assert "à 20\u00a0km" in page


def test_an_unknown_place_is_said_with_what_is_near_to_it(look: Callable[..., str]) -> None:
    desks("Ici", 44.32, municipality=town("48061", "Florac-Trois-Rivières", "48400", 44.32, 3.5))
    desks("Là", 44.52, municipality=town("48095", "Mende", "48000", 44.52, 3.5))
    page = look(where="Mandde")
    assert "Nous ne connaissons ni commune, ni code postal, ni espace « Mandde »." in page.replace(
        "\u00a0", " "
    )
    assert page.index("Mende (48000)</a>") < page.index("Florac-Trois-Rivières (48400)</a>")


def test_homonyms_are_offered(look: Callable[..., str]) -> None:
    first = town("48095", "Saint-Julien", "48100", 44.5, 3.5)
    Municipality.objects.filter(pk=first.pk).update(population=900)
    town("39500", "Saint-Julien", "39320", 46.3, 5.4)
    assert "Saint-Julien (39320)</a>" in look(where="saint julien")


def test_what_is_typed_is_never_markup(look: Callable[..., str]) -> None:
    page = look(where='"><script>alert(1)</script>')
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


@pytest.mark.parametrize(
    "query",
    [
        {"day": "9999-12-31"},
        {"day": "0001-01-01"},
        {"day": "demain"},
        {"half": "noon"},
        {"lat": "nan", "lon": "inf"},
        {"lat": "44"},
        {"page": "999999999999"},
        {"page": "50"},
        {"where": "\0"},
        {"where": "é" * 500},
        {"where": "%' \\ [("},
    ],
)
def test_nonsense_in_the_address_is_a_page_like_any_other(client: Client, query: dict[str, str]) -> None:
    desks("La Filature", 44.3)
    for path in ("/", "/espaces/"):
        assert client.get(path, query).status_code == 200


def test_the_position_of_a_device_goes_before_the_town(look: Callable[..., str]) -> None:
    desks("Nord", 45.0)
    desks("Sud", 44.3)
    assert names_in_order(look(lat="44.30", lon="3.50"), "Sud", "Nord")
    assert names_in_order(look(lat="45.00", lon="3.50"), "Nord", "Sud")


def test_three_facts_of_the_network(look: Callable[..., str]) -> None:
    desks("Ouvert", 44.3)
    VenueFactory(name="Sans horaires")
    page = look()
    assert "<dt>espaces</dt><dd>2</dd>" in page
    assert "<dt>ouvert aujourd’hui</dt><dd>1</dd>" in page


def test_a_part_is_what_the_whole_page_shows(look: Callable[..., str]) -> None:
    desks("La Filature", 44.3)
    part, page = look(headers=HTMX), look()
    assert "<!doctype" not in part.lower()
    shown = part[: part.index("<h1")].strip()
    assert "".join(shown.split()) in "".join(page.split())
    assert '<h1 id="home-title" hx-swap-oob="innerHTML">Un bureau près de chez vous, demain matin.' in part


def test_a_part_and_a_page_are_not_taken_for_one_another_by_a_cache(client: Client) -> None:
    assert "HX-Request" in client.get("/", headers=HTMX)["Vary"]
    assert "HX-Request" in client.get("/")["Vary"]


def test_with_several_networks_one_is_chosen_first(client: Client) -> None:
    for slug in ("nord", "sud"):
        structure = StructureFactory(network=NetworkFactory(slug=slug, name=f"Réseau {slug}"))
        desks(f"Espace du {slug}", 44.3, structure=structure)
    page = client.get("/").content.decode()
    assert '<a href="/r/nord/">Réseau nord</a>' in page
    assert "Espace du nord" not in page
    of_one = client.get("/r/nord/").content.decode()
    assert "Espace du nord" in of_one
    assert "Espace du sud" not in of_one
    assert 'href="/r/nord/espaces/' in of_one


def test_a_draft_is_nobody_s_find(look: Callable[..., str]) -> None:
    desks("Brouillon", 44.3, published_at=None)
    assert "Brouillon" not in look()


def test_places_are_proposed_while_one_types(client: Client) -> None:
    town("48061", "Florac-Trois-Rivières", "48400", 44.32, 3.5)
    desks("Le Fournil de Florac", 44.3)
    page = client.get("/lieux/", {"where": "flor"}).content.decode()
    assert '<option value="Le Fournil de Florac">' in page
    assert '<option value="Florac-Trois-Rivières (48400)">Lozère</option>' in page


@pytest.mark.parametrize(("where", "queries"), [("", 5), ("Florac (48400)", 6), ("Florac", 6)])
@pytest.mark.parametrize("venues", [1, 3])
def test_a_search_costs_the_same_whatever_it_finds(
    where: str, queries: int, venues: int, tomorrow: dt.date
) -> None:
    """Venues, resources, calendars, reservations, prices; what was typed is one more, with the names of venues."""
    town("48061", "Florac", "48400", 44.3, 3.5)
    for n in range(venues):
        resource = desks(f"Espace {n}", 44.3)
        book(PersonFactory(), resource, half(tomorrow.isoformat(), "morning"), now=timezone.now())
    wanted = Wanted(tomorrow, HalfDay.MORNING, where=where)
    with CaptureQueriesContext(connection) as captured:
        found = search_venues(venues_visible_to(AnonymousUser(), None), wanted, timezone.now())
    assert len(found.page.object_list) == venues
    assert len(captured) == queries
