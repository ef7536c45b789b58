from __future__ import annotations

import datetime as dt

import pytest

from espaces.models import Resource, Venue
from reservations.queries.alternatives import Alternative, alternatives_to
from reservations.rules.booking import BookingRequest, HalfDayWanted
from reservations.rules.half_days import HalfDay, Stay
from tests.factories import PersonFactory, ResourceFactory, VenueFactory, open_every_day
from tests.factories.reservations import at, book, half, slot

pytestmark = pytest.mark.django_db
MONDAY = dt.date(2026, 11, 30)


def resource_at(latitude: float | None, **fields: object) -> Resource:
    venue = VenueFactory(latitude=latitude, longitude=3.5 if latitude else None)
    open_every_day(venue, ("09:00", "12:00"), ("14:00", "18:00"))
    return ResourceFactory(venue=venue, **fields)


def offered(resource: Resource, request: BookingRequest, now: dt.datetime) -> list[Alternative]:
    interval = slot(MONDAY.isoformat(), "09:00", "12:00", resource).wanted
    return alternatives_to(
        resource,
        request.wanted,
        MONDAY,
        stay=Stay(interval, (interval,)),
        venues=Venue.objects.published(),
        now=now,
    )


def test_bk11_other_time_other_resource_other_venue_each_in_turn() -> None:
    resource = resource_at(44.3)
    office = ResourceFactory(venue=resource.venue, kind="private_office")
    near = resource_at(44.4)
    resource_at(45.3)
    now = at("2026-11-29 10:00", resource)
    book(PersonFactory(), resource, half("2026-11-30", "morning"), now=now)
    found = offered(resource, half("2026-11-30", "morning"), now)
    assert [(one.resource, one.wanted) for one in found] == [
        (resource, HalfDayWanted(MONDAY, HalfDay.AFTERNOON)),
        (office, HalfDayWanted(MONDAY, HalfDay.MORNING)),
        (near, HalfDayWanted(MONDAY, HalfDay.MORNING)),
        (office, HalfDayWanted(MONDAY, HalfDay.AFTERNOON)),
    ]
    assert [round(one.distance_km) for one in found] == [0, 0, 11, 0]


def test_what_is_reserved_to_some_is_offered_to_nobody() -> None:
    resource = resource_at(None)
    ResourceFactory(venue=resource.venue, audience="members")
    ResourceFactory(venue=resource.venue, required_documents=["charter"])
    ResourceFactory(venue=resource.venue, kind="meeting_room")
    now = at("2026-11-29 10:00", resource)
    book(PersonFactory(), resource, half("2026-11-30", "day"), now=now)
    assert offered(resource, half("2026-11-30", "morning"), now) == []


def test_a_room_is_offered_at_the_nearest_times_for_as_long() -> None:
    room = resource_at(None, booking_mode="slots", kind="meeting_room", step_minutes=30)
    now = at("2026-11-29 10:00", room)
    book(PersonFactory(), room, slot("2026-11-30", "09:00", "11:00", room), now=now)
    wanted = slot("2026-11-30", "09:00", "10:00", room)
    found = offered(room, wanted, now)
    assert [at.interval.start.astimezone(room.venue.zone).strftime("%H:%M") for at in found] == [
        "11:00",
        "14:00",
        "14:30",
        "15:00",
    ]
    assert {one.interval.minutes for one in found} == {60}
