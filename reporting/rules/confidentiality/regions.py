"""How regions of venues and days lie in one another.

All regions are cut into units: the smallest sets of venue-days that no published region divides. A region is then a
set of units, written as the bits of a whole number.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from itertools import pairwise
from operator import or_

from reporting.rules.confidentiality.cells import Region


@dataclass(frozen=True)
class Inside:
    """What lies in one region: the largest known regions inside it, and ways to cover it with them."""

    largest: tuple[int, ...]
    covers: tuple[tuple[int, ...], ...]


def units_of(regions: Sequence[Region]) -> tuple[list[int], list[int]]:
    """Each region as bits of units, and how many venue-days each unit holds."""
    cuts: dict[int, set[str]] = {}
    for region in regions:
        for venue, first, after in region:
            cuts.setdefault(venue, set()).update((first, after))
    pieces: dict[tuple[int, str], set[int]] = {}
    lengths: dict[tuple[int, str], int] = {}
    ordered = {venue: sorted(days) for venue, days in cuts.items()}
    for venue, days in ordered.items():
        for start, end in pairwise(days):
            lengths[venue, start] = (date.fromisoformat(end) - date.fromisoformat(start)).days
    for number, region in enumerate(regions):
        for venue, first, after in region:
            for start in ordered[venue]:
                if first <= start < after:
                    pieces.setdefault((venue, start), set()).add(number)
    return _numbered(len(regions), pieces, lengths)


def _numbered(
    regions: int, pieces: dict[tuple[int, str], set[int]], lengths: dict[tuple[int, str], int]
) -> tuple[list[int], list[int]]:
    units: dict[frozenset[int], int] = {}
    days: list[int] = []
    bits = [0] * regions
    for piece in sorted(pieces):
        inside = frozenset(pieces[piece])
        if inside not in units:
            units[inside] = len(units)
            days.append(0)
            for number in inside:
                bits[number] |= 1 << units[inside]
        days[units[inside]] += lengths[piece]
    return bits, days


def classes_of(regions: Iterable[int]) -> list[int]:
    """The coarsest cut that divides none of these regions: each class is in or out of each of them as a whole."""
    classes: list[int] = []
    for region in regions:
        rest, cut = region, []
        for known in classes:
            cut += [part for part in (known & region, known & ~region) if part]
            rest &= ~known
        classes = cut + ([rest] if rest else [])
    return classes


class Layout:
    """`known` regions, and `smallest` ones that they are all made of: each of these is in or out as a whole."""

    def __init__(self, known: Iterable[int], smallest: Iterable[int]) -> None:
        self.known, self.smallest = _by_first_unit(known), _by_first_unit(smallest)

    def inside(self, region: int) -> Inside:
        """A cover that the known regions leave open is completed with the smallest ones."""
        largest: list[int] = []
        for one in sorted(self._within(region, self.known), key=_size, reverse=True):
            if not any(one & other == one for other in largest):
                largest.append(one)
        pieces, together = self._within(region, self.smallest), reduce(or_, largest, 0)
        loose = [one for one in pieces if not one & together]
        return Inside((*largest, *loose), tuple(_covers(region, largest, pieces)))

    def _within(self, region: int, regions: Mapping[int, Sequence[int]]) -> list[int]:
        found = (one for unit in units_in(region) for one in regions.get(unit, ()))
        return [one for one in found if one != region and one & region == one]


def _by_first_unit(regions: Iterable[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for region in regions:
        found.setdefault(region & -region, []).append(region)
    return found


def units_in(region: int) -> Iterator[int]:
    """Each of its units, as a region of its own."""
    while region:
        unit = region & -region
        yield unit
        region ^= unit


def _covers(region: int, largest: Sequence[int], pieces: Sequence[int]) -> Iterable[tuple[int, ...]]:
    """Each of the largest is in at least one cover: months cover a year, and so do venues."""
    used: set[int] = set()
    for seed in largest:
        if seed in used:
            continue
        cover, left = [seed], region & ~seed
        for one in largest:
            if one & left == one:
                cover.append(one)
                left &= ~one
        used.update(cover)
        yield (*cover, *(one for one in pieces if one & left))
    if not largest and pieces:
        yield tuple(pieces)


def _size(region: int) -> tuple[int, int]:
    return region.bit_count(), -region
