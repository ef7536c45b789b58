"""Free places for people to choose from. Reads only: the answer may be taken a second later (see services.booking).

Public pages count with everybody's opening periods; with `extended`, those of extended access count too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from django.db.models import QuerySet

from espaces.models import Resource, Venue
from espaces.queries.calendars import calendars_with_resources
from espaces.rules.clock import MIDNIGHT, ONE_DAY, calendar_day, instant
from espaces.rules.intervals import Interval
from espaces.rules.opening import VenueCalendar, opening_of_day
from espaces.rules.seasons import VenueCalendars
from reservations.queries.facts import buffer_of, slot_rules
from reservations.queries.pools import Pool, pools_of
from reservations.rules.buffers import blocked_range, free_for
from reservations.rules.half_days import HalfDay, Stay, Unbookable, half_day_of
from reservations.rules.slots import bookable_starts


class CellState(StrEnum):
    """What a visitor reads of a half-day: a number, or why there is none."""

    FREE = "free"
    LAST = "last"
    FULL = "full"
    CLOSED = "closed"
    PAST = "past"
    FAR = "far"


@dataclass(frozen=True)
class Cell:
    """`reason` says why it is closed, when a closure or a holiday is why. `total` counts usable places."""

    state: CellState
    free: int = 0
    total: int = 0
    stay: Stay | None = None
    reason: str = ""

    @property
    def bookable(self) -> bool:
        return self.state in {CellState.FREE, CellState.LAST}


@dataclass(frozen=True)
class DayCells:
    day: date
    cells: Mapping[HalfDay, Cell]

    @property
    def is_open(self) -> bool:
        return any(cell.state is not CellState.CLOSED for cell in self.cells.values())


@dataclass(frozen=True)
class ResourceWeek:
    resource: Resource
    days: Sequence[DayCells]


@dataclass(frozen=True)
class VenueFree:
    """One venue, one half-day, over all its resources booked by half-days that everybody may book."""

    state: CellState
    free: int
    total: int
    other_half_free: int
    opens_at: datetime | None


@dataclass(frozen=True)
class Reading:
    """What was read once for several resources over some days."""

    now: datetime
    resources: Sequence[Resource]
    calendars: Mapping[int, VenueCalendars]
    pools: Mapping[int, Pool]

    def calendar(self, resource: Resource) -> VenueCalendar:
        return self.calendars[resource.venue_id].of_resource(resource.pk)


def read(resources: Sequence[Resource], first_day: date, last_day: date, now: datetime) -> Reading:
    """Two queries, whatever the number of resources and the length of their history.

    `resources` come with their venue. Days are those of each venue.
    """
    venues = {resource.venue_id: resource.venue for resource in resources}
    calendars = calendars_with_resources(venues.values(), first_day=first_day, last_day=last_day)
    span = _span_of(venues.values(), first_day, last_day)
    return Reading(now, resources, calendars, pools_of(resources, calendars, span, now))


def _span_of(venues: Iterable[Venue], first_day: date, last_day: date) -> Interval:
    zones = {venue.zone for venue in venues}
    starts = [instant(first_day, MIDNIGHT, zone) for zone in zones]
    ends = [instant(last_day + ONE_DAY, MIDNIGHT, zone) for zone in zones]
    return Interval(min(starts), max(ends))


def bookable_resources(venue_ids: Iterable[int]) -> QuerySet[Resource]:
    return (
        Resource.objects.active()
        .filter(venue__in=list(venue_ids))
        .select_related("venue", "venue__municipality")
        .order_by("venue_id", "position", "pk")
    )


def week_of(
    resources: Sequence[Resource],
    first_day: date,
    days: int,
    now: datetime,
    *,
    extended: bool = False,
) -> list[ResourceWeek]:
    """The half-days of each resource booked by half-days, for `days` days of the venue from `first_day` on."""
    chosen = [r for r in resources if r.booking_mode == Resource.BookingMode.HALF_DAYS]
    if not chosen:
        return []
    reading = read(chosen, first_day, first_day + ONE_DAY * days, now)
    dates = [first_day + ONE_DAY * n for n in range(days)]
    return [
        ResourceWeek(resource, [day_cells(reading, resource, day, extended=extended) for day in dates])
        for resource in chosen
    ]


def day_cells(reading: Reading, resource: Resource, day: date, *, extended: bool = False) -> DayCells:
    return DayCells(day, {half: cell_of(reading, resource, day, half, extended=extended) for half in HalfDay})


def cell_of(
    reading: Reading, resource: Resource, day: date, half: HalfDay, *, extended: bool = False
) -> Cell:
    found = half_day_of(reading.calendar(resource), day, half, extended=extended)
    if isinstance(found, Unbookable):
        return Cell(CellState.CLOSED, reason=", ".join(dict.fromkeys(c.reason for c in found.closures)))
    stay = found.from_now(reading.now)
    if stay is None or _morning_is_over(reading, resource, day, half, extended=extended):
        return Cell(CellState.PAST, stay=found)
    if day > calendar_day(reading.now, resource.venue.zone) + timedelta(days=_horizon(resource)):
        return Cell(CellState.FAR, stay=stay)
    wanted = blocked_range(stay.interval, buffer_of(resource))
    pool = reading.pools[resource.pk]
    free, total = pool.free_over(wanted), pool.size_over(stay.interval)
    return Cell(_state(free, total), free, total, stay)


def _morning_is_over(
    reading: Reading, resource: Resource, day: date, half: HalfDay, *, extended: bool
) -> bool:
    """A whole day is no longer sold once its morning is over: what is left is an afternoon."""
    if half is not HalfDay.DAY:
        return False
    morning = half_day_of(reading.calendar(resource), day, HalfDay.MORNING, extended=extended)
    return isinstance(morning, Stay) and morning.interval.end <= reading.now


def _horizon(resource: Resource) -> int:
    """Everybody's: a plan may see further, and the booking page says so."""
    own = resource.horizon_days
    return resource.venue.horizon_days if own is None else min(own, resource.venue.horizon_days)


def _state(free: int, total: int) -> CellState:
    if free == 0:
        return CellState.FULL
    return CellState.LAST if free == 1 and total > 1 else CellState.FREE


def free_on(venues: Sequence[Venue], day: date, half: HalfDay, now: datetime) -> dict[int, VenueFree]:
    """Desks and offices free at each venue on one half-day; three queries, whatever the number of venues."""
    resources = [
        resource
        for resource in bookable_resources([venue.pk for venue in venues])
        if resource.booking_mode == Resource.BookingMode.HALF_DAYS
        and resource.audience == Resource.Audience.EVERYBODY
    ]
    reading = read(resources, day, day, now) if resources else None
    there: dict[int, list[Resource]] = {venue.pk: [] for venue in venues}
    for resource in resources:
        there[resource.venue_id].append(resource)
    return {venue_id: _venue_free(reading, of_venue, day, half) for venue_id, of_venue in there.items()}


OTHER = {
    HalfDay.MORNING: HalfDay.AFTERNOON,
    HalfDay.AFTERNOON: HalfDay.MORNING,
    HalfDay.DAY: HalfDay.MORNING,
}


def _venue_free(
    reading: Reading | None, resources: Sequence[Resource], day: date, half: HalfDay
) -> VenueFree:
    if reading is None or not resources:
        return VenueFree(CellState.CLOSED, 0, 0, 0, None)
    cells = [cell_of(reading, resource, day, half) for resource in resources]
    other = sum(cell_of(reading, resource, day, OTHER[half]).free for resource in resources)
    free, total = sum(cell.free for cell in cells), sum(cell.total for cell in cells)
    state = _state(free, total) if total else cells[0].state
    return VenueFree(state, free, total, other, _opening(reading, resources, day))


def _opening(reading: Reading, resources: Sequence[Resource], day: date) -> datetime | None:
    """The first opening of the day, in the venue's time."""
    openings = [opening_of_day(reading.calendar(resource), day)[:1] for resource in resources]
    starts = [opening[0].start for opening in openings if opening]
    return min(starts).astimezone(resources[0].venue.zone) if starts else None


def slots_of(
    resource: Resource, day: date, now: datetime, *, duration: int, extended: bool = False
) -> list[datetime]:
    """Starts at which a resource booked by the hour has a place free for `duration` minutes, local to its venue."""
    return starts_of(read([resource], day, day, now), resource, day, duration=duration, extended=extended)


def starts_of(
    reading: Reading, resource: Resource, day: date, *, duration: int, extended: bool = False
) -> list[datetime]:
    """The same of one resource among those that were read together."""
    rules = slot_rules(resource)
    if rules is None:
        return []
    pool, calendar = reading.pools[resource.pk], reading.calendar(resource)
    opening = opening_of_day(calendar, day, extended=extended)
    starts: set[datetime] = set()
    for place in pool.places:
        taken = [seated.blocked for seated in pool.occupied if seated.place_id == place.id]
        free = free_for(opening, [*taken, *pool.closed.get(place.id, [])], buffer_of(resource))
        starts.update(
            bookable_starts(
                free, duration=duration, step=rules.step, zone=resource.venue.zone, not_before=reading.now
            )
        )
    return sorted(at.astimezone(resource.venue.zone) for at in starts)
