"""What a reader knows of cells, as inequalities between whole numbers: the product's picture of an attacker.

Visits and half-days add up over venues, days and the values of a dimension. Distinct persons do not: those of a
whole are at least those of any part, at most those of all parts of a cover. A person visits a venue at most once a
day, a visit is one half-day or two, and what is hidden is not zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

MANY = 100_000_000
"""More persons or visits than are counted anywhere: where nothing bounds a number."""
MUCH = 10_000_000_000
"""More cents than are paid anywhere."""
ANY = 10**18
"""Where nothing bounds a sum."""


class Impossible(Exception):
    """No whole numbers fit: something was corrected between two publications."""


Terms = tuple[tuple[int, int], ...]
"""(number, factor), …"""


@dataclass
class Relations:
    """Whole numbers between bounds (a settled one has equal bounds), and sums of them between bounds."""

    low: list[int] = field(default_factory=list)
    high: list[int] = field(default_factory=list)
    sums: list[tuple[Terms, int, int]] = field(default_factory=list)
    """(terms, at least, at most)"""
    persons: set[int] = field(default_factory=set)
    """The numbers that do not add up."""

    def number(self, low: int = 0, high: int = MANY) -> int:
        self.low.append(low)
        self.high.append(high)
        return len(self.low) - 1

    def adds_up(self, whole: int, parts: Iterable[int]) -> None:
        self.sums.append((((whole, -1), *((part, 1) for part in parts)), 0, 0))

    def at_most(self, whole: int, parts: Iterable[int], factor: int = 1) -> None:
        """whole ≤ factor × the parts together."""
        self.sums.append((((whole, -1), *((part, factor) for part in parts)), 0, ANY))

    def bound(self, bounds: Mapping[int, tuple[int, int]]) -> None:
        """Raises Impossible where a number would have no value left."""
        for number, (low, high) in bounds.items():
            self.low[number], self.high[number] = max(self.low[number], low), min(self.high[number], high)
            if self.low[number] > self.high[number]:
                raise Impossible

    def copy(self) -> Relations:
        """Other bounds for the same sums."""
        return Relations(list(self.low), list(self.high), self.sums, self.persons)
