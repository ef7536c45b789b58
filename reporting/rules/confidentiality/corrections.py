"""When publications contradict each other: the past was corrected between them."""

from __future__ import annotations

from collections.abc import Mapping

from reporting.rules.confidentiality.narrowing import Group
from reporting.rules.confidentiality.relations import Impossible, Relations
from reporting.rules.confidentiality.solver import Solver

NOW = 1000
"""What is told now is believed more than what was told before."""


def explained(
    structure: Relations, before: Mapping[int, tuple[int, int]], now: Mapping[int, tuple[int, int]]
) -> Relations:
    """The relations after the smallest correction of what was told that makes it all possible.

    A reader who sees that January has one visit more than before will suppose just that, and compute on.
    """
    loose = structure.copy()
    loose.sums, loose.persons = list(structure.sums), set()
    wanted: dict[int, int] = {}
    for told, cost in ((before, 1), (now, NOW)):
        for number, (low, high) in told.items():
            more, less = loose.number(), loose.number()
            loose.sums.append((((number, 1), (more, 1), (less, -1)), low, high))
            wanted |= {more: -cost, less: -cost}
    everything = Group(list(range(len(loose.low))), list(range(len(loose.sums))))
    world = Solver(loose, everything, loose.low).world(wanted)
    if world is None:
        raise Impossible
    return _moved(structure.copy(), before, now, world)


def _moved(
    relations: Relations,
    before: Mapping[int, tuple[int, int]],
    now: Mapping[int, tuple[int, int]],
    world: Mapping[int, int],
) -> Relations:
    for told in (before, now):
        for number, (low, high) in told.items():
            value = world[number]
            if low == high:
                relations.bound({number: (value, value)})
            else:
                relations.bound({number: (min(low, value), max(high, value))})
    return relations
