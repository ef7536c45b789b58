"""How far each home is from each venue that its person went to: estimated once, when both are known."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from reporting.models import HomeDistance
from reporting.queries.home_distances import kept_distances, pairs_of_answers, pairs_of_visits, road_distances


def write_distances_of_visits(visits: Iterable[tuple[int, date, int]]) -> None:
    """Visits: venue, day, person. An estimate that is kept stays, whatever became of the coordinates."""
    pairs = pairs_of_visits(visits)
    if pairs:
        wanted = road_distances(pairs - kept_distances(pairs).keys())
        HomeDistance.objects.bulk_create(
            HomeDistance(profile_id=answers, venue_id=venue, km=km) for (answers, venue), km in wanted.items()
        )


def write_distances_of_answers(since: datetime | None) -> None:
    """Of answers recorded since then, which may tell another home than before. None: days tell all of them."""
    pairs = pairs_of_answers(since) if since else set()
    if not pairs:
        return
    kept = kept_distances(pairs)
    wanted = road_distances(pairs)
    differing = [row.pk for pair, row in kept.items() if pair in pairs and wanted.get(pair) != row.km]
    HomeDistance.objects.filter(pk__in=differing).delete()
    HomeDistance.objects.bulk_create(
        HomeDistance(profile_id=answers, venue_id=venue, km=km)
        for (answers, venue), km in wanted.items()
        if (answers, venue) not in kept or kept[answers, venue].pk in differing
    )
