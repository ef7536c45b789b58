"""What follows from the relations without a solver: bounds made narrower sum by sum, and groups that are apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

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


def apart(relations: Relations) -> list[tuple[list[int], list[int]]]:
    """The open numbers, with their sums, in groups of which none says anything of another."""
    leader = {n: n for n, low in enumerate(relations.low) if low != relations.high[n]}

    def head(number: int) -> int:
        while leader[number] != number:
            leader[number] = leader[leader[number]]
            number = leader[number]
        return number

    held: list[tuple[int, int]] = []
    for position, (terms, _, _) in enumerate(relations.sums):
        numbers = [number for number, _ in terms if number in leader]
        for number in numbers[1:]:
            leader[head(number)] = head(numbers[0])
        if numbers:
            held.append((position, numbers[0]))
    return _gathered(((n, head(n)) for n in leader), ((position, head(n)) for position, n in held))


def _gathered(
    numbers: Iterable[tuple[int, int]], sums: Iterable[tuple[int, int]]
) -> list[tuple[list[int], list[int]]]:
    groups: dict[int, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for number, group in numbers:
        groups[group][0].append(number)
    for position, group in sums:
        groups[group][1].append(position)
    return [groups[group] for group in sorted(groups)]
