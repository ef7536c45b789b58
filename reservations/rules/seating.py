"""Which place a reservation gets, and which others make room for it.

A pool never refuses what its capacity admits. All ranges here are *blocked* ranges (reservation and buffers).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from enum import StrEnum

from espaces.rules.intervals import Interval
from reservations.rules.buffers import Buffer, blocked_range
from reservations.rules.places import Place, Seated, Seating, Taken, TooHardError
from reservations.rules.reseating import puzzle_around, solve

GAP_THAT_MATTERS = timedelta(days=1)
SEARCH_BOUND = 1_000


class Room(StrEnum):
    """What a pool answers. `buffer`: a place is free itself, but others' preparation or cleaning needs it."""

    FREE = "free"
    BUFFER = "buffer"
    FULL = "full"


def choose_place(
    places: Iterable[Place],
    busy: Taken,
    wanted: Interval,
    usual: int | None = None,
    needs: frozenset[str] = frozenset(),
) -> int | None:
    """The usual place if it is free, else the best fit: the smallest gap around; ties: lowest number."""
    free = [p for p in places if is_free(p, busy, wanted) and needs <= p.features]
    if any(place.id == usual for place in free):
        return usual
    best = min(free, key=lambda p: (gap_around(busy.get(p.id, ()), wanted), p.number, p.id), default=None)
    return None if best is None else best.id


def is_free(place: Place, busy: Taken, wanted: Interval) -> bool:
    return place.exists_over(wanted) and not any(taken.overlaps(wanted) for taken in busy.get(place.id, ()))


def gap_around(taken: Iterable[Interval], wanted: Interval) -> timedelta:
    """Time left free before and after. Beyond a day on either side one gap is as good as another."""
    before = [wanted.start - interval.end for interval in taken if interval.end <= wanted.start]
    after = [interval.start - wanted.end for interval in taken if interval.start >= wanted.end]
    return min([GAP_THAT_MATTERS, *before]) + min([GAP_THAT_MATTERS, *after])


def reseat(
    places: Sequence[Place],
    movable: Sequence[Seated],
    pinned: Taken,
    wanted: Interval,
    *,
    usual: int | None = None,
    needs: frozenset[str] = frozenset(),
    bound: int = SEARCH_BOUND,
) -> Seating | None:
    """A place for `wanted` with as few moves as possible, or None when no arrangement whatever admits it.

    The search is exact. Raises TooHardError after `bound` attempts; never when nothing is pinned.
    """
    if most_admitted(places, taken_by(movable, pinned), wanted) == 0:
        return None
    return solve(puzzle_around(wanted, places, movable, pinned, usual=usual, needs=needs), bound)


def find_seat(
    places: Sequence[Place],
    occupied: Sequence[Seated],
    wanted: Interval,
    *,
    closed: Taken | None = None,
    usual: int | None = None,
    needs: frozenset[str] = frozenset(),
    bound: int = SEARCH_BOUND,
) -> Seating | None:
    """A free place, else one made free by moving others. `closed`: closures of single places."""
    place_id = choose_place(places, taken_by(occupied, closed), wanted, usual, needs)
    if place_id is not None:
        return Seating(place_id)
    movable = [seated for seated in occupied if not seated.pinned]
    pinned = taken_by((seated for seated in occupied if seated.pinned), closed)
    return reseat(places, movable, pinned, wanted, usual=usual, needs=needs, bound=bound)


def taken_by(occupied: Iterable[Seated], closed: Taken | None = None) -> dict[int, list[Interval]]:
    taken = {place_id: list(intervals) for place_id, intervals in (closed or {}).items()}
    for seated in occupied:
        taken.setdefault(seated.place_id, []).append(seated.blocked)
    return taken


def room_for(
    places: Sequence[Place],
    occupied: Sequence[Seated],
    stay: Interval,
    buffer: Buffer,
    *,
    closed: Taken | None = None,
    usual: int | None = None,
    needs: frozenset[str] = frozenset(),
) -> tuple[Room, Seating | None]:
    """What the pool answers to a stay with its buffers, and the place it would get.

    With `Room.BUFFER` the place is the one where a host may book by cutting buffers (`buffers.cut_buffers`).
    Raises TooHardError.
    """
    found = find_seat(places, occupied, blocked_range(stay, buffer), closed=closed, usual=usual, needs=needs)
    if found is not None:
        return Room.FREE, found
    bare = taken_by((replace(seated, blocked=seated.stay or seated.blocked) for seated in occupied), closed)
    place_id = choose_place(places, bare, stay, usual, needs)
    return (Room.FULL, None) if place_id is None else (Room.BUFFER, Seating(place_id))


def free_count(
    places: Sequence[Place], occupied: Sequence[Seated], wanted: Interval, *, closed: Taken | None = None
) -> int:
    """How many more reservations over `wanted` the pool admits, re-seating included."""
    taken = taken_by(occupied, closed)
    at_once = sum(is_free(place, taken, wanted) for place in places)
    if at_once == most_admitted(places, taken, wanted):
        return at_once
    return _count_by_seating(places, list(occupied), wanted, closed)


def most_admitted(places: Sequence[Place], taken: Taken, wanted: Interval) -> int:
    """Places not taken at the fullest instant of `wanted`: what is admitted when none is pinned."""
    ends = [i.end for intervals in taken.values() for i in intervals]
    starts = [i.start for intervals in taken.values() for i in intervals]
    bounds = [at for place in places for at in (place.available_from, place.available_to) if at is not None]
    instants = {wanted.start, *(at for at in (*starts, *ends, *bounds) if wanted.has(at))}
    moment = timedelta(microseconds=1)
    return min(sum(is_free(p, taken, Interval(at, at + moment)) for p in places) for at in instants)


def _count_by_seating(
    places: Sequence[Place], occupied: list[Seated], wanted: Interval, closed: Taken | None
) -> int:
    """Seats one after the other, until no more go in."""
    for count in range(len(places)):
        try:
            found = find_seat(places, occupied, wanted, closed=closed)
        except TooHardError:
            return count
        if found is None:
            return count
        occupied = [replace(s, place_id=found.moves.get(s.reservation_id, s.place_id)) for s in occupied]
        occupied.append(Seated(-1 - count, found.place_id, wanted))
    return len(places)
