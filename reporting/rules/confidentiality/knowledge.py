"""What a reader who kept all publications can say for sure of what is secret."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from reporting.rules.confidentiality.cells import KnownCell, Place, told_of
from reporting.rules.confidentiality.corrections import explained
from reporting.rules.confidentiality.nesting import Nesting
from reporting.rules.confidentiality.picture import Node, Picture
from reporting.rules.confidentiality.possible import known_for_sure
from reporting.rules.confidentiality.relations import MANY, Impossible
from reporting.rules.confidentiality.thresholds import threshold
from reporting.rules.confidentiality.universes import Universe

Bounds = dict[int, tuple[int, int]]


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
        self.implied = (
            self._settled(self._bounds(self.known), {}, self._numbers(self.now)) if self.known else set()
        )

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
        asked = self._numbers(protected) - self.implied
        settled = self._settled(self._bounds(self.known), self._bounds(self._publication(secret)), asked)
        return {node for node in protected if settled.intersection(self.picture.numbers[node])}

    def adds_nothing(self, node: Node) -> bool:
        """To hide this cell hides nothing: its sums follow from what was published before."""
        return bool(self.implied.intersection(self.picture.numbers[node][self.universe.distinct :]))

    def _numbers(self, nodes: Iterable[Node]) -> set[int]:
        return {number for node in nodes for number in self.picture.numbers[node]}

    def _settled(self, before: Bounds, now: Bounds, asked: Collection[int]) -> set[int]:
        try:
            relations = self.picture.relations.copy()
            relations.bound(before)
            relations.bound(now)
            return known_for_sure(relations, asked)
        except Impossible:
            return known_for_sure(explained(self.picture.relations, before, now), asked)

    def _publication(self, secret: Collection[Node]) -> Iterable[KnownCell]:
        for node, place in self.now.items():
            yield told_of(place, {place.mark} if node in secret else (), self.nesting, self.step)

    def _bounds(self, cells: Iterable[KnownCell]) -> Bounds:
        """What is told of each number. Of two publications that disagree, the later one counts."""
        bounds: Bounds = {}
        for cell in cells:
            numbers = self.picture.numbers[self.picture.node(cell)]
            for number, (low, high) in zip(numbers, self._told(cell), strict=True):
                least, most = bounds.get(number, (low, high))
                both = max(least, low), min(most, high)
                bounds[number] = both if both[0] <= both[1] else (low, high)
        return bounds

    def _told(self, cell: KnownCell) -> list[tuple[int, int]]:
        """Between what each count lies. A rounded one but zero reaches the threshold, or it would be secret."""
        if cell.is_secret:
            return [(self.universe.least_hidden(cell.dimension), MANY)] * len(self.universe.counts)
        counts = [cell.counts[name] for name in self.universe.counts]
        if cell.step == 1 or not any(counts):
            return [(count, count) for count in counts]
        least, half = threshold(cell.region, cell.dimension, cell.value, public=True), cell.step // 2
        return [(max(count - half, least), count + half) for count in counts]
