"""Which cell to hide next so that another stays secret: the smallest, one that serves two lines before others."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping

from reporting.rules.confidentiality.cells import Place
from reporting.rules.confidentiality.nesting import Nesting
from reporting.rules.confidentiality.picture import Node

Line = tuple[Node, tuple[Node, ...]]
"""A whole and the parts that add up to it, in one publication."""


class Choice:
    """The cells of one publication, in the lines in which they add up. `fixed` ones were told before: hiding them
    would hide nothing."""

    def __init__(self, now: Mapping[Node, Place], nesting: Nesting, fixed: Collection[Node]) -> None:
        self.now = now
        self.order = {node: position for position, node in enumerate(now)}
        self.open = {node for node, place in now.items() if any(place.counts.values())}.difference(fixed)
        self.lines = [*self._tables(), *self._nested(nesting)]
        self.lines_of: dict[Node, list[Line]] = defaultdict(list)
        for line in self.lines:
            for node in (line[0], *line[1]):
                self.lines_of[node].append(line)

    def alone(self, secret: Collection[Node]) -> list[Node]:
        """Secret cells that a subtraction gives back: the only one of their line."""
        found = (self._secret_of(line, secret) for line in self.lines)
        return sorted({nodes[0] for nodes in found if len(nodes) == 1}, key=self.order.__getitem__)

    def beside(self, known: Iterable[Node], secret: Collection[Node]) -> set[Node]:
        """For each cell that is known although it should not be, one more to hide, if there is one."""
        serves = Counter(
            node
            for line in self.lines
            if len(self._secret_of(line, secret)) == 1
            for node in (line[0], *line[1])
        )
        chosen: set[Node] = set()
        for node in known:
            near = self._near(node, secret)
            if near and not chosen.intersection(near):
                chosen.add(min(near, key=lambda one: (-serves[one], self._size(one), self.order[one])))
        return chosen

    def _near(self, node: Node, secret: Collection[Node]) -> list[Node]:
        """Other parts of its lines; else what shares days with it; the whole publication's total comes last."""
        open_ones = self.open.difference(secret)
        parts = {part for _, parts in self.lines_of[node] for part in parts} & open_ones
        if parts or self.in_a_dimension(node):
            return list(parts)
        touching = [one for one in open_ones if one[0] & node[0]]
        return max(
            [one for one in touching if one[1:] == node[1:] and self.now[one].mark[0] != "total"],
            [one for one in touching if one[1] == node[1] and self.now[one].mark[0] != "total"],
            [one for one in touching if self.now[one].mark[0] != "total"],
            touching,
            key=bool,
        )

    def in_a_dimension(self, node: Node) -> bool:
        """Of a table that can be left out alone."""
        return node in self.now and bool(node[1])

    def _size(self, node: Node) -> int:
        return max(abs(count) for count in self.now[node].counts.values())

    def _secret_of(self, line: Line, secret: Collection[Node]) -> list[Node]:
        return [node for node in (line[0], *line[1]) if node in secret]

    def _tables(self) -> Iterable[Line]:
        tables: dict[str, list[Node]] = defaultdict(list)
        for node, place in self.now.items():
            tables[place.mark[0]].append(node)
        for whole in tables.pop("total", []):
            yield from ((whole, tuple(parts)) for parts in tables.values())

    def _nested(self, nesting: Nesting) -> Iterable[Line]:
        for pair in nesting.pairs():
            parts: dict[str | None, list[Node]] = defaultdict(list)
            for node in self.now:
                if node[1] == pair[0]:
                    parts[nesting.parent(pair, node[2])].append(node)
            for node in self.now:
                if node[1] == pair[1] and parts[node[2]]:
                    yield node, tuple(parts[node[2]])
