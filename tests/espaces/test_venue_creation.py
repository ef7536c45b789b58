"""The guided creation of a venue, page by page, as a manager goes through it."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from espaces.models import Municipality, OpeningPeriod, Resource, Structure, Venue
from espaces.queries.venues import weekly_periods
from espaces.services.venues import unpublish_venue
from tests.factories import NetworkFactory, StructureFactory, VenueFactory, host_of, login_of, manager_of
from tests.factories.territories import municipality

pytestmark = pytest.mark.django_db


@pytest.fixture
def structure() -> Structure:
    return StructureFactory(network=NetworkFactory())


@pytest.fixture
def manager(client: Client, structure: Structure) -> Client:
    client.force_login(manager_of(structure).user)
    return client


@pytest.fixture
def florac() -> Municipality:
    florac = municipality("48061", "Florac Trois Rivières", "48400", latitude=44.32, longitude=3.59)
    florac.save()
    return florac


def url(step: str, venue: Venue) -> str:
    return reverse(f"espaces:creation_{step}", args=[venue.slug])


def first_step(manager: Client, structure: Structure, **changes: str) -> object:
    data = {"name": "Le Lien", "kind": "cafe", "address": "1 place du Foirail", "municipality": "48400"}
    return manager.post(reverse("espaces:new_venue", args=[structure.pk]), data | changes)


def test_from_nothing_to_a_published_venue(
    manager: Client, structure: Structure, florac: Municipality
) -> None:
    response = first_step(manager, structure)
    venue = Venue.objects.get()
    assert response.headers["location"] == url("hours", venue)
    assert (venue.name, venue.municipality, venue.postcode) == ("Le Lien", florac, "48400")

    page = manager.get(url("hours", venue))
    week = {field.html_name: field.value() for field in page.context["form"].days}
    assert week["day_0"].replace("\xa0", " ") == "9 h-12 h, 14 h-18 h"
    assert week["day_5"] == ""
    response = manager.post(url("hours", venue), week)
    assert response.headers["location"] == url("desks", venue)
    assert len(weekly_periods(venue)) == 10

    page = manager.get(url("desks", venue))
    assert page.context["form"]["desks"].value() == 4
    response = manager.post(url("desks", venue), {"desks": "4", "has_room": "on", "room_seats": "6"})
    assert response.headers["location"] == reverse("billing:creation_prices", args=[venue.slug])
    assert [(r.kind, r.places.count()) for r in Resource.objects.order_by("pk")] == [
        ("open_space", 4),
        ("meeting_room", 1),
    ]

    page = manager.get(url("publish", venue))
    assert page.context["missing"] == []
    assert Venue.objects.published().count() == 0
    response = manager.post(url("publish", venue))
    assert response.headers["location"] == reverse("espaces:venue_settings", args=[venue.slug])
    assert Venue.objects.published().get() == venue


def test_an_unknown_municipality_is_said_beside_its_field(manager: Client, structure: Structure) -> None:
    response = first_step(manager, structure, municipality="Nulle-Part")
    assert response.status_code == 422
    assert response.context["form"].errors.keys() == {"municipality"}
    assert not Venue.objects.exists()


def test_where_several_municipalities_match_one_is_chosen_with_a_click(
    manager: Client, structure: Structure, florac: Municipality
) -> None:
    other = municipality("48092", "Florac", "48401")
    other.save()
    response = first_step(manager, structure, municipality="flor")
    assert (response.status_code, Venue.objects.exists()) == (422, False)
    assert 'name="municipality_chosen" value="48061 flor"' in response.text
    assert "Florac (48401) · Lozère" in response.text
    assert "boxed" in response.text
    first_step(manager, structure, municipality="flor", municipality_chosen="48092 flor")
    assert Venue.objects.get().municipality == other


def test_each_step_is_taken_up_where_it_was_left(
    manager: Client, structure: Structure, florac: Municipality
) -> None:
    first_step(manager, structure)
    venue = Venue.objects.get()
    page = manager.get(reverse("espaces:venue_settings", args=[venue.slug]))
    assert [lack.code for lack in page.context["missing"]] == ["hours", "places"]
    assert url("hours", venue) in page.text

    manager.post(url("hours", venue), {"day_0": "8h-12h", "same_as_monday": ["1", "5"], "day_3": "14-18"})
    page = manager.get(url("hours", venue))
    lines = [field.value().replace("\xa0", " ") for field in page.context["form"].days]
    assert lines == ["8 h-12 h", "8 h-12 h", "", "14 h-18 h", "", "8 h-12 h", ""]

    manager.post(url("desks", venue), {"desks": "2"})
    page = manager.get(url("desks", venue))
    assert page.context["form"]["desks"].value() == 2
    assert not page.context["form"]["has_room"].value()

    response = manager.post(
        url("address", venue),
        {
            "name": "Le Lien",
            "kind": "cafe",
            "address": "2 place du Foirail",
            "municipality": "Florac Trois Rivières",
        },
    )
    assert response.status_code == 302
    venue.refresh_from_db()
    assert venue.address == "2 place du Foirail"


def test_a_line_that_cannot_be_read_is_quoted_and_the_rest_is_kept(
    manager: Client, structure: Structure
) -> None:
    venue = VenueFactory(structure=structure, published_at=None)
    response = manager.post(url("hours", venue), {"day_0": "9h-12h", "day_1": "le matin"})
    form = response.context["form"]
    assert response.status_code == 422
    assert form.errors.keys() == {"day_1"}
    assert "le matin" in form.errors["day_1"][0]
    assert form["day_0"].value() == "9h-12h"
    assert not OpeningPeriod.objects.exists()


def test_a_line_that_monday_replaces_may_say_anything(manager: Client, structure: Structure) -> None:
    venue = VenueFactory(structure=structure, published_at=None)
    manager.post(url("hours", venue), {"day_0": "9h-12h", "day_1": "le matin", "same_as_monday": ["1"]})
    assert [(p.weekday, p.opens) for p in weekly_periods(venue)] == [(0, dt.time(9)), (1, dt.time(9))]


def test_a_week_without_hours_is_refused(manager: Client, structure: Structure) -> None:
    venue = VenueFactory(structure=structure, published_at=None)
    assert manager.post(url("hours", venue), {"day_0": "fermé"}).status_code == 422
    assert not OpeningPeriod.objects.exists()


def test_a_meeting_room_has_seats(manager: Client, structure: Structure) -> None:
    venue = VenueFactory(structure=structure, published_at=None)
    response = manager.post(url("desks", venue), {"desks": "4", "has_room": "on", "room_seats": ""})
    assert response.context["form"].errors.keys() == {"room_seats"}
    assert not Resource.objects.exists()


def test_publishing_too_early_says_what_is_missing(manager: Client, structure: Structure) -> None:
    venue = VenueFactory(structure=structure, published_at=None)
    response = manager.post(url("publish", venue))
    assert response.status_code == 422
    assert [href for _sentence, href in response.context["missing"]] == [
        url("address", venue),
        url("address", venue),
        url("hours", venue),
        url("desks", venue),
    ]
    venue.refresh_from_db()
    assert venue.published_at is None


@pytest.mark.parametrize("step", ["address", "hours", "desks", "publish"])
def test_the_steps_are_closed_once_the_venue_was_published(
    manager: Client, structure: Structure, step: str
) -> None:
    venue = VenueFactory(structure=structure)
    unpublish_venue(actor=None, venue=venue)
    assert manager.get(url(step, venue)).status_code == 403
    assert manager.post(url(step, venue), {"desks": "4", "day_0": "9-12"}).status_code == 403
    assert not Resource.objects.exists()
    assert not OpeningPeriod.objects.exists()


def test_only_managers_create(client: Client, structure: Structure) -> None:
    venue = VenueFactory(structure=structure, published_at=None)
    address = reverse("espaces:new_venue", args=[structure.pk])
    client.force_login(host_of(venue).user)
    assert client.get(address).status_code == 404
    assert client.get(url("hours", venue)).status_code == 403
    client.force_login(login_of().user)
    assert client.get(url("hours", venue)).status_code == 404
    assert Venue.objects.count() == 1
