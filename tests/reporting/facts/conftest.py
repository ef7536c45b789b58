"""A venue with a clock that tests move: two desks, open 9-12 and 14-18 every day since 2 November 2026."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from espaces.models import Person, Resource, Venue
from reporting.models import BookingDay, FillState, HomeDistance, OpenDay, UsageDay, VenueDay
from reporting.services.facts import Filled, fill_facts
from reservations.models import Presence, Reservation
from reservations.services.presence import check_in, check_out
from tests.factories import PersonFactory, ResourceFactory, VenueFactory, open_every_day
from tests.factories.reservations import at, book, half

OPENED = "2026-11-02T07:00:00Z"
MONDAY, TUESDAY, WEDNESDAY, THURSDAY = "2026-11-02", "2026-11-03", "2026-11-04", "2026-11-05"
FACTS = (VenueDay, OpenDay, UsageDay, BookingDay, HomeDistance)
Clock = time_machine.Traveller


@pytest.fixture
def clock() -> Iterator[Clock]:
    """It stands still on Monday at 8 in the morning until a test moves it."""
    with time_machine.travel(OPENED, tick=False) as traveller:
        yield traveller


@pytest.fixture
def venue(db: None, clock: Clock) -> Venue:
    return make_venue()


def make_venue(**fields: Any) -> Venue:
    venue = VenueFactory(**fields)
    open_every_day(venue, ("09:00", "12:00"), ("14:00", "18:00"))
    return venue


@pytest.fixture
def desks(venue: Venue) -> Resource:
    return ResourceFactory(venue=venue, places=2)


@pytest.fixture
def person() -> Person:
    return PersonFactory()


def move(clock: Clock, text: str, resource: Resource) -> None:
    """`move(clock, "2026-11-03 10:00", desks)`: what the clock of the venue then shows."""
    clock.move_to(at(text, resource))


def booked(person: Person, desks: Resource, day: str, part: str = "morning", **more: Any) -> Reservation:
    return book(person, desks, half(day, part), now=timezone.now(), **more)


def come(reservation: Reservation, arrived: str, left: str | None, clock: Clock) -> Presence:
    """Arrives and leaves at these times of the day, the clock being set to each."""
    desks = reservation.resource
    move(clock, f"{reservation.booking_day} {arrived}", desks)
    presence = check_in(actor=None, reservation_id=reservation.pk, source="qr")
    if left is not None:
        move(clock, f"{reservation.booking_day} {left}", desks)
        check_out(actor=None, presence_id=presence.pk, source="qr")
    return presence


def fill(clock: Clock | None = None, text: str = "", resource: Resource | None = None) -> Filled:
    """Now, or when the clock of the venue shows `text`."""
    if clock is not None and resource is not None:
        move(clock, text, resource)
    return fill_facts(timezone.now())


def everything() -> dict[str, list[tuple[Any, ...]]]:
    """All facts but their numbers and when they were filled: what two fills must have in common."""
    left_out = {"id", "filled_at"}
    return {
        model.__name__: sorted(
            (tuple(sorted((k, repr(v)) for k, v in row.items() if k not in left_out)))
            for row in model.objects.values()
        )
        for model in FACTS
    }


def afresh(act: Callable[[], object] = lambda: None) -> dict[str, list[tuple[Any, ...]]]:
    """What a fill of an empty house would write now."""
    for model in (HomeDistance, UsageDay, BookingDay, OpenDay, VenueDay, FillState):
        model.objects.all().delete()
    act()
    fill_facts(timezone.now())
    return everything()


@dataclass(frozen=True)
class Day:
    """One venue and day in short, as tests read it."""

    open: int
    booked: int
    attended: int
    closed: str
    visits: list[tuple[int, bool, bool, int, bool]]


def day_of(venue: Venue, day: str | dt.date) -> Day:
    """Minutes of all resources; visits as (person, morning, afternoon, minutes, attended)."""
    rows = OpenDay.objects.filter(venue=venue, day=day)
    sums = [sum(getattr(row, name) for row in rows) for name in ("open_minutes", "booked_minutes")]
    visits = UsageDay.objects.filter(venue=venue, day=day).order_by("person")
    return Day(
        *sums,
        sum(row.attended_minutes for row in rows),
        VenueDay.objects.get(venue=venue, day=day).closed,
        list(visits.values_list("person", "morning", "afternoon", "minutes", "attended")),
    )
