"""Half-days of a venue: morning, afternoon, whole day, cut out of its opening hours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from espaces.rules.clock import instant
from espaces.rules.intervals import Interval, hull, intersect, subtract, total_minutes
from espaces.rules.opening import Closed, VenueCalendar, closures_meeting, hours_of_day

SHORTEST_AFTER_CLOSURE = timedelta(hours=2)


class HalfDay(StrEnum):
    MORNING = "morning"
    AFTERNOON = "afternoon"
    DAY = "day"


HALVES: dict[HalfDay, tuple[HalfDay, ...]] = {
    HalfDay.MORNING: (HalfDay.MORNING,),
    HalfDay.AFTERNOON: (HalfDay.AFTERNOON,),
    HalfDay.DAY: (HalfDay.MORNING, HalfDay.AFTERNOON),
}


@dataclass(frozen=True)
class Stay:
    """What is booked, from first to last instant, and the opening inside it.

    A lunch closure between the two halves of a day belongs to the interval (the place is held) but not to the
    opening: it is neither outside hours, nor counted, nor priced.
    """

    interval: Interval
    opening: tuple[Interval, ...]

    @property
    def minutes(self) -> int:
        return total_minutes(self.opening)

    def from_now(self, now: datetime) -> Stay | None:
        """What is left of a stay under way; itself before it starts, None once it has ended."""
        if now >= self.interval.end:
            return None
        if now <= self.interval.start:
            return self
        return stay_over(intersect(self.opening, [Interval(now, self.interval.end)]))


@dataclass(frozen=True)
class Unbookable:
    """Why a half-day cannot be booked: no hours at all in it, or the closures that prevent it."""

    closures: tuple[Closed, ...] = ()


def stay_over(opening: Sequence[Interval]) -> Stay | None:
    whole = hull(opening)
    return None if whole is None else Stay(whole, tuple(opening))


def half_days_of(calendar: VenueCalendar, day: date, *, extended: bool = False) -> dict[HalfDay, Stay]:
    """The half-days of `day` that can be booked. `extended` counts the periods of extended access.

    A whole day exists only where both its halves do: an afternoon is not sold a second time as a day.
    """
    found = {half: half_day_of(calendar, day, half, extended=extended) for half in HalfDay}
    return {half: stay for half, stay in found.items() if isinstance(stay, Stay)}


def half_day_of(
    calendar: VenueCalendar, day: date, half: HalfDay, *, extended: bool = False
) -> Stay | Unbookable:
    """One half-day, or why not. A whole day takes the reasons of its halves first, then its own."""
    if half is HalfDay.DAY:
        halves = [half_day_of(calendar, day, part, extended=extended) for part in HALVES[half]]
        refused = [part for part in halves if isinstance(part, Unbookable)]
        if refused:
            return _first_reason(refused)
    hours = _hours_of_half(calendar, day, half, extended=extended)
    return _clipped_by_closures(calendar, hours)


def _first_reason(refused: list[Unbookable]) -> Unbookable:
    """No hours in one half weighs more than a closure in the other: no reopening would help."""
    closures = [closed for part in refused for closed in part.closures]
    if any(not part.closures for part in refused):
        return Unbookable()
    return Unbookable(tuple(dict.fromkeys(closures)))


def _hours_of_half(calendar: VenueCalendar, day: date, half: HalfDay, *, extended: bool) -> list[Interval]:
    hours = hours_of_day(calendar, day, extended=extended)
    whole = hull(hours)
    boundary = instant(day, calendar.boundary, calendar.zone)
    if whole is None or half is HalfDay.DAY:
        return hours
    if half is HalfDay.MORNING:
        return intersect(hours, [Interval(whole.start, boundary)]) if whole.start < boundary else []
    return intersect(hours, [Interval(boundary, whole.end)]) if boundary < whole.end else []


def _clipped_by_closures(calendar: VenueCalendar, hours: list[Interval]) -> Stay | Unbookable:
    """A closure shortens a half-day at its edge, and forbids it in the middle or when under 2 h are left."""
    whole = stay_over(hours)
    if whole is None:
        return Unbookable()
    met = [c for c in closures_meeting(calendar, whole.interval) if intersect(hours, [c.interval])]
    if not met:
        return whole
    left = stay_over(subtract(hours, (closed.interval for closed in met)))
    if left is None or left.minutes < SHORTEST_AFTER_CLOSURE.total_seconds() // 60:
        return Unbookable(tuple(met))
    in_the_middle = [c for c in met if intersect(intersect(hours, [left.interval]), [c.interval])]
    return Unbookable(tuple(in_the_middle)) if in_the_middle else left
