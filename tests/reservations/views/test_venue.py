from __future__ import annotations

import datetime as dt
import json
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from espaces.models import Closure, Resource
from tests.factories import PersonFactory, ResourceFactory, VenueFactory, host_of, login_of, open_every_day
from tests.factories.reservations import at, book, half, slot

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def resource() -> Resource:
    venue = VenueFactory(
        name="La Filature",
        slug="la-filature",
        access_instructions="Code 4321",
        house_rules="On range sa tasse.",
        services=["fibre"],
        phone="04 66 00 00 00",
    )
    open_every_day(venue, ("08:30", "12:30"), ("13:30", "18:00"))
    return ResourceFactory(venue=venue, name="Open space", places=3)


@pytest.fixture
def tomorrow() -> dt.date:
    return timezone.localdate() + dt.timedelta(days=1)


def read(client: Client, **query: object) -> str:
    answer = client.get("/espaces/la-filature/", query)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().replace("\u00a0", " ").split())


def cell(page: str, href: str) -> str:
    """The words of a half-day, found by where it leads."""
    link = re.search(rf'<a class="half-day[^>]*href="{re.escape(href)}">(.*?)</a>', page)
    assert link, href
    return " ".join(re.sub(r"<[^>]+>", " ", link[1]).split())


def test_it_says_what_one_finds_and_when_it_is_open(client: Client, resource: Resource) -> None:
    page = read(client)
    assert "lun-dim 8 h 30-12 h 30, 13 h 30-18 h" in page
    assert "On range sa tasse." in page
    assert "fibre" in page
    assert 'href="tel:0466000000"' in page


def test_how_to_get_in_is_for_people_with_a_reservation(client: Client, resource: Resource) -> None:
    assert "4321" not in read(client)
    client.force_login(host_of(resource.venue).user)
    assert "4321" not in read(client)


def test_each_half_day_leads_to_the_page_that_books_it(
    client: Client, resource: Resource, tomorrow: dt.date
) -> None:
    for _ in range(2):
        book(PersonFactory(), resource, half(tomorrow.isoformat(), "morning"), now=timezone.now())
    page = read(client)
    morning = f"/reserver/{resource.pk}/?day={tomorrow}&amp;half=morning"
    assert cell(page, morning).endswith(", le matin : 1 libre")
    assert cell(page, morning.replace("morning", "afternoon")).endswith(", l’après-midi : 3 libres")
    assert f'class="whole-day" href="{morning.replace("morning", "day")}"' in page


def test_a_full_half_day_and_a_closed_one_are_words_and_no_links(
    client: Client, resource: Resource, tomorrow: dt.date
) -> None:
    for _ in range(3):
        book(PersonFactory(), resource, half(tomorrow.isoformat(), "morning"), now=timezone.now())
    Closure.objects.create(
        venue=resource.venue,
        starts_at=at(f"{tomorrow} 13:00", resource),
        ends_at=at(f"{tomorrow} 23:00", resource),
        reason="Travaux",
    )
    page = read(client)
    assert f"day={tomorrow}&amp;half" not in page
    assert "Complet" in page
    assert "Fermé<small>Travaux</small>" in page
    assert "de 13 h à 23 h · Travaux" in page


def test_the_time_looked_for_comes_first(client: Client, resource: Resource, tomorrow: dt.date) -> None:
    page = read(client, day=tomorrow.isoformat(), half="day")
    card = page[page.index('id="choice-title"') :]
    assert (
        card.index(", la journée") < card.index("3 places libres") < card.index("8 h 30 – 12 h 30 et 13 h 30")
    )


def test_ones_own_half_day_leads_to_ones_reservation(
    client: Client, resource: Resource, tomorrow: dt.date
) -> None:
    person = login_of()
    made = book(person, resource, half(tomorrow.isoformat(), "morning"), now=timezone.now())
    client.force_login(person.user)
    assert f'<a class="half-day mine" href="/mes-reservations/{made.pk}/">' in read(client)
    client.force_login(login_of().user)
    assert "half-day mine" not in read(client)


def test_several_half_days_are_ticked_and_sent_together(
    client: Client, resource: Resource, tomorrow: dt.date
) -> None:
    page = read(client, several="1", day=tomorrow.isoformat(), half="morning")
    assert f'<form method="get" action="/reserver/{resource.pk}/"' in page
    assert f'name="slot" value="{tomorrow}.morning" checked' in page
    assert f'name="slot" value="{tomorrow}.afternoon">' in page


def test_weeks_follow_one_another_and_none_is_past(client: Client, resource: Resource) -> None:
    today = timezone.localdate()
    page = read(client)
    assert f'href="?week={today + dt.timedelta(days=7)}"' in page
    later = read(client, week=(today + dt.timedelta(days=7)).isoformat())
    assert f'href="?week={today}"' in later
    assert f"day={today + dt.timedelta(days=8)}&amp;half=morning" in later
    assert f"day={today}&amp;half=morning" not in later.partition('id="week-title"')[2]
    assert f'href="?week={today}"' not in read(client, week="1999-01-01")


def test_the_part_that_changes_with_the_week_is_the_one_of_the_page(
    client: Client, resource: Resource
) -> None:
    week = (timezone.localdate() + dt.timedelta(days=7)).isoformat()
    part = client.get("/espaces/la-filature/", {"week": week}, headers=HTMX).content.decode()
    whole = client.get("/espaces/la-filature/", {"week": week}).content.decode()
    assert "<!doctype" not in part.lower()
    assert "".join(part.split()) in "".join(whole.split())


def test_a_room_shows_its_next_free_times(client: Client, resource: Resource, tomorrow: dt.date) -> None:
    room = ResourceFactory(
        venue=resource.venue,
        name="Salle",
        kind="meeting_room",
        booking_mode="slots",
        step_minutes=30,
        max_minutes=240,
    )
    book(PersonFactory(), room, slot(tomorrow.isoformat(), "09:30", "11:00", room), now=timezone.now())
    page = read(client, day=tomorrow.isoformat(), minutes="60")
    times = re.findall(rf"/reserver/{room.pk}/\?day={tomorrow}&amp;start=(\S+?)&amp;end=(\S+?)\"", page)
    assert times[:3] == [("08%3A30", "09%3A30"), ("11%3A00", "12%3A00"), ("11%3A30", "12%3A30")]
    assert "pour 4 h" in read(client, day=tomorrow.isoformat(), minutes="480")


def test_a_venue_without_anything_to_book_says_so(client: Client) -> None:
    VenueFactory(slug="la-filature")
    assert "Rien n’est encore réservable ici." in read(client)


def test_a_draft_is_for_its_hosts_alone(client: Client, resource: Resource) -> None:
    venue = resource.venue
    type(venue).objects.update(published_at=None)
    assert client.get("/espaces/la-filature/").status_code == 404
    client.force_login(login_of().user)
    assert client.get("/espaces/la-filature/").status_code == 404
    client.force_login(host_of(venue).user)
    assert "l’espace n’est pas encore publié" in read(client)


def test_search_engines_read_the_facts_and_nothing_more(client: Client, resource: Resource) -> None:
    type(resource.venue).objects.update(
        name="</script><script>alert(1)", latitude=44.3, longitude=3.5, email="ici@example.org"
    )
    page = client.get("/espaces/la-filature/").content.decode()
    block = re.search(r'<script type="application/ld\+json" nonce="[^"]+">(.*?)</script>', page)
    assert block
    facts = json.loads(block[1])
    assert facts["@type"] == "LocalBusiness"
    assert facts["name"] == "</script><script>alert(1)"
    assert facts["geo"] == {"@type": "GeoCoordinates", "latitude": 44.3, "longitude": 3.5}
    assert facts["openingHoursSpecification"][0] == {
        "@type": "OpeningHoursSpecification",
        "dayOfWeek": "Monday",
        "opens": "08:30",
        "closes": "12:30",
    }
    assert "4321" not in block[1]
    assert "<script>alert" not in page


@pytest.mark.parametrize(
    "query", [{"day": "9999-12-31"}, {"week": "0001-01-01"}, {"minutes": "7"}, {"half": "x"}, {"week": "\0"}]
)
def test_nonsense_in_the_address_is_a_page_like_any_other(
    client: Client, resource: Resource, query: dict[str, str]
) -> None:
    ResourceFactory(venue=resource.venue, booking_mode="slots", kind="meeting_room")
    read(client, **query)


def test_the_page_costs_the_same_whatever_the_venue_has(
    client: Client, resource: Resource, tomorrow: dt.date
) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            read(client)
        return len(captured)

    ResourceFactory(venue=resource.venue, booking_mode="slots", kind="meeting_room")
    little = cost()
    for _n in range(3):
        other = ResourceFactory(venue=resource.venue, places=2)
        ResourceFactory(venue=resource.venue, booking_mode="slots", kind="meeting_room")
        book(PersonFactory(), other, half(tomorrow.isoformat(), "morning"), now=timezone.now())
    assert cost() == little
