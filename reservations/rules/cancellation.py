"""What a cancellation costs: ordered steps, for members and for others.

Units and money are returned by the same percentage. Hours before the start are real hours.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

EVERYTHING = 100


@dataclass(frozen=True, order=True)
class Step:
    """Cancelled later than `hours_before` the start, `percent_kept` stays due."""

    hours_before: int
    percent_kept: int

    def deadline(self, start: datetime) -> datetime:
        """The last instant at which this step does not hold yet."""
        return start - timedelta(hours=self.hours_before)


@dataclass(frozen=True)
class CancellationTerms:
    members: tuple[Step, ...] = ()
    others: tuple[Step, ...] = ()

    def steps_for(self, *, member: bool) -> tuple[Step, ...]:
        return self.members if member else self.others


@dataclass(frozen=True)
class Deadline:
    """Until `until`, included, `percent_kept` is kept."""

    until: datetime
    percent_kept: int


def with_start(steps: Iterable[Step]) -> list[Step]:
    """Earliest step first. After the start everything is kept, unless a step of 0 hours says otherwise."""
    ordered = sorted(steps, reverse=True)
    if not ordered or ordered[-1].hours_before > 0:
        ordered.append(Step(0, EVERYTHING))
    return ordered


def kept_percent(steps: Iterable[Step], start: datetime, now: datetime) -> int:
    """Nothing before the earliest step; a deadline itself is still in time."""
    kept = 0
    for step in with_start(steps):
        if now > step.deadline(start):
            kept = step.percent_kept
    return kept


def deadlines(steps: Iterable[Step], start: datetime) -> list[Deadline]:
    """Until when each percentage holds: from "nothing kept" to the last one before the start."""
    ordered = with_start(steps)
    percents = [0, *(step.percent_kept for step in ordered)]
    return [Deadline(step.deadline(start), percent) for percent, step in zip(percents, ordered, strict=False)]


def free_until(steps: Iterable[Step], start: datetime, now: datetime) -> datetime | None:
    """The last instant at which a cancellation is still free. None: it is too late for that."""
    free = [step.until for step in deadlines(steps, start) if step.percent_kept == 0]
    return max(free) if now <= max(free) else None


def may_move(steps: Iterable[Step], start: datetime, now: datetime, *, by_host: bool = False) -> bool:
    """Inside the fee window only a host moves a reservation: moving would be a way round the fee."""
    return by_host or kept_percent(steps, start, now) == 0
