"""Resources and places: services, with their refusals."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from espaces.errors import Refused
from espaces.models import Act, Place, Quota, Resource
from espaces.queries.venues import places_of, resources_of
from espaces.services import resources as services
from espaces.services.hours import replace_hours
from espaces.services.venues import unpublish_venue
from tests.factories import PersonFactory, PlaceFactory, ResourceFactory, VenueFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("november")]
TODAY = dt.date(2026, 11, 23)
MONDAY = dt.date(2026, 11, 30)


@pytest.fixture
def november():
    with time_machine.travel(dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC), tick=False):
        yield


def numbers(resource: Resource, day: dt.date = TODAY) -> list[int]:
    return [place.number for place in places_of(resource, day)]


def test_a_resource_comes_with_its_places_at_the_end_of_the_list() -> None:
    venue = VenueFactory()
    ResourceFactory(venue=venue)
    office = services.create_resource(
        actor=PersonFactory(),
        venue=venue,
        places=3,
        name="Bureaux",
        kind="private_office",
        booking_mode="half_days",
        quotas={("day", "reservations"): 2},
    )
    assert numbers(office) == [1, 2, 3]
    assert [r.pk for r in resources_of(venue, TODAY)][-1] == office.pk
    assert Quota.objects.get().limit == 2
    assert Act.objects.filter(verb="resource_created", target_id=str(office.pk)).exists()


def test_two_resources_of_a_venue_cannot_have_the_same_name() -> None:
    venue = VenueFactory()
    ResourceFactory(venue=venue, name="Salle")
    with pytest.raises(ValidationError, match="déjà une ressource de ce nom"):
        services.create_resource(
            actor=None, venue=venue, places=1, name="Salle", kind="meeting_room", booking_mode="slots"
        )
    assert Resource.objects.count() == 1


def test_only_what_changes_is_recorded() -> None:
    resource = ResourceFactory()
    services.change_resource(actor=None, resource=resource, name=resource.name, capacity=2)
    assert Resource.objects.get().capacity == 2
    assert Act.objects.get().details == {"fields": ["capacity"]}
    services.change_resource(actor=None, resource=resource, name=resource.name, capacity=2)
    assert Act.objects.count() == 1


def test_a_setting_that_is_not_one_is_a_mistake_of_ours() -> None:
    with pytest.raises(AssertionError, match="archived_at"):
        services.change_resource(actor=None, resource=ResourceFactory(), archived_at=None)


def test_order() -> None:
    venue = VenueFactory()
    a, b, c = (ResourceFactory(venue=venue, name=name) for name in "abc")

    def order() -> str:
        return "".join(r.name for r in resources_of(venue, TODAY))

    services.move_resource(actor=None, resource=c, up=True)
    assert order() == "acb"
    services.move_resource(actor=None, resource=a, up=False)
    assert order() == "cab"
    services.move_resource(actor=None, resource=b, up=False)
    assert order() == "cab"


def test_places_are_added_from_a_day_and_never_take_an_old_number() -> None:
    pool = ResourceFactory(places=2)
    services.end_place(actor=None, place=pool.places.get(number=2), on=TODAY)
    services.add_places(actor=None, resource=pool, count=2, valid_from=MONDAY)
    assert numbers(pool) == [1, 3, 4]
    assert [p.number for p in Place.objects.on(TODAY).order_by("number")] == [1]
    assert [p.number for p in Place.objects.on(MONDAY).order_by("number")] == [1, 3, 4]


@pytest.mark.parametrize("count", [0, -1, 200])
def test_a_resource_has_between_1_and_200_places(count: int) -> None:
    pool = ResourceFactory(places=1)
    with pytest.raises(Refused) as refusal:
        services.add_places(actor=None, resource=pool, count=count)
    assert refusal.value.code == "place_count"
    assert numbers(pool) == [1]
    assert not Act.objects.exists()


def test_a_place_ends_on_a_day() -> None:
    place = PlaceFactory()
    services.end_place(actor=None, place=place, on=MONDAY)
    place.refresh_from_db()
    assert place.valid_to == MONDAY
    assert Act.objects.get().details == {"on": "2026-11-30"}


@pytest.mark.parametrize(
    ("dates", "on", "code"),
    [
        ({}, dt.date(2026, 11, 22), "past_end"),
        ({"valid_from": MONDAY}, MONDAY, "before_it_begins"),
        ({"valid_to": MONDAY}, MONDAY, "ends_before"),
    ],
)
def test_a_place_does_not_end(dates: dict[str, dt.date], on: dt.date, code: str) -> None:
    place = PlaceFactory(**dates)
    with pytest.raises(Refused) as refusal:
        services.end_place(actor=None, place=place, on=on)
    assert refusal.value.code == code
    place.refresh_from_db()
    assert place.valid_to == dates.get("valid_to")
    assert not Act.objects.exists()


def test_archived_once_and_offered_again() -> None:
    resource = ResourceFactory()
    services.archive_resource(actor=None, resource=resource)
    assert not resources_of(resource.venue, TODAY).exists()
    with pytest.raises(Refused) as refusal:
        services.archive_resource(actor=None, resource=resource)
    assert refusal.value.code == "already_archived"
    services.restore_resource(actor=None, resource=resource)
    assert resources_of(resource.venue, TODAY).exists()


def test_an_archived_resource_whose_name_was_taken_stays_archived() -> None:
    old = ResourceFactory(name="Salle")
    services.archive_resource(actor=None, resource=old)
    ResourceFactory(venue=old.venue, name="Salle")
    with pytest.raises(Refused) as refusal:
        services.restore_resource(actor=None, resource=old)
    assert refusal.value.code == "name_taken"
    old.refresh_from_db()
    assert old.archived_at


def test_the_desks_of_a_draft_are_counted_again_as_often_as_one_likes() -> None:
    venue = VenueFactory(published_at=None)
    services.furnish_venue(actor=None, venue=venue, desks=4, room_seats=6)
    services.furnish_venue(actor=None, venue=venue, desks=2, room_seats=8)
    pool, room = resources_of(venue, TODAY)
    assert (pool.kind, numbers(pool), pool.booking_mode) == ("open_space", [1, 2], "half_days")
    assert (room.kind, numbers(room), room.booking_mode, room.capacity) == ("meeting_room", [1], "slots", 8)
    services.furnish_venue(actor=None, venue=venue, desks=3, room_seats=None)
    assert [r.kind for r in resources_of(venue, TODAY)] == ["open_space"]
    assert len(numbers(pool)) == 3


def test_a_venue_that_has_been_published_is_not_furnished_again() -> None:
    venue = VenueFactory()
    unpublish_venue(actor=None, venue=venue)
    for act in (
        lambda: services.furnish_venue(actor=None, venue=venue, desks=4, room_seats=None),
        lambda: services.remove_new_resource(actor=None, resource=ResourceFactory(venue=venue)),
        lambda: services.remove_new_place(
            actor=None, place=PlaceFactory(resource=ResourceFactory(venue=venue))
        ),
    ):
        with pytest.raises(Refused) as refusal:
            act()
        assert refusal.value.code == "not_new"
    assert Resource.objects.count() == 2


def test_what_can_hit_reservations_locks_its_resource_first() -> None:
    """A booking that runs at the same time waits for the act, or the act for it."""
    venue = VenueFactory()
    pool = ResourceFactory(venue=venue, places=2)
    for act in (
        lambda: services.end_place(actor=None, place=pool.places.get(number=1), on=MONDAY),
        lambda: services.archive_resource(actor=None, resource=pool),
        lambda: replace_hours(actor=None, venue=venue, periods=[], valid_from=MONDAY, resource=pool),
    ):
        with CaptureQueriesContext(connection) as queries:
            act()
        locked = next(n for n, query in enumerate(queries) if "FOR NO KEY UPDATE" in query["sql"])
        written = [n for n, q in enumerate(queries) if q["sql"].startswith(("UPDATE", "INSERT", "DELETE"))]
        assert str(pool.pk) in queries[locked]["sql"]
        assert locked < min(written)
