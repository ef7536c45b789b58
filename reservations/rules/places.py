"""Places, reservations on them, and the seating that a search finds. Ranges are blocked ranges."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from espaces.rules.intervals import Interval

Taken = Mapping[int, Sequence[Interval]]
"""Blocked ranges by place: reservations that stay where they are, allotments, closures of the place."""


class TooHardError(Exception):
    """The search for a seating was given up at its bound: treated as full, and logged by the caller."""


@dataclass(frozen=True)
class Place:
    """One unit of a resource, from an instant (included) to another (excluded), or without bound."""

    id: int
    number: int
    features: frozenset[str] = frozenset()
    available_from: datetime | None = None
    available_to: datetime | None = None

    def exists_over(self, wanted: Interval) -> bool:
        begun = self.available_from is None or self.available_from <= wanted.start
        return begun and (self.available_to is None or wanted.end <= self.available_to)


@dataclass(frozen=True)
class Seated:
    """A reservation on its place. Pinned ones stay: started, checked in, with a need, promised, allotted."""

    reservation_id: int
    place_id: int
    blocked: Interval
    stay: Interval | None = None
    pinned: bool = False


@dataclass(frozen=True)
class Seating:
    """The place found, and the new places of the reservations that make room."""

    place_id: int
    moves: Mapping[int, int] = field(default_factory=dict)
