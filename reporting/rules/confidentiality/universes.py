"""Which cells may be computed from one another: visits, sessions, each sum of money, apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reporting.rules.confidentiality.cells import KnownCell, Place, places
from reporting.rules.figures import COUNTS, Figures
from reporting.rules.tables import SENSITIVE_STATUSES, TABLES

VISITS = frozenset(table.dimension for table in TABLES if table.dimension != "theme")


@dataclass(frozen=True)
class Universe:
    """`counts`: the numbers of each cell; the first `distinct` of them are of persons, the others add up.

    `hides_no_zero`: a hidden cell of it is never zero, and every reader knows that. `only_sensitive`: by agreement
    only sensitive situations are secret, other cells are hidden for their sake and may be known.
    """

    places: Sequence[Place]
    dimensions: frozenset[str]
    counts: tuple[str, ...] = COUNTS
    distinct: int = 1
    hides_no_zero: bool = True
    only_sensitive: bool = False

    def holds(self, cell: KnownCell) -> bool:
        return cell.dimension.partition(" ")[0] in self.dimensions

    def protects(self, dimension: str, value: str) -> bool:
        return not self.only_sensitive or (dimension == "status" and value in SENSITIVE_STATUSES)


def universes(figures: Figures, *, exact: bool) -> list[Universe]:
    found = [place for place in places(figures) if place.dimension != "theme"]
    return [Universe(found, VISITS, only_sensitive=exact)]
