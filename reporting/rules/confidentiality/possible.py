"""Which numbers have only one possible value: two possible worlds that differ in a number prove it open.

The second world is first looked for near the first: a few numbers that have much to do with one another move, all
others stay. Only what no such move changes is asked of all numbers together.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from reporting.rules.confidentiality.narrowing import Group, apart, narrow, together
from reporting.rules.confidentiality.relations import Impossible, Relations
from reporting.rules.confidentiality.solver import Solver, World

FEW, TIMES_AS_MANY = 250, 4
"""How many numbers move at once: at first, and the next time."""


class Worlds:
    """One possible world, and what others proved open. Both still hold when more is hidden."""

    def __init__(self) -> None:
        self.world: list[int] = []
        self.open: set[int] = set()

    def known_for_sure(self, relations: Relations, cells: Sequence[Collection[int]]) -> set[int]:
        """Those of the cells' numbers for which fewer than two values are possible. Raises Impossible.

        Where a sum of a cell follows without a solver, its other numbers are not asked. The bounds of `relations` are
        made narrower. Asked again, they leave all the worlds that they left before.
        """
        narrow(relations)
        low, high = relations.low, relations.high
        sure = {number for cell in cells for number in cell if low[number] == high[number]}
        sums = sure - relations.persons
        asked = {number for cell in cells if sums.isdisjoint(cell) for number in cell} - sure - self.open
        world = [min(max(value, low[n]), high[n]) for n, value in enumerate(self.world or low)]
        for group in apart(relations):
            if own := asked.intersection(group.numbers):
                sure |= _sure_among(relations, group, own, world)
        self.world = world
        self.open |= asked - sure
        return sure


def _sure_among(relations: Relations, group: Group, asked: set[int], world: list[int]) -> set[int]:
    """Makes `world` a possible one in this group, where it is not."""
    whole = Solver(relations, group, world)
    if not whole.fits([world[number] for number in group.numbers]):
        first = whole.world()
        if first is None and whole.finds_none:
            raise Impossible
        if first is None:
            return asked
        for number, value in first.items():
            world[number] = value
    for near in _near(relations, group, asked):
        if own := asked.intersection(near.numbers):
            asked -= _moved(Solver(relations, near, world), own, world)
    return _settled(whole, asked, world)


def _near(relations: Relations, group: Group, asked: Collection[int]) -> Iterator[Group]:
    """Ever larger parts of the group, while anything is asked of it."""
    most = FEW
    if len(group.numbers) <= most:
        yield group
    while asked and most < len(group.numbers):
        yield from together(relations, group, most)
        most *= TIMES_AS_MANY


def _moved(solver: Solver, asked: Collection[int], world: Sequence[int]) -> set[int]:
    """What differs in some worlds far apart."""
    still, idle, turn = sorted(asked), 0, 0
    while still and idle < 2:
        found = solver.world({number: _weight(number, turn) for number in still})
        left = [number for number in still if found is None or found[number] == world[number]]
        idle = idle + 1 if len(left) == len(still) else 0
        still, turn = left, turn + 1
    return set(asked).difference(still)


def _weight(number: int, turn: int) -> int:
    """Some one way and some the other: two numbers whose sum is known cannot both grow."""
    return (number * 7919 + turn * 104_729) % 997 - 498


def _settled(solver: Solver, asked: Collection[int], world: Sequence[int]) -> set[int]:
    """One by one, and what else moves with it."""
    still, settled = sorted(asked), set[int]()
    while still:
        number = still.pop()
        other = _another(solver, number, world[number])
        if other is None:
            settled.add(number)
        else:
            still = [one for one in still if other[one] == world[one]]
    return settled


def _another(solver: Solver, number: int, value: int) -> World | None:
    low, high = solver.relations.low[number], solver.relations.high[number]
    bounds = [(least, most) for least, most in ((value + 1, high), (low, value - 1)) if least <= most]
    worlds = (solver.world(bounds={number: bound}) for bound in bounds)
    return next((found for found in worlds if found is not None), None)
