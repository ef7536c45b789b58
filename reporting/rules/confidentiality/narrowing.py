"""What follows from the relations without a solver: bounds made narrower sum by sum, and groups that are apart."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise

from reporting.rules.confidentiality.relations import Impossible, Relations


def narrow(relations: Relations) -> None:
    """Narrows the bounds, of each sum in turn, until nothing changes. Raises Impossible."""
    sums_of: dict[int, list[int]] = defaultdict(list)
    for position, (terms, _, _) in enumerate(relations.sums):
        for number, _ in terms:
            sums_of[number].append(position)
    waiting = set(range(len(relations.sums)))
    passes = 0
    while waiting and passes < 20:
        passes += 1
        changed: set[int] = set()
        for position in sorted(waiting):
            changed.update(_narrow_one(relations, position))
        waiting = {position for number in changed for position in sums_of[number]}


def _narrow_one(relations: Relations, position: int) -> list[int]:
    """The numbers whose bounds changed."""
    terms, least, most = relations.sums[position]
    low, high = relations.low, relations.high
    lowest = sum(low[n] * f if f > 0 else high[n] * f for n, f in terms)
    highest = sum(high[n] * f if f > 0 else low[n] * f for n, f in terms)
    if lowest > most or highest < least:
        raise Impossible
    changed = []
    for number, factor in terms:
        if low[number] == high[number]:
            continue
        own_low, own_high = (low[number], high[number]) if factor > 0 else (high[number], low[number])
        bottom, top = least - highest + own_high * factor, most - lowest + own_low * factor
        if factor > 0:
            new_low, new_high = -(-bottom // factor), top // factor
        else:
            new_low, new_high = -(top // -factor), -bottom // -factor
        if new_low > low[number] or new_high < high[number]:
            low[number], high[number] = max(low[number], new_low), min(high[number], new_high)
            changed.append(number)
            if low[number] > high[number]:
                raise Impossible
    return changed


@dataclass
class Group:
    """Open numbers, and the positions of the sums that they are in."""

    numbers: list[int] = field(default_factory=list)
    sums: list[int] = field(default_factory=list)


def apart(relations: Relations) -> list[Group]:
    """The open numbers in groups of which none says anything of another."""
    numbers = [number for number, low in enumerate(relations.low) if low != relations.high[number]]
    return together(relations, Group(numbers, list(range(len(relations.sums)))), len(numbers))


def together(relations: Relations, group: Group, most: int) -> list[Group]:
    """The group cut into smaller ones of at most so many numbers. The shortest sums are held together first."""
    leader = {number: number for number in group.numbers}
    size = dict.fromkeys(group.numbers, 1)

    def head(number: int) -> int:
        while leader[number] != number:
            leader[number] = leader[leader[number]]
            number = leader[number]
        return number

    rows = [(position, [n for n, _ in relations.sums[position][0] if n in leader]) for position in group.sums]
    for _, numbers in sorted(rows, key=lambda row: len(row[1])):
        for one, other in pairwise(numbers):
            first, second = head(one), head(other)
            if first != second and size[first] + size[second] <= most:
                leader[second] = first
                size[first] += size[second]
    found: dict[int, Group] = defaultdict(Group)
    for number in group.numbers:
        found[head(number)].numbers.append(number)
    for position, numbers in rows:
        for number in {head(number) for number in numbers}:
            found[number].sums.append(position)
    return [found[number] for number in sorted(found)]
