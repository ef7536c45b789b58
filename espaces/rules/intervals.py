"""Half-open ranges of time `[start, end)` and the few operations everything else is made of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass(frozen=True, order=True, slots=True)
class Interval:
    """Two aware instants, kept in UTC. Never empty: what leaves nothing returns None or no element."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.start.tzinfo is None or self.end.tzinfo is None:
            raise ValueError("An interval needs aware instants.")
        object.__setattr__(self, "start", self.start.astimezone(UTC))
        object.__setattr__(self, "end", self.end.astimezone(UTC))
        if self.end <= self.start:
            raise ValueError("An interval ends after it starts.")

    @property
    def length(self) -> timedelta:
        return self.end - self.start

    @property
    def minutes(self) -> int:
        """Real minutes; a started minute does not count."""
        return int(self.length.total_seconds() // 60)

    def overlaps(self, other: Interval) -> bool:
        return self.start < other.end and other.start < self.end

    def contains(self, other: Interval) -> bool:
        return self.start <= other.start and other.end <= self.end

    def has(self, at: datetime) -> bool:
        return self.start <= at < self.end

    def clip(self, bounds: Interval) -> Interval | None:
        """What lies inside `bounds`."""
        start, end = max(self.start, bounds.start), min(self.end, bounds.end)
        return Interval(start, end) if start < end else None

    def widened(self, *, before: timedelta = timedelta(0), after: timedelta = timedelta(0)) -> Interval:
        return Interval(self.start - before, self.end + after)


def merge(intervals: Iterable[Interval]) -> list[Interval]:
    """The same instants in order, as few intervals as possible: those that overlap or touch become one."""
    merged: list[Interval] = []
    for interval in sorted(intervals):
        if merged and interval.start <= merged[-1].end:
            merged[-1] = Interval(merged[-1].start, max(merged[-1].end, interval.end))
        else:
            merged.append(interval)
    return merged


def subtract(intervals: Iterable[Interval], holes: Iterable[Interval]) -> list[Interval]:
    """What is in `intervals` and in no hole, merged."""
    left = merge(intervals)
    for hole in merge(holes):
        left = [part for interval in left for part in _without(interval, hole)]
    return left


def _without(interval: Interval, hole: Interval) -> list[Interval]:
    if not interval.overlaps(hole):
        return [interval]
    parts = []
    if interval.start < hole.start:
        parts.append(Interval(interval.start, hole.start))
    if hole.end < interval.end:
        parts.append(Interval(hole.end, interval.end))
    return parts


def intersect(first: Iterable[Interval], second: Iterable[Interval]) -> list[Interval]:
    """What is in both, merged."""
    bounds = merge(second)
    clipped = (interval.clip(bound) for interval in merge(first) for bound in bounds)
    return merge(part for part in clipped if part is not None)


def covers(intervals: Iterable[Interval], wanted: Interval) -> bool:
    """Every instant of `wanted` is in one of the intervals."""
    return any(interval.contains(wanted) for interval in merge(intervals))


def hull(intervals: Sequence[Interval]) -> Interval | None:
    """From the first start to the last end, gaps included."""
    if not intervals:
        return None
    return Interval(min(i.start for i in intervals), max(i.end for i in intervals))


def total_minutes(intervals: Iterable[Interval]) -> int:
    """Real minutes covered, each instant once."""
    length = sum((interval.length for interval in merge(intervals)), timedelta(0))
    return int(length.total_seconds() // 60)
