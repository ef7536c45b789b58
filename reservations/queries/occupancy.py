"""How many desks of a venue are taken, half-day by half-day, past ones included: for its hosts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from espaces.models import Resource, Venue
from espaces.queries.calendars import calendar_of
from espaces.rules.clock import ONE_DAY
from espaces.rules.intervals import Interval, hull
from reservations.queries.availability import Reading, bookable_resources, read
from reservations.queries.facts import buffer_of
from reservations.rules.buffers import blocked_range
from reservations.rules.half_days import HalfDay, Stay, Unbookable, half_day_of, half_days_of

HALVES = (HalfDay.MORNING, HalfDay.AFTERNOON)


@dataclass(frozen=True)
class Occupancy:
    """Of all resources booked by the half-day. `span` None: closed, `reason` says why when a closure does."""

    half: HalfDay
    span: Interval | None = None
    taken: int = 0
    capacity: int = 0
    late: int = 0
    reason: str = ""
    resource_ids: frozenset[int] = frozenset()

    @property
    def free(self) -> int:
        return self.capacity - self.taken

    def with_late(self, late: int) -> Occupancy:
        return replace(self, late=late)


Occupied = list[tuple[date, list[Occupancy]]]


def occupancies(venue: Venue, first_day: date, days: int, now: datetime) -> Occupied:
    """Three queries, whatever the number of days and resources."""
    resources = [
        resource
        for resource in bookable_resources([venue.pk])
        if resource.booking_mode == Resource.BookingMode.HALF_DAYS
    ]
    dates = [first_day + ONE_DAY * n for n in range(days)]
    if not resources:
        return [(day, [Occupancy(half) for half in HALVES]) for day in dates]
    reading = read(resources, first_day, dates[-1], now)
    return [(day, [_occupancy(reading, day, half) for half in HALVES]) for day in dates]


def _occupancy(reading: Reading, day: date, half: HalfDay) -> Occupancy:
    found = {r.pk: half_day_of(reading.calendar(r), day, half) for r in reading.resources}
    stays = {pk: stay for pk, stay in found.items() if isinstance(stay, Stay)}
    span = hull([stay.interval for stay in stays.values()])
    if span is None:
        return Occupancy(half, reason=_reason(list(found.values())))
    return Occupancy(
        half,
        span=span,
        taken=sum(_taken(reading, resource, stays) for resource in reading.resources),
        capacity=sum(reading.pools[pk].size_over(stay.interval) for pk, stay in stays.items()),
        resource_ids=frozenset(stays),
    )


def _taken(reading: Reading, resource: Resource, stays: dict[int, Stay]) -> int:
    if resource.pk not in stays:
        return 0
    pool, interval = reading.pools[resource.pk], stays[resource.pk].interval
    free = pool.free_over(blocked_range(interval, buffer_of(resource)))
    return max(pool.size_over(interval) - free, 0)


def _reason(found: Sequence[Stay | Unbookable]) -> str:
    closures = [closed for one in found if isinstance(one, Unbookable) for closed in one.closures]
    return ", ".join(dict.fromkeys(closed.reason for closed in closures))


def halves_left(venue: Venue, day: date, now: datetime) -> list[HalfDay]:
    """What a venue's own hours still offer of the day, in the order in which people ask for it."""
    calendar = calendar_of(venue, first_day=day, last_day=day)
    ends = {half: stay.interval.end for half, stay in half_days_of(calendar, day).items()}
    left = [half for half in HALVES if half in ends and ends[half] > now]
    whole = HalfDay.DAY in ends and HalfDay.MORNING in left
    return [*left, *([HalfDay.DAY] if whole else [])]
