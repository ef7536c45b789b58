"""How far each home is from each venue that its person went to: estimated once, when both are known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal

from reporting.models import FillState, HomeDistance
from reporting.queries.home_distances import (
    Pair,
    kept_distances,
    pairs_lacking,
    pairs_of_answers,
    pairs_of_visits,
    road_distances,
)

HOMES = "homes"


def write_distances_of_visits(visits: Iterable[tuple[int, date, int]]) -> None:
    """Visits: venue, day, person. An estimate that is kept stays, whatever became of the coordinates."""
    pairs = pairs_of_visits(visits)
    if pairs:
        _write(road_distances(pairs - kept_distances(pairs).keys()))


def look_for_lacking_distances() -> None:
    """The next pass will: coordinates were written, under which visits that are filled may have a distance."""
    FillState.objects.filter(name=HOMES).update(seen_until=None)


def write_lacking_distances(since: datetime | None) -> None:
    """Once after coordinates were written (`since` is None), and at no cost in the other hours."""
    if since is None:
        _write(road_distances(pairs_lacking()))


def write_distances_of_answers(since: datetime | None) -> None:
    """Of answers recorded since then, which may tell another home than before. None: days tell all of them."""
    pairs = pairs_of_answers(since) if since else set()
    if not pairs:
        return
    kept = kept_distances(pairs)
    wanted = road_distances(pairs)
    differing = [row.pk for pair, row in kept.items() if pair in pairs and wanted.get(pair) != row.km]
    HomeDistance.objects.filter(pk__in=differing).delete()
    _write({pair: km for pair, km in wanted.items() if pair not in kept or kept[pair].pk in differing})


def _write(distances: Mapping[Pair, Decimal]) -> None:
    HomeDistance.objects.bulk_create(
        HomeDistance(profile_id=answers, venue_id=venue, km=km) for (answers, venue), km in distances.items()
    )
