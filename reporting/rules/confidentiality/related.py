"""Which publications have to do with one another, and which of their rows tell least."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from reporting.rules.confidentiality.cells import KnownCell, Region, clipped, joined


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


def undivided(told: Iterable[Region], secret: Iterable[Region]) -> set[Region]:
    """Periods of all venues that no region divides further, such as the months of a year of quarters: if none of them
    is secret, they tell little of the venues that their quarter does not tell (a month of zero visits does).

    Only where each region is some days of the same venues, or of one of them. Elsewhere nothing is left aside.
    """
    regions = {*told, *secret}
    everything = joined(span for region in regions for span in region)
    if any(not _is_slice(region, everything) for region in regions):
        return set()
    smallest = {
        region
        for region in regions
        if len({venue for venue, _, _ in region}) > 1
        and not any(other != region and _during(other, region) for other in regions)
    }
    return smallest if smallest.isdisjoint(secret) else set()


def _is_slice(region: Region, everything: Region) -> bool:
    first, after = _bounds(region)
    slice_of_all = clipped(everything, first, after)
    venues = {venue for venue, _, _ in region}
    return region == slice_of_all or (
        len(venues) == 1 and region == frozenset(span for span in slice_of_all if span[0] in venues)
    )


def _during(one: Region, other: Region) -> bool:
    (first, after), (other_first, other_after) = _bounds(one), _bounds(other)
    return other_first <= first and after <= other_after


def _bounds(region: Region) -> tuple[str, str]:
    return min(span[1] for span in region), max(span[2] for span in region)
