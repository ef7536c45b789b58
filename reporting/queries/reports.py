"""Reports, their terms and what is read of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db.models import QuerySet

from espaces.models import Municipality, Venue
from reporting.models import Programme, ProgrammeIndicator, Recomputation, Report, VenueDay
from reporting.queries.programmes import NAME_FIELDS, places_of
from reporting.queries.scopes import LEVEL_FIELDS, scope_of_programme
from reporting.rules.figures import Figures, from_json
from reporting.rules.periods import Period
from reporting.rules.scopes import Scope, Span
from reporting.rules.tables import BY_CODE

LEVELS = {
    "region": Programme.Territory.REGION,
    "departement": Programme.Territory.DEPARTEMENT,
    "epci": Programme.Territory.EPCI,
    "municipality": Programme.Territory.MUNICIPALITIES,
}


def period_of(report: Report) -> Period:
    return Period(report.first, report.after)


def scope_of_report(report: Report) -> Scope:
    """Of a frozen one, as it was."""
    if not report.is_frozen:
        return scope_of_programme(report.programme, period_of(report))
    kept = report.terms["scope"]
    spans = (Span(venue, date.fromisoformat(a), date.fromisoformat(b)) for venue, a, b in kept["spans"])
    return Scope(tuple(spans), frozenset(kept["territory"]), kept["level"])


def figures_of(report: Report) -> Figures | None:
    """Exact: to be shown to nobody without what hides of them. None: not computed yet."""
    return from_json(report.figures) if report.figures else None


def reports_of(programme: Programme) -> QuerySet[Report]:
    return Report.objects.filter(programme=programme).order_by("-after", "first", "-version")


def next_version_of(report: Report) -> Report | None:
    """The frozen report that corrects this one."""
    return Report.objects.filter(corrects=report, status=Report.Status.FROZEN).first()


def year_before(report: Report) -> Report | None:
    """The frozen report on the same months one year earlier, as it stood: what this one is compared with."""
    rows = Report.objects.filter(
        programme=report.programme_id,
        first=report.first - relativedelta(years=1),
        after=report.after - relativedelta(years=1),
        status=Report.Status.FROZEN,
    )
    if report.frozen_at:
        rows = rows.filter(frozen_at__lt=report.frozen_at)
    return rows.order_by("-version").first()


def last_recomputations(report: Report) -> tuple[Recomputation | None, Recomputation | None]:
    """The one that a worker is at, and the last one that is over."""
    rows = Recomputation.objects.filter(report=report)
    return rows.filter(finished_at=None).first(), rows.exclude(finished_at=None).order_by(
        "finished_at"
    ).last()


def to_declare(report: Report) -> list[ProgrammeIndicator]:
    """The indicators that nothing here counts."""
    return list(report.programme.indicators.filter(indicator=""))


def days_not_filled(scope: Scope) -> int:
    """How many of its venue-days have facts that are to be filled again."""
    return sum(
        VenueDay.objects.filter(
            venue=span.venue_id, day__gte=span.first, day__lt=span.after, stale=True
        ).count()
        for span in scope.spans
    )


def terms_of(report: Report) -> dict[str, Any]:
    """What was promised and the names of what the figures speak of: kept as they were in a frozen report."""
    if report.is_frozen:
        return dict(report.terms)
    programme = report.programme
    scope = scope_of_report(report)
    venues = Venue.objects.filter(pk__in=scope.venue_ids).select_related("structure", "municipality")
    return {
        "programme": programme.name,
        "network": str(programme.network),
        "fund": str(programme.get_fund_display()),
        "funder": programme.funder,
        "convention": programme.convention,
        "starts_on": programme.starts_on.isoformat(),
        "ends_on": programme.ends_on.isoformat(),
        "territory": [place.name for place in places_of(programme)],
        "agreement": _agreement(programme),
        "indicators": _indicators(report),
        "scope": {
            "spans": scope.as_json(),
            "territory": sorted(scope.territory),
            "level": scope.territory_level,
        },
        "names": {"venues": {str(venue.pk): venue.name for venue in venues}, **_names(report)},
        "structures": len({venue.structure_id for venue in venues}),
        "departements": len({venue.municipality.departement_code for venue in venues if venue.municipality}),
    }


def _agreement(programme: Programme) -> dict[str, str] | None:
    if not programme.exact_counts or programme.exact_counts_on is None:
        return None
    return {
        "reference": programme.exact_counts_agreement,
        "on": programme.exact_counts_on.isoformat(),
    }


def _indicators(report: Report) -> list[dict[str, str]]:
    declared = {row.indicator_id: row for row in report.declarations.all()}
    return [_indicator(one, declared) for one in report.programme.indicators.all()]


def _indicator(one: ProgrammeIndicator, declared: dict[int, Any]) -> dict[str, str]:
    row = declared.get(one.pk)
    return {
        "indicator": one.indicator,
        "code": one.external_code,
        "label": one.label,
        "unit": one.unit,
        "baseline": _number(one.baseline),
        "target": _number(one.target),
        "declared": _number(row.value) if row else "",
        "rests_on": row.evidence if row else "",
    }


def _number(value: Any) -> str:
    return "" if value is None else f"{value:f}"


def _names(report: Report) -> dict[str, dict[str, str]]:
    """Of the territories that people come from, by table."""
    figures = figures_of(report)
    if figures is None:
        return {}
    return {
        table: _names_at(LEVELS[BY_CODE[table].dimension], [row.key for row in rows])
        for table, rows in figures.tables.items()
        if BY_CODE[table].dimension in LEVELS
    }


def _names_at(level: Programme.Territory, codes: Sequence[str]) -> dict[str, str]:
    field, name = LEVEL_FIELDS[level], NAME_FIELDS[level]
    rows = Municipality.objects.filter(**{f"{field}__in": codes}).order_by("is_current", "code_year")
    return dict(rows.values_list(field, name))
