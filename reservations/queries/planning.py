"""The week of a venue, places × days: four queries, whatever the number of places."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef

from espaces.models import Place, Resource, Venue
from espaces.queries.calendars import calendars_with_resources
from espaces.rules.clock import MIDNIGHT, ONE_DAY, instant
from espaces.rules.intervals import Interval, subtract
from espaces.rules.opening import VenueCalendar, closures_meeting, hours_of_day, opening_of_day
from espaces.rules.seasons import VenueCalendars
from reservations.models import Presence, Reservation
from reservations.queries.occupancy import HALVES
from reservations.queries.places import places_read, resources_with_places
from reservations.rules.half_days import HalfDay, Stay, Unbookable, half_day_of
from reservations.rules.presence import State, state_at

DAYS = 7


@dataclass(frozen=True)
class Booking:
    reservation: Reservation
    start: datetime
    state: State


@dataclass(frozen=True)
class Free:
    """A half-day, or for a resource booked by the hour an interval, that a host may still fill."""

    start: datetime
    end: datetime
    half: HalfDay | None = None


@dataclass(frozen=True)
class Shut:
    """A part of the day in which the place cannot be used. `half` None: the whole day."""

    start: datetime
    reason: str = ""
    half: HalfDay | None = None


Part = Booking | Free | Shut


@dataclass(frozen=True)
class DayCell:
    """What one place is on one day, in order of time."""

    day: date
    parts: Sequence[Part]

    @property
    def shut(self) -> Shut | None:
        """The reason of a day on which there is nothing but a closure."""
        closed = [part for part in self.parts if isinstance(part, Shut)]
        return closed[0] if closed and len(closed) == len(self.parts) else None


@dataclass(frozen=True)
class PlaceRow:
    resource: Resource
    place: Place
    cells: Sequence[DayCell]


@dataclass(frozen=True)
class Planning:
    days: Sequence[date]
    groups: Sequence[tuple[Resource, Sequence[PlaceRow]]]


def planning_of(venue: Venue, first_day: date, now: datetime) -> Planning:
    days = [first_day + ONE_DAY * n for n in range(DAYS)]
    resources = resources_with_places(venue, days[0], days[-1])
    calendars = calendars_with_resources([venue], first_day=days[0], last_day=days[-1])[venue.pk]
    taken = _reservations(venue, days[0], days[-1], now)
    week = Week(venue, days, calendars, taken, now)
    return Planning(
        days, [(resource, [week.row(resource, p) for p in places_read(resource)]) for resource in resources]
    )


def _reservations(
    venue: Venue, first: date, last: date, now: datetime
) -> Mapping[tuple[int, date], list[Reservation]]:
    """By place and day."""
    here = Presence.objects.filter(reservation=OuterRef("pk"), voided_at=None)
    rows = (
        Reservation.objects.holding_at(now)
        .filter(venue=venue, booking_day__range=(first, last))
        .select_related("person")
        .annotate(has_come=Exists(here), is_here=Exists(here.filter(ended_at=None)))
        .order_by("starts_at", "pk")
    )
    found: dict[tuple[int, date], list[Reservation]] = defaultdict(list)
    for row in rows:
        row.venue = venue
        found[row.place_id, row.booking_day].append(row)
    return found


Key = tuple[int, int | None]


@dataclass(frozen=True)
class Week:
    """What was read once, and the cells drawn from it.

    The places of a resource share its calendar and its half-days, but those that have a closure of their own.
    """

    venue: Venue
    days: Sequence[date]
    calendars: VenueCalendars
    taken: Mapping[tuple[int, date], list[Reservation]]
    now: datetime
    known: dict[Key, VenueCalendar] = field(default_factory=dict)
    halves: dict[tuple[Key, date, HalfDay], Stay | Unbookable] = field(default_factory=dict)

    def row(self, resource: Resource, place: Place) -> PlaceRow:
        return PlaceRow(resource, place, [self.cell(resource, place, day) for day in self.days])

    def cell(self, resource: Resource, place: Place, day: date) -> DayCell:
        bookings = [self._booking(reservation) for reservation in self.taken.get((place.pk, day), [])]
        blocked = [
            Interval(r.blocked.lower, r.blocked.upper)
            for r in self.taken.get((place.pk, day), [])
            if not r.blocked.isempty
        ]
        if (place.valid_from and day < place.valid_from) or (place.valid_to and day >= place.valid_to):
            return DayCell(day, bookings)
        key = self._key(resource, place)
        draw = self._halves if resource.booking_mode == Resource.BookingMode.HALF_DAYS else self._intervals
        parts = sorted([*bookings, *draw(key, day, blocked)], key=lambda part: part.start)
        if not parts and not hours_of_day(self.known[key], day):
            return DayCell(day, [Shut(instant(day, MIDNIGHT, self.venue.zone))])
        return DayCell(day, parts)

    def _booking(self, reservation: Any) -> Booking:
        stay = Interval(reservation.starts_at, reservation.ends_at)
        arrived = reservation.starts_at if reservation.has_come else None
        left = None if reservation.is_here else reservation.ends_at
        return Booking(reservation, stay.start, state_at(stay, self.now, arrived_at=arrived, left_at=left))

    def _key(self, resource: Resource, place: Place) -> Key:
        """Of a calendar that is then known."""
        alone = any(closed.place_id == place.pk for closed in self.calendars.venue.closures)
        key = resource.pk, place.pk if alone else None
        if key not in self.known:
            self.known[key] = self.calendars.of_resource(*key)
        return key

    def _half_day(self, key: Key, day: date, half: HalfDay) -> Stay | Unbookable:
        if (key, day, half) not in self.halves:
            self.halves[key, day, half] = half_day_of(self.known[key], day, half)
        return self.halves[key, day, half]

    def _halves(self, key: Key, day: date, blocked: list[Interval]) -> Iterator[Part]:
        for half in HALVES:
            found = self._half_day(key, day, half)
            if isinstance(found, Stay):
                if found.interval.end > self.now and not any(found.interval.overlaps(b) for b in blocked):
                    yield Free(found.interval.start, found.interval.end, half)
            elif found.closures:
                start = found.closures[0].interval.start
                yield Shut(start, ", ".join(dict.fromkeys(c.reason for c in found.closures)), half)

    def _intervals(self, key: Key, day: date, blocked: list[Interval]) -> Iterator[Part]:
        calendar = self.known[key]
        for free in subtract(opening_of_day(calendar, day), blocked):
            if free.end > self.now:
                yield Free(max(free.start, self.now), free.end)
        for interval in hours_of_day(calendar, day):
            for closed in closures_meeting(calendar, interval):
                yield Shut(max(closed.interval.start, interval.start), closed.reason)
