"""Starts and ends that a resource booked by the hour can be given.

The steps are those of the wall clock, counted from midnight: 30 min gives 9:00, 9:30… whenever the venue
opens, for members with extended access as for others, and on the days the clocks change. Durations are real.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from espaces.rules.clock import ONE_DAY, calendar_day, instant, minutes_between
from espaces.rules.intervals import Interval, merge

MINUTES_OF_A_DAY = 24 * 60


@dataclass(frozen=True)
class SlotRules:
    """Minutes. No maximum: as long as the opening allows."""

    step: int = 15
    minimum: int = 15
    maximum: int | None = None

    def allows_length(self, minutes: int) -> bool:
        return self.minimum <= minutes and (self.maximum is None or minutes <= self.maximum)


def on_step(at: datetime, step: int, zone: ZoneInfo) -> bool:
    local = at.astimezone(zone)
    whole = local.second == 0 and local.microsecond == 0
    return whole and (local.hour * 60 + local.minute) % step == 0


def bookable_starts(
    free: Iterable[Interval],
    *,
    duration: int,
    step: int,
    zone: ZoneInfo,
    not_before: datetime | None = None,
) -> list[datetime]:
    """Every start on the step from which `duration` real minutes fit into what is free.

    `free` is the opening without what is taken (`buffers.free_for`); `not_before` is now plus the notice.
    """
    length = timedelta(minutes=duration)
    return [
        at
        for interval in merge(free)
        for at in _steps_in(interval, step, zone)
        if at + length <= interval.end and (not_before is None or not_before <= at)
    ]


def bookable_ends(
    free: Iterable[Interval], start: datetime, rules: SlotRules, zone: ZoneInfo
) -> list[datetime]:
    """Every end on the step that a slot begun at `start` may have before it meets anything."""
    for interval in merge(free):
        if interval.has(start):
            rest = Interval(start, interval.end)
            steps = [*_steps_in(rest, rules.step, zone), *_last_step(rest, rules.step, zone)]
            return [end for end in steps if rules.allows_length(minutes_between(start, end))]
    return []


def _last_step(interval: Interval, step: int, zone: ZoneInfo) -> list[datetime]:
    """The end of a half-open interval is not in it, but a slot may end there."""
    return [interval.end] if on_step(interval.end, step, zone) else []


def _steps_in(interval: Interval, step: int, zone: ZoneInfo) -> Iterator[datetime]:
    day, last = calendar_day(interval.start, zone), calendar_day(interval.end, zone)
    while day <= last:
        for at in steps_of_day(day, step, zone):
            if interval.has(at):
                yield at
        day += ONE_DAY


def steps_of_day(day: date, step: int, zone: ZoneInfo) -> list[datetime]:
    """Wall-clock steps as instants: those of a repeated hour twice, those of a skipped hour never."""
    walls = [time(minute // 60, minute % 60) for minute in range(0, MINUTES_OF_A_DAY, step)]
    instants = {instant(day, wall, zone, end=end) for wall in walls for end in (False, True)}
    return sorted(at for at in instants if on_step(at, step, zone))


def next_step(at: datetime, step: int, zone: ZoneInfo) -> datetime:
    """The first step that is not before `at`; the next day's when the day is over."""
    day = calendar_day(at, zone)
    steps = [*steps_of_day(day, step, zone), *steps_of_day(day + ONE_DAY, step, zone)]
    return next(moment for moment in steps if moment >= at)
