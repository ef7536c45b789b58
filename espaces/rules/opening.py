"""When a venue, a resource or a place can be used: weekly hours, public holidays, closures.

Hours are wall-clock times and do not move when clocks change. A period whose closing is not after its opening
ends the next day and belongs to the day it opens.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from espaces.rules.clock import MIDNIGHT, ONE_DAY, CutOffs, calendar_day, instant
from espaces.rules.intervals import Interval, intersect, merge, subtract

DEFAULT_BOUNDARY = time(13)


@dataclass(frozen=True)
class WeeklyPeriod:
    """Hours of one weekday (0 is Monday), from `valid_from` on and until the day before `valid_to`.

    `extended`: only for persons whose plan has extended access (key holders in the evening).
    """

    weekday: int
    opens: time
    closes: time
    valid_from: date | None = None
    valid_to: date | None = None
    extended: bool = False

    def holds_on(self, day: date) -> bool:
        return (
            self.weekday == day.weekday()
            and (self.valid_from is None or self.valid_from <= day)
            and (self.valid_to is None or day < self.valid_to)
        )

    @property
    def ends_next_day(self) -> bool:
        return self.closes <= self.opens

    def on(self, day: date, zone: ZoneInfo) -> Interval | None:
        """None when the spring clock change swallows the period whole."""
        last_day = day + ONE_DAY if self.ends_next_day else day
        start, end = instant(day, self.opens, zone), instant(last_day, self.closes, zone, end=True)
        return Interval(start, end) if start < end else None


def ends_after_cutoff(period: WeeklyPeriod, cutoff: time) -> bool:
    """A night period may not run past the cut-off: the presence day would end inside it."""
    return period.ends_next_day and period.closes > cutoff


@dataclass(frozen=True)
class Closed:
    """A range in which a venue, or only one resource or place of it, cannot be used."""

    interval: Interval
    reason: str
    resource_id: int | None = None
    place_id: int | None = None

    def concerns(self, resource_id: int | None, place_id: int | None) -> bool:
        """A venue's closure concerns everything in it, a resource's its places, a place's only itself."""
        if self.place_id is not None:
            return self.place_id == place_id
        return self.resource_id is None or self.resource_id == resource_id


@dataclass(frozen=True)
class VenueCalendar:
    """All that opening depends on. `holidays` are those on which it closes, with their names."""

    zone: ZoneInfo
    boundary: time = DEFAULT_BOUNDARY
    cutoffs: CutOffs = ()
    periods: tuple[WeeklyPeriod, ...] = ()
    closures: tuple[Closed, ...] = ()
    holidays: Mapping[date, str] = field(default_factory=dict)


def for_resource(
    calendar: VenueCalendar,
    resource_periods: Sequence[WeeklyPeriod],
    resource_id: int | None,
    place_id: int | None = None,
) -> VenueCalendar:
    """The calendar of one resource (or of one place of it): its own periods, if any, replace the venue's.

    A place's closure is kept only when that place is asked for: the rest of its pool stays open.
    """
    closures = tuple(closed for closed in calendar.closures if closed.concerns(resource_id, place_id))
    return replace(calendar, periods=tuple(resource_periods) or calendar.periods, closures=closures)


def hours_of_day(calendar: VenueCalendar, day: date, *, extended: bool = False) -> list[Interval]:
    """The weekly hours that begin on `day`, merged, as if there were neither holiday nor closure."""
    periods = (p for p in calendar.periods if p.holds_on(day) and (extended or not p.extended))
    hours = (period.on(day, calendar.zone) for period in periods)
    return merge(interval for interval in hours if interval is not None)


def opening_of_day(calendar: VenueCalendar, day: date, *, extended: bool = False) -> list[Interval]:
    """When one can really be there: the hours of `day` without holidays and closures."""
    if day in calendar.holidays:
        return []
    hours = hours_of_day(calendar, day, extended=extended)
    return subtract(hours, (closed.interval for closed in calendar.closures))


def hours_between(calendar: VenueCalendar, span: Interval, *, extended: bool = False) -> list[Interval]:
    """The weekly hours inside `span`, closures and holidays not counted."""
    days = _days_that_may_reach(calendar, span)
    return intersect((i for day in days for i in hours_of_day(calendar, day, extended=extended)), [span])


def opening_between(calendar: VenueCalendar, span: Interval, *, extended: bool = False) -> list[Interval]:
    """The opening inside `span`, hours of the night before included."""
    days = _days_that_may_reach(calendar, span)
    return intersect((i for day in days for i in opening_of_day(calendar, day, extended=extended)), [span])


def booking_day_bounds(calendar: VenueCalendar, day: date) -> Interval:
    """The calendar day, with the night hours that it opens and without those that the day before opened."""
    return Interval(_booking_day_start(calendar, day), _booking_day_start(calendar, day + ONE_DAY))


def booking_day(calendar: VenueCalendar, start: datetime) -> date:
    """The date of the opening period in which a stay begins: the calendar date, but for hours after midnight.

    It serves half-days, prices, quotas, horizon, holidays and allowances; presence and figures have another
    day (`clock.presence_day`). Hours of extended access count for everybody: a stay has one day.
    """
    day = calendar_day(start, calendar.zone)
    return day - ONE_DAY if start < _booking_day_start(calendar, day) else day


def _booking_day_start(calendar: VenueCalendar, day: date) -> datetime:
    midnight = instant(day, MIDNIGHT, calendar.zone)
    night_before = hours_of_day(calendar, day - ONE_DAY, extended=True)
    return max([midnight, *(interval.end for interval in night_before)])


def closures_meeting(calendar: VenueCalendar, wanted: Interval) -> list[Closed]:
    """Closures and closing holidays that touch the inside of `wanted`, in order of time."""
    holidays = (
        Closed(booking_day_bounds(calendar, day), calendar.holidays[day])
        for day in _days_that_may_reach(calendar, wanted)
        if day in calendar.holidays
    )
    met = [c for c in (*holidays, *calendar.closures) if c.interval.overlaps(wanted)]
    return sorted(met, key=lambda closed: closed.interval)


def without_closures(calendar: VenueCalendar) -> VenueCalendar:
    """The calendar as a host sees it who books in spite of closures and holidays."""
    return replace(calendar, closures=(), holidays={})


def place_closures(closures: Iterable[Closed], place_id: int) -> list[Interval]:
    """When this one place cannot be used though its resource is open."""
    return merge(closed.interval for closed in closures if closed.place_id == place_id)


def _days_that_may_reach(calendar: VenueCalendar, span: Interval) -> list[date]:
    """The dates of `span`, and the one before: its night hours may run into it."""
    first = calendar_day(span.start, calendar.zone) - ONE_DAY
    last = calendar_day(span.end - timedelta(microseconds=1), calendar.zone)
    return [first + ONE_DAY * n for n in range((last - first).days + 1)]
