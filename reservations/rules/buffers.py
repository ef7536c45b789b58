"""Preparation and cleaning time: the blocked range around a reservation.

Two reservations of a place need a gap of after(previous) + before(next): blocked ranges may not overlap.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from espaces.rules.intervals import Interval, merge, subtract


@dataclass(frozen=True)
class Buffer:
    """Minutes that must stay free before and after."""

    before: int = 0
    after: int = 0


@dataclass(frozen=True)
class Blocked:
    """A reservation on a place: its own times inside the range it blocks."""

    reservation_id: int
    stay: Interval
    blocked: Interval


@dataclass(frozen=True)
class Cut:
    """What becomes of the blocked ranges when a host books inside a buffer."""

    blocked: Interval
    neighbours: Mapping[int, Interval] = field(default_factory=dict)


def longest(buffers: Iterable[Buffer]) -> Buffer:
    """The longest wins, before and after apart."""
    known = list(buffers)
    return Buffer(
        max((buffer.before for buffer in known), default=0),
        max((buffer.after for buffer in known), default=0),
    )


def blocked_range(stay: Interval, buffer: Buffer) -> Interval:
    return stay.widened(before=timedelta(minutes=buffer.before), after=timedelta(minutes=buffer.after))


def needed_gap(previous: Buffer, following: Buffer) -> int:
    """Minutes between the end of one reservation and the start of the next."""
    return previous.after + following.before


def free_for(opening: Iterable[Interval], taken: Iterable[Interval], buffer: Buffer) -> list[Interval]:
    """Where a stay with `buffer` may lie inside the opening, given the blocked ranges of its place.

    Its buffers may run past the opening (cleaning after closing time) but not into what others block.
    """
    before, after = timedelta(minutes=buffer.before), timedelta(minutes=buffer.after)
    return subtract(opening, (interval.widened(before=after, after=before) for interval in merge(taken)))


def cut_buffers(stay: Interval, buffer: Buffer, neighbours: Iterable[Blocked]) -> Cut:
    """A host books `stay` inside buffers: each neighbour's range is cut where the new one begins.

    The new reservation keeps its own buffers as far as the neighbours' reservations themselves.
    Raises ValueError when a reservation itself would be overlapped: no override goes that far.
    """
    near = list(neighbours)
    if any(neighbour.stay.overlaps(stay) for neighbour in near):
        raise ValueError("Reservations never overlap, whoever books.")
    wanted = blocked_range(stay, buffer)
    starts: list[datetime] = [n.stay.end for n in near if n.stay.end <= stay.start]
    ends: list[datetime] = [n.stay.start for n in near if n.stay.start >= stay.end]
    blocked = Interval(max([wanted.start, *starts]), min([wanted.end, *ends]))
    cut = {n.reservation_id: _cut_outside(n, blocked) for n in near if n.blocked.overlaps(blocked)}
    return Cut(blocked, cut)


def _cut_outside(neighbour: Blocked, taken: Interval) -> Interval:
    if neighbour.stay.end <= taken.start:
        return Interval(neighbour.blocked.start, taken.start)
    return Interval(taken.end, neighbour.blocked.end)
