"""Which publications have to do with one another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from reporting.rules.confidentiality.cells import KnownCell, Region


def related(known: Sequence[KnownCell], regions: Iterable[Region]) -> list[KnownCell]:
    """The cells that share days of a venue with these regions, or with other cells that do."""
    left, found = {cell.region for cell in known}, set(regions)
    near = set(found)
    while near:
        days = _days(near)
        near = {region for region in left if _touches(region, days)}
        left -= near
        found |= near
    return [cell for cell in known if cell.region in found]


def _days(regions: Iterable[Region]) -> dict[int, list[tuple[str, str]]]:
    days: dict[int, set[tuple[str, str]]] = defaultdict(set)
    for region in regions:
        for venue, first, after in region:
            days[venue].add((first, after))
    return {venue: sorted(spans) for venue, spans in days.items()}


def _touches(region: Region, days: dict[int, list[tuple[str, str]]]) -> bool:
    return any(
        first < other_after and other_first < after
        for venue, first, after in region
        for other_first, other_after in days.get(venue, ())
    )
