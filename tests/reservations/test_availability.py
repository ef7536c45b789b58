from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from espaces.models import Closure, Resource
from reservations.queries.availability import CellState, free_on, slots_of, week_of
from reservations.rules.half_days import HalfDay
from tests.factories import PersonFactory, ResourceFactory, VenueFactory, open_every_day
from tests.factories.reservations import at, book, half, slot

pytestmark = pytest.mark.django_db
MONDAY = dt.date(2026, 11, 30)


def pool(places: int = 2) -> Resource:
    venue = VenueFactory()
    open_every_day(venue, ("09:00", "12:00"), ("14:00", "18:00"), weekdays=range(5))
    return ResourceFactory(venue=venue, places=places)


def cells(resource: Resource, day: dt.date, now: dt.datetime) -> dict[str, tuple[str, int]]:
    week = week_of([resource], day, 1, now)[0]
    return {half.value: (cell.state.value, cell.free) for half, cell in week.days[0].cells.items()}


def test_an_empty_pool_is_free_all_day() -> None:
    resource = pool()
    found = cells(resource, MONDAY, at("2026-11-29 10:00", resource))
    assert found == {"morning": ("free", 2), "afternoon": ("free", 2), "day": ("free", 2)}


def test_o15_a_morning_taken_leaves_the_afternoon_and_no_whole_day() -> None:
    resource = pool(places=1)
    now = at("2026-11-29 10:00", resource)
    book(PersonFactory(), resource, half("2026-11-30", "morning"), now=now)
    assert cells(resource, MONDAY, now) == {
        "morning": ("full", 0),
        "afternoon": ("free", 1),
        "day": ("full", 0),
    }


def test_the_last_place_is_said() -> None:
    resource = pool()
    now = at("2026-11-29 10:00", resource)
    book(PersonFactory(), resource, half("2026-11-30", "morning"), now=now)
    assert cells(resource, MONDAY, now)["morning"] == ("last", 1)


def test_a_whole_day_is_counted_with_re_seating() -> None:
    """A morning on one desk and an afternoon on the other leave one whole day."""
    resource = pool()
    now = at("2026-11-29 10:00", resource)
    first, second = resource.places.order_by("number")
    for half_day, place in (("morning", first), ("afternoon", second)):
        made = book(PersonFactory(), resource, half("2026-11-30", half_day), now=now)
        type(made).objects.filter(pk=made.pk).update(place=place)
    assert cells(resource, MONDAY, now)["day"] == ("last", 1)


def test_a_closed_day_says_why() -> None:
    resource = pool()
    Closure.objects.create(
        venue=resource.venue,
        starts_at=at("2026-11-30 00:00", resource),
        ends_at=at("2026-12-01 00:00", resource),
        reason="Travaux",
    )
    week = week_of([resource], MONDAY, 2, at("2026-11-29 10:00", resource))[0]
    assert [(d.cells[HalfDay.DAY].state, d.cells[HalfDay.DAY].reason) for d in week.days] == [
        (CellState.CLOSED, "Travaux"),
        (CellState.FREE, ""),
    ]


def test_a_half_day_under_way_can_be_booked_until_it_ends() -> None:
    resource = pool()
    during = cells(resource, MONDAY, at("2026-11-30 11:00", resource))
    after = cells(resource, MONDAY, at("2026-11-30 12:00", resource))
    assert during["morning"] == ("free", 2)
    assert (after["morning"], after["day"], after["afternoon"]) == (("past", 0), ("past", 0), ("free", 2))


def test_beyond_the_horizon_is_said_to_be_far() -> None:
    resource = pool()
    assert cells(resource, dt.date(2027, 6, 7), at("2026-11-29 10:00", resource))["day"][0] == "far"


def test_free_places_take_two_queries_whatever_the_history() -> None:
    resource = pool(places=3)
    now = at("2026-11-29 10:00", resource)
    for day in range(1, 5):
        book(PersonFactory(), resource, half(f"2026-12-0{day}", "morning"), now=now)
    with CaptureQueriesContext(connection) as queries:
        week_of([resource], MONDAY, 7, now)
    assert len(queries) == 2


@pytest.mark.parametrize("count", [1, 3])
def test_one_half_day_of_many_venues_takes_three_queries(
    count: int, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    resources = [pool() for _ in range(count)]
    now = at("2026-11-29 10:00", resources[0])
    with django_assert_num_queries(3):
        found = free_on([r.venue for r in resources], MONDAY, HalfDay.MORNING, now)
    assert [(free.free, free.total, free.opens_at.hour) for free in found.values()] == [(2, 2, 9)] * count


def test_g8_slots_of_a_room_with_two_meetings() -> None:
    venue = VenueFactory()
    open_every_day(venue, ("09:00", "17:00"))
    room = ResourceFactory(
        venue=venue, kind="meeting_room", booking_mode="slots", step_minutes=30, min_minutes=30
    )
    now = at("2026-11-29 10:00", room)
    for start, end in (("11:00", "12:00"), ("14:00", "15:00")):
        book(PersonFactory(), room, slot("2026-11-30", start, end, room), now=now)
    starts = slots_of(room, MONDAY, at("2026-11-30 10:00", room), duration=30)
    assert [f"{start:%H:%M}" for start in starts] == [
        "10:00", "10:30", "12:00", "12:30", "13:00", "13:30", "15:00", "15:30", "16:00", "16:30",
    ]  # fmt: skip
