"""The rows of figures as cells: a region of venues and days, and one value of one dimension of it.

Two rows of two publications that speak of the same people are the same cell, whatever their tables are called.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from reporting.rules.confidentiality.nesting import Nesting
from reporting.rules.figures import Figures, Row
from reporting.rules.periods import Period
from reporting.rules.tables import BY_CODE

Span = tuple[int, str, str]
Region = frozenset[Span]
Hidden = tuple[str, str, str]
"""(table, key, code of one indicator); without a code the whole row; without a key either, the whole table (but the
total, whose only row has no key)."""


@dataclass(frozen=True)
class KnownCell:
    """What readers were told of a cell: its counts, rounded to `step`; without counts it is hidden (so not zero)."""

    region: Region
    dimension: str
    value: str
    counts: Mapping[str, int] = field(default_factory=dict)
    step: int = 1

    @property
    def is_secret(self) -> bool:
        return not self.counts


@dataclass(frozen=True)
class Place:
    """Where numbers stand in the figures (of a row, or of one indicator of it), and the cell that they are."""

    mark: Hidden
    region: Region
    dimension: str
    value: str
    counts: Mapping[str, int]
    rows: tuple[Place, ...] = ()
    """Rows of one table that are looked at as one: see `put_together`."""

    @property
    def row_mark(self) -> Hidden:
        return self.mark[0], self.mark[1], ""


def region_of(figures: Figures) -> Region:
    return frozenset(figures.spans)


def places(figures: Figures) -> Iterator[Place]:
    """Each row with its cell. A row of no day at all (a month before the first venue joined) is no cell."""
    for table, rows in figures.tables.items():
        dimension = BY_CODE[table].dimension
        for row in rows:
            region = region_of_row(figures, table, row)
            if region:
                yield Place((table, row.key, ""), region, dimension, row.key if dimension else "", row.counts)


def region_of_row(figures: Figures, table: str, row: Row) -> Region:
    whole = region_of(figures)
    if table == "months":
        month = Period.parse(row.key)
        return clipped(whole, month.first.isoformat(), month.after.isoformat())
    if table == "venues":
        return frozenset(span for span in whole if span[0] == int(row.key))
    return whole


def told_of(place: Place, hidden: Collection[Hidden], nesting: Nesting, step: int) -> KnownCell:
    """What a reader is told of a cell: nothing of a hidden one but that it is there."""
    secret = place.mark in hidden or place.row_mark in hidden
    counts = {} if secret else {name: nearest(count, step) for name, count in place.counts.items()}
    return KnownCell(place.region, nesting.name_of(place.dimension), place.value, counts, step)


def nearest(count: int, step: int) -> int:
    """The nearest multiple: 12 becomes 10, 13 becomes 15."""
    return (count + step // 2) // step * step


def put_together(places: Iterable[Place], secret: Collection[Hidden]) -> Iterator[Place]:
    """The shown months as one, and the shown venues: how each of them lies across the others tells nothing more, as
    long as no other publication cuts them."""
    shown: dict[str, list[Place]] = {"months": [], "venues": []}
    for place in places:
        if place.mark[0] in shown and place.mark not in secret and place.row_mark not in secret:
            shown[place.mark[0]].append(place)
        else:
            yield place
    for table, rows in shown.items():
        if rows:
            counts = {name: sum(row.counts[name] for row in rows) for name in rows[0].counts}
            region = (span for row in rows for span in row.region)
            yield Place((table, "", rows[0].mark[2]), joined(region), "", "", counts, tuple(rows))


def joined(spans: Iterable[Span]) -> Region:
    """Days that follow one another as one span, as regions are written everywhere."""
    found: list[Span] = []
    for venue, first, after in sorted(spans):
        if found and found[-1][0] == venue and first <= found[-1][2]:
            found[-1] = (venue, found[-1][1], max(after, found[-1][2]))
        else:
            found.append((venue, first, after))
    return frozenset(found)


def clipped(region: Region, first: str, after: str) -> Region:
    """The days of a region from a day (included) to another (excluded). Days as text are in order."""
    cut = ((venue, max(start, first), min(end, after)) for venue, start, end in region)
    return frozenset(span for span in cut if span[1] < span[2])
