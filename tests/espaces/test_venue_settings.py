"""The pages of settings: who opens them, what they save, what they refuse."""

import datetime as dt
import re

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from espaces.models import CancellationStep, HolidayOpening, Place, Resource, Venue, VenueCutOff
from espaces.queries.venues import quotas_of
from tests.factories import (
    NetworkFactory,
    ResourceFactory,
    StructureFactory,
    VenueFactory,
    coordinator_of,
    host_of,
    login_of,
    manager_of,
    open_every_day,
)
from tests.factories.territories import municipality

pytestmark = pytest.mark.django_db
OF_MANAGERS = [
    "venue_presentation",
    "venue_address",
    "venue_welcome",
    "venue_booking_rules",
    "venue_cut_off",
    "venue_cancellation",
    "venue_publication",
    "venue_hours",
    "venue_holidays",
    "venue_resources",
    "add_resource",
    "venue_photos",
]
OF_HOSTS = ["venue_settings", "door_poster"]


@pytest.fixture
def venue() -> Venue:
    florac = municipality("48061", "Florac Trois Rivières", "48400", latitude=44.32, longitude=3.59)
    florac.save()
    structure = StructureFactory(network=NetworkFactory())
    venue = VenueFactory(structure=structure, municipality=florac, address="1 rue du Four")
    open_every_day(venue, ("09:00", "12:00"), ("14:00", "18:00"), weekdays=range(5))
    ResourceFactory(venue=venue, places=4, name="Open space")
    return venue


@pytest.fixture
def manager(client: Client, venue: Venue) -> Client:
    client.force_login(manager_of(venue.structure).user)
    return client


def url(name: str, venue: Venue, *args: object) -> str:
    return reverse(f"espaces:{name}", args=[venue.slug, *args])


@pytest.mark.parametrize("name", OF_HOSTS + OF_MANAGERS)
def test_managers_and_coordinators_open_every_page(client: Client, venue: Venue, name: str) -> None:
    network = venue.structure.networks.get()
    for person in (manager_of(venue.structure), coordinator_of(network)):
        client.force_login(person.user)
        assert client.get(url(name, venue)).status_code == 200


@pytest.mark.parametrize("name", OF_MANAGERS)
def test_hosts_are_told_who_changes_the_settings(client: Client, venue: Venue, name: str) -> None:
    client.force_login(host_of(venue).user)
    assert client.get(url(name, venue)).status_code == 403
    assert client.post(url(name, venue), {}).status_code == 403


@pytest.mark.parametrize("name", OF_HOSTS)
def test_hosts_see_the_settings_and_print_the_poster(client: Client, venue: Venue, name: str) -> None:
    client.force_login(host_of(venue).user)
    page = client.get(url(name, venue))
    assert page.status_code == 200
    assert url("renew_check_in_secret", venue) not in page.text


@pytest.mark.parametrize("name", OF_HOSTS + OF_MANAGERS)
def test_a_draft_does_not_exist_for_anybody_else(client: Client, venue: Venue, name: str) -> None:
    Venue.objects.update(published_at=None)
    client.force_login(login_of().user)
    assert client.get(url(name, venue)).status_code == 404
    client.force_login(manager_of(StructureFactory()).user)
    assert client.get(url(name, venue)).status_code == 404
    client.logout()
    assert client.get(url(name, venue)).status_code == 302


def test_presentation(manager: Client, venue: Venue) -> None:
    page = manager.get(url("venue_presentation", venue))
    data = {"name": "Le Lien", "kind": "library", "services": ["fibre", "coffee"], "summary": "Au calme."}
    assert page.context["form"]["name"].value() == venue.name
    assert manager.post(url("venue_presentation", venue), data).status_code == 302
    venue.refresh_from_db()
    assert (venue.name, venue.kind, venue.services) == ("Le Lien", "library", ["fibre", "coffee"])


def test_a_wrong_siret_is_said_beside_its_field_and_nothing_is_saved(manager: Client, venue: Venue) -> None:
    data = {"name": "Autre nom", "kind": "cafe", "siret": "12345678901234"}
    page = manager.post(url("venue_presentation", venue), data)
    assert page.status_code == 422
    assert page.context["form"].errors.keys() == {"siret"}
    assert page.context["venue"].name == venue.name
    assert Venue.objects.get().name == venue.name


def test_address_with_coordinates_typed_with_a_comma(manager: Client, venue: Venue) -> None:
    data = {"address": "2 rue", "municipality": "48400", "latitude": "44,5", "longitude": "3,5"}
    assert manager.post(url("venue_address", venue), data).status_code == 302
    venue.refresh_from_db()
    assert (venue.latitude, venue.longitude) == (44.5, 3.5)
    half = manager.post(url("venue_address", venue), data | {"longitude": ""})
    assert half.context["form"].errors.keys() == {"longitude"}
    venue.refresh_from_db()
    assert venue.longitude == 3.5


def test_the_clock_of_a_published_venue_is_not_offered(manager: Client, venue: Venue) -> None:
    data = {"address": "2 rue", "municipality": "48400", "time_zone": "Indian/Mayotte"}
    assert manager.get(url("venue_address", venue)).context["form"].fields["time_zone"].disabled
    manager.post(url("venue_address", venue), data)
    venue.refresh_from_db()
    assert venue.time_zone == "Europe/Paris"


def test_booking_rules_are_asked_in_hours(manager: Client, venue: Venue) -> None:
    data = {
        "horizon_days": "30",
        "notice_hours": "1,5",
        "half_day_boundary": "12:30",
        "quota_day_reservations": "2",
        "quota_week_minutes": "7,5",
    }
    assert manager.post(url("venue_booking_rules", venue), data).status_code == 302
    venue.refresh_from_db()
    assert (venue.horizon_days, venue.notice_minutes) == (30, 90)
    assert venue.half_day_boundary == dt.time(12, 30)
    assert quotas_of(venue=venue) == {("day", "reservations"): 2, ("week", "minutes"): 450}
    refused = manager.post(url("venue_booking_rules", venue), data | {"horizon_days": "0"})
    assert refused.context["form"].errors.keys() == {"horizon_days"}


def test_cancellation_of_one_audience(manager: Client, venue: Venue) -> None:
    page = manager.get(url("venue_cancellation", venue))
    sentences = [sentence for _form, sentence in page.context["cards"]]
    assert sentences == ["Gratuit jusqu’au début, ensuite tout reste dû."] * 2
    data = {"audience": "others", "others-hours_0": "24", "others-percent_0": "50"}
    assert manager.post(url("venue_cancellation", venue), data).status_code == 302
    assert CancellationStep.objects.values_list("audience", "hours_before", "percent_kept").get() == (
        "others",
        24,
        50,
    )


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ({"others-hours_0": "24"}, "percent_0"),
        ({"others-hours_0": "24", "others-percent_0": "101"}, "percent_0"),
        ({"others-percent_0": "10"}, "hours_0"),
    ],
)
def test_a_line_of_cancellation_has_both_numbers(
    manager: Client, venue: Venue, line: dict[str, str], field: str
) -> None:
    page = manager.post(url("venue_cancellation", venue), {"audience": "others", **line})
    assert page.status_code == 422
    assert [list(form.errors) for form, _sentence in page.context["cards"]] == [[], [field]]
    assert not CancellationStep.objects.exists()


@time_machine.travel(dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC), tick=False)
def test_holidays_of_eighteen_months(manager: Client, venue: Venue) -> None:
    page = manager.get(url("venue_holidays", venue))
    names = list(page.context["form"].fields)
    assert (names[0], names[-1]) == ("open_2026-12-25", "open_2028-05-08")
    manager.post(url("venue_holidays", venue), {"open_2026-12-25": "on"})
    assert HolidayOpening.objects.values_list("day", "is_open").get() == (dt.date(2026, 12, 25), True)
    page = manager.get(url("venue_holidays", venue))
    assert page.context["form"]["open_2026-12-25"].value() is True
    manager.post(url("venue_holidays", venue), {})
    assert HolidayOpening.objects.get().is_open is False


@time_machine.travel(dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC), tick=False)
def test_the_end_of_the_day_holds_from_a_day(manager: Client, venue: Venue) -> None:
    page = manager.post(url("venue_cut_off", venue), {"at": "05:00", "valid_from": "2026-11-01"})
    assert page.status_code == 422
    manager.post(url("venue_cut_off", venue), {"at": "05:00", "valid_from": "2026-12-01"})
    assert VenueCutOff.objects.values_list("valid_from", "at").get() == (dt.date(2026, 12, 1), dt.time(5))


@time_machine.travel(dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC), tick=False)
def test_hours_show_the_seasons_to_come(manager: Client, venue: Venue) -> None:
    venue.opening_periods.update(valid_to=dt.date(2026, 12, 21))
    open_every_day(venue, ("10:00", "12:00"), valid_from=dt.date(2026, 12, 21))
    seasons = manager.get(url("venue_hours", venue)).context["seasons"]
    assert [(s["first"], s["last"]) for s in seasons] == [
        (dt.date(2026, 11, 23), dt.date(2026, 12, 20)),
        (dt.date(2026, 12, 21), None),
    ]
    assert "18" in seasons[0]["public"][0]


def test_a_resource_is_added_changed_moved_and_taken_out(manager: Client, venue: Venue) -> None:
    data = {
        "name": "Salle du conseil",
        "kind": "meeting_room",
        "booking_mode": "slots",
        "places": "1",
        "capacity": "12",
        "step_minutes": "30",
        "min_minutes": "60",
        "buffer_before_minutes": "0",
        "buffer_after_minutes": "15",
        "audience": "everybody",
    }
    assert manager.post(url("add_resource", venue), data).status_code == 302
    room = Resource.objects.get(name="Salle du conseil")
    assert (room.capacity, room.buffer_after_minutes, room.places.count()) == (12, 15, 1)
    manager.post(url("resource", venue, room.pk), data | {"capacity": "10", "quota_day_reservations": "1"})
    room.refresh_from_db()
    assert room.capacity == 10
    assert quotas_of(resource=room) == {("day", "reservations"): 1}
    manager.post(url("move_resource", venue, room.pk), {"direction": "up"})
    assert manager.get(url("venue_resources", venue)).context["resources"][0] == room
    twice = manager.post(url("add_resource", venue), data)
    assert twice.status_code == 422
    assert Resource.objects.filter(name="Salle du conseil").count() == 1
    assert manager.post(url("remove_new_resource", venue, room.pk)).status_code == 403
    assert Resource.objects.filter(pk=room.pk).exists()


def test_a_resource_reserved_to_plans_names_them(manager: Client, venue: Venue) -> None:
    pool = Resource.objects.get()
    data = {
        "name": pool.name,
        "kind": pool.kind,
        "booking_mode": "half_days",
        "capacity": "1",
        "step_minutes": "15",
        "min_minutes": "30",
        "buffer_before_minutes": "0",
        "buffer_after_minutes": "0",
        "audience": "plans",
    }
    page = manager.post(url("resource", venue, pool.pk), data)
    assert page.context["form"].errors.keys() == {"plans"}
    pool.refresh_from_db()
    assert pool.audience == "everybody"


def test_places_are_named_and_added_from_a_day(manager: Client, venue: Venue) -> None:
    pool = Resource.objects.get()
    place = pool.places.get(number=2)
    manager.post(url("place", venue, pool.pk, place.pk), {"label": "Fenêtre", "features": ["window"]})
    manager.post(url("add_places", venue, pool.pk), {"count": "2", "valid_from": "2030-01-01"})
    place.refresh_from_db()
    assert (place.label, place.features) == ("Fenêtre", ["window"])
    assert Place.objects.filter(valid_from=dt.date(2030, 1, 1)).count() == 2
    assert "Fenêtre" in manager.get(url("resource", venue, pool.pk)).text
    assert manager.post(url("add_places", venue, pool.pk), {"count": "500"}).status_code == 422
    assert pool.places.count() == 6


def test_a_resource_of_another_venue_is_not_found(manager: Client, venue: Venue) -> None:
    stranger = ResourceFactory(places=1)
    place = stranger.places.get()
    for name, args in (
        ("resource", [stranger.pk]),
        ("add_places", [stranger.pk]),
        ("place", [stranger.pk, place.pk]),
    ):
        assert manager.post(url(name, venue, *args), {"count": "1"}).status_code == 404
    assert manager.post(url("move_resource", venue, stranger.pk)).status_code == 404
    assert stranger.places.count() == 1


def test_new_things_of_a_draft_are_taken_out_for_good(manager: Client, venue: Venue) -> None:
    Venue.objects.update(published_at=None)
    pool = Resource.objects.get()
    manager.post(url("remove_new_place", venue, pool.pk, pool.places.get(number=4).pk))
    assert pool.places.count() == 3
    manager.post(url("remove_new_resource", venue, pool.pk))
    assert not Resource.objects.exists()


def test_the_poster_leads_to_the_arrival_page_and_its_code_is_renewed(manager: Client, venue: Venue) -> None:
    page = manager.get(url("door_poster", venue))
    assert page.context["address"].endswith(reverse("reservations:check_in", args=[venue.check_in_secret]))
    assert re.search(r"<svg [^>]*viewBox", page.text)
    assert manager.get(url("renew_check_in_secret", venue)).status_code == 405
    manager.post(url("renew_check_in_secret", venue))
    assert manager.get(url("door_poster", venue)).context["address"] != page.context["address"]


def test_publication_is_taken_back_and_given_again(manager: Client, venue: Venue) -> None:
    assert manager.post(url("venue_publication", venue)).status_code == 302
    assert not Venue.objects.published().exists()
    manager.post(url("venue_publication", venue))
    assert Venue.objects.published().exists()


def test_a_venue_without_hours_is_not_published_again(manager: Client, venue: Venue) -> None:
    manager.post(url("venue_publication", venue))
    venue.opening_periods.all().delete()
    page = manager.post(url("venue_publication", venue))
    assert page.status_code == 422
    assert len(page.context["missing"]) == 1


@pytest.mark.parametrize("name", ["venue_resources", "venue_settings", "venue_hours"])
def test_one_resource_or_three_are_read_with_the_same_number_of_queries(
    manager: Client, venue: Venue, name: str
) -> None:
    open_every_day(venue, ("10:00", "11:00"), resource=Resource.objects.get())
    manager.get(url(name, venue))
    counts = []
    for number in range(3):
        with CaptureQueriesContext(connection) as queries:
            assert manager.get(url(name, venue)).status_code == 200
        counts.append(len(queries))
        room = ResourceFactory(venue=venue, name=f"Salle {number}", places=2)
        open_every_day(venue, ("10:00", "11:00"), resource=room)
    assert counts[0] == counts[2]
