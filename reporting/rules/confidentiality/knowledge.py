"""What a reader who kept all publications can say for sure of what is secret."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from reporting.rules.confidentiality.cells import Hidden, KnownCell, Place, told_of
from reporting.rules.confidentiality.corrections import explained
from reporting.rules.confidentiality.nesting import Nesting
from reporting.rules.confidentiality.picture import Node, Picture
from reporting.rules.confidentiality.possible import Worlds
from reporting.rules.confidentiality.relations import ANY, Impossible
from reporting.rules.confidentiality.thresholds import threshold
from reporting.rules.confidentiality.universes import Universe

Bounds = dict[int, tuple[int, int]]
Told = list[tuple[int, int]]
"""Of each count of a cell, at least and at most."""


class Knowledge:
    """All that was told before, and the structure of the cells that are about to be."""

    def __init__(
        self,
        now: Sequence[Place],
        known: Sequence[KnownCell],
        nesting: Nesting,
        universe: Universe,
        step: int,
    ) -> None:
        self.universe, self.nesting, self.step = universe, nesting, step
        self.picture = Picture(
            [*known, *(told_of(place, (), nesting, 1) for place in now)],
            nesting,
            universe.counts,
            universe.distinct,
        )
        self.now: dict[Node, Place] = {}
        self.places: dict[Node, list[Place]] = defaultdict(list)
        for place in now:
            self.now.setdefault(self.node(place), place)
            self.places[self.node(place)].append(place)
        self.known = [cell for cell in known if not self._is_overtaken(cell)]
        self.told = {self.picture.node(cell) for cell in self.known if cell.counts and cell.step == 1}
        self.secret_before = {self.picture.node(cell) for cell in self.known if not cell.counts} - self.told
        self.worlds, self.worlds_before = Worlds(), Worlds()
        self.implied = self._implied({number for node in self.now for number in self._sums(node)})

    def node(self, place: Place) -> Node:
        """Two rows of the same people (a network of one venue, and this venue) are one cell."""
        return self.picture.bits[place.region], self.nesting.name_of(place.dimension), place.value

    def _is_overtaken(self, cell: KnownCell) -> bool:
        """The same cell is other today: something was corrected, and what was told of it is of the past."""
        place = self.now.get(self.picture.node(cell))
        if place is None:
            return False
        if not cell.counts:
            return self.universe.least_hidden(cell.dimension) > 0 and not any(place.counts.values())
        return any(
            not low <= place.counts[name] <= high
            for name, (low, high) in zip(self.universe.counts, self._told(cell), strict=True)
        )

    def sure(self, secret: Collection[Node], protected: Collection[Node]) -> set[Node]:
        """The protected cells of which one number at least is known, if these are secret and the others shown."""
        cells = [set(self.picture.numbers[node]) - self.implied for node in protected]
        settled = self._settled(
            self._bounds(self._before()), self._bounds(self._now(secret)), cells, self.worlds
        )
        settled -= self._implied(settled & self.picture.relations.persons)
        return {node for node in protected if settled.intersection(self.picture.numbers[node])}

    def adds_nothing(self, node: Node) -> bool:
        """To hide this cell hides nothing: its sums follow from what was published before."""
        return not self.implied.isdisjoint(self._sums(node))

    def _sums(self, node: Node) -> tuple[int, ...]:
        return self.picture.numbers[node][self.universe.distinct :]

    def _implied(self, numbers: Collection[int]) -> set[int]:
        """Those of them that follow from what was published before."""
        if not numbers or not self.known:
            return set()
        each = [{number} for number in numbers]
        return self._settled(self._bounds(self._before()), {}, each, self.worlds_before)

    def _settled(
        self, before: Bounds, now: Bounds, asked: Sequence[Collection[int]], worlds: Worlds
    ) -> set[int]:
        try:
            relations = self.picture.relations.copy()
            relations.bound(before)
            relations.bound(now)
            return worlds.known_for_sure(relations, asked)
        except Impossible:
            return Worlds().known_for_sure(explained(self.picture.relations, before, now), asked)

    def _now(self, secret: Collection[Node]) -> Iterable[tuple[Node, Told]]:
        for node, places in self.places.items():
            for place in places:
                yield node, self._told_now(place, {place.mark} if node in secret else set())

    def _told_now(self, place: Place, secret: Collection[Hidden]) -> Told:
        """Of rows put together: the persons of the largest at least, and of all at most."""
        if not place.rows or place.mark in secret:
            return self._told(told_of(place, secret, self.nesting, self.step))
        rows = [self._told_now(row, ()) for row in place.rows]
        return [
            (
                (max if position < self.universe.distinct else sum)(low for low, _ in found),
                sum(h for _, h in found),
            )
            for position, found in enumerate(zip(*rows, strict=True))
        ]

    def _before(self) -> Iterable[tuple[Node, Told]]:
        return ((self.picture.node(cell), self._told(cell)) for cell in self.known)

    def _bounds(self, cells: Iterable[tuple[Node, Told]]) -> Bounds:
        """What is told of each number. Of two publications that disagree, the later one counts."""
        bounds: Bounds = {}
        for node, told in cells:
            for number, (low, high) in zip(self.picture.numbers[node], told, strict=True):
                least, most = bounds.get(number, (low, high))
                both = max(least, low), min(most, high)
                bounds[number] = both if both[0] <= both[1] else (low, high)
        return bounds

    def _told(self, cell: KnownCell) -> Told:
        """Between what each count lies. A rounded one but zero reaches the threshold, or it would be secret."""
        if cell.is_secret:
            return [(self.universe.least_hidden(cell.dimension), ANY)] * len(self.universe.counts)
        counts = [cell.counts[name] for name in self.universe.counts]
        if cell.step == 1 or not any(counts):
            return [(count, count) for count in counts]
        least, half = threshold(cell.region, cell.dimension, cell.value, public=True), cell.step // 2
        return [(max(count - half, least), count + half) for count in counts]
