"""What to offer when everything is taken: another time, another resource, another venue near by."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import IntEnum
from itertools import chain, zip_longest

from espaces.rules.intervals import Interval

NEAR_BY_KM = 30.0


class Nearness(IntEnum):
    """In the order in which they are offered."""

    OTHER_TIME = 0
    OTHER_RESOURCE = 1
    OTHER_VENUE = 2


@dataclass(frozen=True)
class Candidate:
    """A stay that is free and that the person may book. `distance_km` is from the venue first asked for."""

    venue_id: int
    resource_id: int
    interval: Interval
    distance_km: float = 0.0


def nearest_alternatives(
    wanted: Candidate, candidates: Iterable[Candidate], *, limit: int = 6
) -> list[Candidate]:
    """The best of each sort in turn (other time, other resource, other venue within 30 km), nearest first.

    The candidates are of the same booking day as the wanted stay: the caller asks for no other.
    """
    ranked = sorted(
        (c for c in set(candidates) if c != wanted and c.distance_km <= NEAR_BY_KM),
        key=lambda candidate: _rank(wanted, candidate),
    )
    sorts = [[c for c in ranked if nearness(wanted, c) is sort] for sort in Nearness]
    in_turn = chain.from_iterable(zip_longest(*sorts))
    return [candidate for candidate in in_turn if candidate is not None][:limit]


def nearness(wanted: Candidate, candidate: Candidate) -> Nearness:
    if candidate.venue_id != wanted.venue_id:
        return Nearness.OTHER_VENUE
    if candidate.resource_id != wanted.resource_id:
        return Nearness.OTHER_RESOURCE
    return Nearness.OTHER_TIME


def _rank(wanted: Candidate, candidate: Candidate) -> tuple[timedelta, float, Interval, int, int]:
    """Nearest in time, then in space; the rest only makes the order certain."""
    start, end = candidate.interval.start, candidate.interval.end
    apart = abs(start - wanted.interval.start) + abs(end - wanted.interval.end)
    return (apart, candidate.distance_km, candidate.interval, candidate.venue_id, candidate.resource_id)
