"""How regions of venues and days lie in one another.

All regions are cut into units: the smallest sets of venue-days that no published region divides. A region is then a
set of units, written as the bits of a whole number.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

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


def inside(region: int, known: Iterable[int], smallest: Sequence[int]) -> Inside:
    """`known` are regions, `smallest` what they are all made of: it completes a cover that they leave open."""
    smaller = sorted({one for one in known if one != region and one & region == one}, key=_size, reverse=True)
    largest: list[int] = []
    for one in smaller:
        if not any(one & other == one for other in largest):
            largest.append(one)
    pieces = [one for one in smallest if one & region == one and one != region]
    loose = [one for one in pieces if not any(one & other == one for other in largest)]
    return Inside((*largest, *loose), tuple(_covers(region, largest, pieces)))


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
