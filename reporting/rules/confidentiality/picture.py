"""All that a reader holds, put together: every published table beside every other, as relations between numbers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from reporting.rules.confidentiality.cells import KnownCell, Region
from reporting.rules.confidentiality.nesting import Nesting
from reporting.rules.confidentiality.regions import Layout, classes_of, units_in, units_of
from reporting.rules.confidentiality.relations import MANY, MUCH, Relations
from reporting.rules.figures import COUNTS

Node = tuple[int, str, str]
"""A set of units, a dimension, a value of it."""


class Picture:
    """The structure of all cells, those ever published and those about to be. What is told of them comes after.

    `counts` are the numbers of a cell: persons, visits, half-days, or as many of these as there are. The first
    `distinct` of them (one or none) do not add up.
    """

    def __init__(
        self, cells: Sequence[KnownCell], nesting: Nesting, counts: Sequence[str] = COUNTS, distinct: int = 1
    ) -> None:
        self.counts, self.distinct = counts, distinct
        self.relations = Relations()
        self.numbers: dict[Node, tuple[int, ...]] = {}
        regions = list(dict.fromkeys(cell.region for cell in cells))
        bits, days = units_of(regions)
        self.days = {1 << unit: length for unit, length in enumerate(days)}
        self.bits: dict[Region, int] = dict(zip(regions, bits, strict=True))
        self.tables: dict[str, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
        for cell in cells:
            self.tables[cell.dimension][self.bits[cell.region]].add(cell.value)
        dimensions = sorted(dimension for dimension in self.tables if dimension)
        classes = {dimension: classes_of(sorted(self.tables[dimension])) for dimension in dimensions}
        units = [1 << unit for unit in range(len(days))]
        known = set(bits).union(units, *classes.values())
        self._spread("", {region: {""} for region in known}, units)
        for dimension in dimensions:
            self._dimension(dimension, classes[dimension])
        for pair in nesting.pairs():
            self._nest(pair, nesting)
        for cell in cells:
            self._number(self.node(cell))

    def node(self, cell: KnownCell) -> Node:
        return self.bits[cell.region], cell.dimension, cell.value

    def _dimension(self, dimension: str, classes: Sequence[int]) -> None:
        """A table lists all its values: those that it does not list are zero, and have no number."""
        tables = self.tables[dimension]
        values = dict(tables)
        for one in classes:
            if one not in tables:
                values[one] = set.intersection(*(listed for region, listed in tables.items() if region & one))
        self._spread(dimension, values, classes)
        for region, listed in values.items():
            self._whole((region, "", ""), [(region, dimension, value) for value in sorted(listed)])

    def _nest(self, pair: tuple[str, str], nesting: Nesting) -> None:
        """The municipalities of an intermunicipality share its visits, where both tables were published."""
        narrow, wide = (self.tables.get(dimension, {}) for dimension in pair)
        for region in sorted(narrow.keys() & wide.keys()):
            parts: dict[str, list[Node]] = defaultdict(list)
            for value in sorted(narrow[region]):
                parent = nesting.parent(pair, value)
                if parent is not None:
                    parts[parent].append((region, pair[0], value))
            for value in sorted(wide[region]):
                self._whole((region, pair[1], value), parts[value])

    def _spread(self, dimension: str, values: Mapping[int, Collection[str]], pieces: Sequence[int]) -> None:
        """Each value over regions that lie in one another; `pieces` are what they are all made of.

        A region in which a value is not listed has none of it.
        """
        larger = sorted(values.keys() - set(pieces))
        layout = Layout(larger, pieces)
        for region in larger:
            found = layout.inside(region)
            for value in sorted(values[region]):
                whole = (region, dimension, value)
                for part in _same(whole, found.largest, values):
                    self._within(part, whole)
                for cover in found.covers:
                    self._share(whole, _same(whole, cover, values))

    def _whole(self, whole: Node, parts: Sequence[Node]) -> None:
        self._share(whole, parts)
        for part in parts:
            self._within(part, whole)

    def _share(self, whole: Node, parts: Sequence[Node]) -> None:
        """`parts` share the visits of `whole` among them; each of its persons is in one of them at least."""
        numbers = [self._number(part) for part in parts]
        for position, own in enumerate(self._number(whole)):
            of_parts = [number[position] for number in numbers]
            if position < self.distinct:
                self.relations.at_most(own, of_parts)
            else:
                self.relations.adds_up(own, of_parts)

    def _within(self, part: Node, whole: Node) -> None:
        if self.distinct:
            self.relations.at_most(self._number(part)[0], [self._number(whole)[0]])

    def _number(self, node: Node) -> tuple[int, ...]:
        """The numbers of a cell, and what ties them to one another. Sums of money may be below zero."""
        if node not in self.numbers:
            bounds = (0, MANY) if self.distinct else (-MUCH, MUCH)
            own = self.numbers[node] = tuple(self.relations.number(*bounds) for _ in self.counts)
            self.relations.persons.update(own[: self.distinct])
            if self.distinct and len(own) > 1:
                self._tie(node, own)
        return self.numbers[node]

    def _tie(self, node: Node, own: Sequence[int]) -> None:
        """A person visits a venue at most once a day, for one half-day or two. Sessions have no such bound."""
        self.relations.at_most(own[0], [own[1]])
        for halves in own[2:]:
            days = self._days_of(node[0])
            self.relations.at_most(own[1], [own[0]], days)
            self.relations.at_most(own[1], [halves])
            self.relations.at_most(halves, [own[1]], 2)

    def _days_of(self, region: int) -> int:
        if region not in self.days:
            self.days[region] = sum(self.days[unit] for unit in units_in(region))
        return self.days[region]


def _same(node: Node, regions: Iterable[int], values: Mapping[int, Collection[str]]) -> list[Node]:
    """That value in other regions: where it is not listed it is zero."""
    _, dimension, value = node
    return [(one, dimension, value) for one in regions if value in values[one]]
