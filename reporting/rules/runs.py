"""Consecutive days of one venue, which are filled together, and how many of them at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from espaces.rules.clock import ONE_DAY


@dataclass(frozen=True, order=True)
class Run:
    """Both days included."""

    venue_id: int
    first: date
    last: date

    @property
    def days(self) -> list[date]:
        return [self.first + ONE_DAY * n for n in range(self.length)]

    @property
    def length(self) -> int:
        return (self.last - self.first).days + 1


def runs_of(days: Iterable[tuple[int, date]]) -> list[Run]:
    """Of pairs of a venue and a day, in any order."""
    runs: list[Run] = []
    for venue_id, day in sorted(set(days)):
        before = runs[-1] if runs else None
        if before and (before.venue_id, before.last + ONE_DAY) == (venue_id, day):
            runs[-1] = Run(venue_id, before.first, day)
        else:
            runs.append(Run(venue_id, day, day))
    return runs


def missing_runs(venue_id: int, first: date, last: date, filled: tuple[date, date] | None) -> list[Run]:
    """What is not filled from `first` to `last`, if days were always filled without a gap (`filled`: both ends)."""
    if filled is None:
        return [Run(venue_id, first, last)] if first <= last else []
    before = Run(venue_id, first, min(last, filled[0] - ONE_DAY))
    after = Run(venue_id, filled[1] + ONE_DAY, last)
    return [run for run in (before, after) if run.first <= run.last]


def in_batches(runs: Iterable[Run], most_days: int) -> Iterator[list[Run]]:
    """In their order, each batch with at most so many days in all; a long run is cut."""
    batch: list[Run] = []
    room = most_days
    for run in runs:
        rest: Run | None = run
        while rest:
            part = Run(rest.venue_id, rest.first, min(rest.last, rest.first + ONE_DAY * (room - 1)))
            batch.append(part)
            room -= part.length
            rest = Run(rest.venue_id, part.last + ONE_DAY, rest.last) if part.last < rest.last else None
            if not room:
                yield batch
                batch, room = [], most_days
    if batch:
        yield batch


def by_dates(runs: Iterable[Run]) -> Mapping[tuple[date, date], list[int]]:
    """The venues of each first and last day: a night's fill is one range of many venues."""
    found: dict[tuple[date, date], list[int]] = {}
    for run in runs:
        found.setdefault((run.first, run.last), []).append(run.venue_id)
    return found
