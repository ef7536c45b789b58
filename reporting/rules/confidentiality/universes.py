"""Which cells can be computed from one another: visits, sessions, each sum of money, apart.

A row that is secret hides all its indicators. Those that add up are then as well hidden as its visits are: they lie
in the same rows. The others here may be secret in a row that is shown, and need a look of their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from reporting.rules.confidentiality.cells import KnownCell, Place, Region, places, region_of, region_of_row
from reporting.rules.confidentiality.nesting import Nesting
from reporting.rules.confidentiality.relations import MUCH
from reporting.rules.figures import COUNTS, Figures, Row
from reporting.rules.tables import SENSITIVE_STATUSES, TABLES

VISITS = frozenset(table.dimension for table in TABLES if table.dimension != "theme")
SUMS = ("revenue", "recurring_revenue")
CENTS = 100
REGIONS = ("total", "months", "venues")


@dataclass(frozen=True)
class Universe:
    """`counts`: the numbers of each cell; the first `distinct` of them are of persons, the others add up.

    `whole` is the dimension of everybody in it. `never_zero`: dimensions whose hidden cells are not zero, as every
    reader knows. `only_sensitive`: by agreement, only sensitive situations are secret; other cells are hidden for
    their sake and may be known. `of`: additive over the days of this region's venues only.
    """

    places: Sequence[Place]
    dimensions: frozenset[str]
    whole: str = ""
    counts: tuple[str, ...] = COUNTS
    distinct: int = 1
    never_zero: frozenset[str] = VISITS
    only_sensitive: bool = False
    of: Region = frozenset()

    def holds(self, cell: KnownCell) -> bool:
        same_venues = not self.of or _venues(cell.region) == _venues(self.of)
        return same_venues and cell.dimension.partition(" ")[0] in self.dimensions

    def inside(self, cell: KnownCell) -> KnownCell:
        """Everybody of this universe has no dimension in it."""
        return replace(cell, dimension="") if cell.dimension == self.whole else cell

    def name_of(self, place: Place, nesting: Nesting) -> str:
        """The dimension under which others know this cell."""
        return nesting.name_of(place.dimension) or self.whole

    def least_hidden(self, dimension: str) -> int:
        if dimension.partition(" ")[0] in self.never_zero:
            return 1
        return 0 if self.distinct else -MUCH

    def protects(self, dimension: str, value: str) -> bool:
        return not self.only_sensitive or (dimension == "status" and value in SENSITIVE_STATUSES)


def universes(figures: Figures, *, exact: bool = False, public: bool = False) -> list[Universe]:
    """Public data show no more than visits; by agreement with a funder only situations are protected."""
    visits = [place for place in places(figures) if place.dimension != "theme"]
    found = [Universe(visits, VISITS, only_sensitive=exact)]
    return found if exact or public else [*found, _sessions(figures), *_sums(figures), _new(figures)]


def _sessions(figures: Figures) -> Universe:
    """Who took part, by theme and in all. Named or not, each participation is one of the whole's."""
    themes = [place for place in places(figures) if place.dimension == "theme"]
    wholes = _of_values(
        figures, REGIONS, "participants", {"people": "participants", "visits": "participations"}
    )
    return Universe(
        [*wholes, *themes],
        frozenset({"theme", "participants"}),
        "participants",
        ("people", "visits"),
        never_zero=frozenset({"theme"}),
    )


def _sums(figures: Figures) -> Iterator[Universe]:
    for code in SUMS:
        own = list(_of_values(figures, REGIONS, code, {"amount": code}, CENTS))
        yield Universe(own, frozenset({code}), code, ("amount",), 0, frozenset())


def _new(figures: Figures) -> Universe:
    """New persons add up over time, but not over venues: whoever is new to one may be known at another."""
    own = list(_of_values(figures, ("total", "months"), "new_users", {"amount": "new_users"}))
    return Universe(
        own, frozenset({"new_users"}), "new_users", ("amount",), 0, frozenset(), of=region_of(figures)
    )


def _of_values(
    figures: Figures, tables: Sequence[str], code: str, counts: dict[str, str], times: int = 1
) -> Iterator[Place]:
    for table in tables:
        for row in figures.tables.get(table, ()):
            region = region_of_row(figures, table, row)
            if region and all(_is_known(row, one) for one in counts.values()):
                numbers = {name: int((row.values[one].value or 0) * times) for name, one in counts.items()}
                yield Place((table, row.key, code), region, "", "", numbers)


def _is_known(row: Row, code: str) -> bool:
    return code in row.values and row.values[code].value is not None


def _venues(region: Region) -> set[int]:
    return {venue for venue, _, _ in region}
