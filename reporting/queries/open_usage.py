"""The open data on the use of a network's workplaces: what was published, and what is due."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.utils import timezone

from espaces.models import Municipality, Network, Venue
from reporting.models import Publication, VenueDay
from reporting.queries.fact_gaps import stale_runs, unfilled_runs
from reporting.rules.figures import Figures, from_json
from reporting.rules.open_data.usage import UsageRow, published_periods, usage_rows
from reporting.rules.periods import Period
from reporting.rules.scopes import Scope

LATELY = timedelta(days=75)
"""What ended before was not published when it settled, and is somebody's decision: the command publishes it."""
SETTLES_IN = timedelta(days=15)
"""After a period is over, before it is published for good: hosts put the last days right meanwhile."""


def open_publications(network: Network) -> list[Publication]:
    """In the order of their periods."""
    rows = Publication.objects.filter(network=network, kind=Publication.Kind.OPEN_DATA)
    return list(rows.order_by("after", "-first"))


def is_published(network: Network, period: Period) -> bool:
    return period in {_period(one) for one in open_publications(network)}


def published_usage(network: Network) -> list[UsageRow]:
    """All that was ever published, period after period. Names are those of today, codes never change."""
    found = [(one, from_json(one.figures)) for one in open_publications(network)]
    names = {("reseau", ""): network.name, **_names(figures for _one, figures in found)}
    return [
        row
        for one, figures in found
        for row in usage_rows(figures, _period(one), timezone.localdate(one.published_at), names)
    ]


def _period(publication: Publication) -> Period:
    assert publication.first, "open data have a period: a constraint says so"
    assert publication.after, "open data have a period: a constraint says so"
    return Period(publication.first, publication.after)


def last_publication(network: Network) -> date | None:
    rows = Publication.objects.filter(network=network, kind=Publication.Kind.OPEN_DATA)
    latest = rows.order_by("-published_at").first()
    return timezone.localdate(latest.published_at) if latest else None


def periods_due(network: Network, today: date) -> list[Period]:
    """Quarters and years that settled lately and are not published yet, in the order in which they ended."""
    known = {_period(one) for one in open_publications(network)}
    settled = published_periods(today - LATELY, today - SETTLES_IN)
    return [period for period in settled if period not in known]


def has_facts(scope: Scope, period: Period) -> bool:
    """Of one day at least: before, the network did not use the product."""
    days = VenueDay.objects.filter(venue__in=scope.venue_ids, day__gte=period.first, day__lt=period.after)
    return days.exists()


def is_filled(scope: Scope, period: Period, now: datetime) -> bool:
    """All the facts of its venues are there for that time, and none is to be filled again."""
    venues = set(scope.venue_ids)
    missing = [run for run in (*stale_runs(), *unfilled_runs(now)) if run.venue_id in venues]
    return not any(run.first < period.after and period.first <= run.last for run in missing)


def _names(published: Iterable[Figures]) -> dict[tuple[str, str], str]:
    venues: set[int] = set()
    towns: set[str] = set()
    for figures in published:
        venues |= {int(row.key) for row in figures.tables.get("venues", ())}
        towns |= {row.key for row in figures.tables.get("municipalities", ())}
    of_venues = Venue.objects.filter(pk__in=venues).values_list("pk", "name")
    of_towns = Municipality.objects.filter(pk__in=towns).values_list("pk", "name")
    return {
        **{("espace", f"espace-{pk}"): name for pk, name in of_venues},
        **{("commune", code): name for code, name in of_towns},
    }
