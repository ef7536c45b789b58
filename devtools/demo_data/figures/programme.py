"""A LEADER agreement of the network: its report of the last quarter is frozen, the one of this quarter is a draft."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from devtools.demo_data import FUNDER
from devtools.demo_data.books.clock import Clock, at_hour
from espaces.models import Municipality, Network, Person
from reporting.models import Programme, Report
from reporting.rules.periods import Period
from reporting.services.freezing import freeze_report
from reporting.services.open_data import publish_due
from reporting.services.programmes import let_read, make_programme, save_indicator
from reporting.services.reports import (
    ask_to_freeze,
    compute_figures,
    declare,
    send_to_review,
    start_report,
    write_comment,
)

IN_THE_TERRITORY = "48061"
FOLLOWED: tuple[dict[str, Any], ...] = (
    {"indicator": "businesses_hosted", "external_code": "R.39", "target": Decimal(40)},
    {"indicator": "unique_users", "baseline": Decimal(45), "target": Decimal(110)},
    {"indicator": "desk_days", "baseline": Decimal(420), "target": Decimal(800)},
    {"indicator": "participations", "target": Decimal(90)},
)
JOBS: dict[str, Any] = {
    "external_code": "R.37",
    "label": "Emplois créés",
    "unit": "ETP annuel",
    "target": Decimal(2),
}
FROZEN_AFTER = timedelta(days=11)
"""Of the quarter: the time to put the last days right."""


def agree(network: Network, coordinator: Person, today: date, clock: Clock) -> Programme:
    """Since the beginning of last year, for three years, on one département; the funder reads, and audits."""
    starts_on = date(today.year - 1, 1, 1)
    clock.at = at_hour(today - timedelta(days=360), 10)
    programme = make_programme(
        actor=coordinator,
        network=network,
        place=Municipality.objects.get(pk=IN_THE_TERRITORY),
        name="Travailler au pays",
        fund=Programme.Fund.LEADER,
        funder="GAL des Hautes Vallées",
        convention="RLOZ-1962-0417",
        starts_on=starts_on,
        ends_on=starts_on.replace(year=starts_on.year + 3),
        territory=Programme.Territory.DEPARTEMENT,
    )
    for followed in (*FOLLOWED, JOBS):
        save_indicator(actor=coordinator, programme_id=programme.pk, **followed)
    funder = Person.objects.get(user__email=FUNDER)
    let_read(actor=coordinator, programme_id=programme.pk, person=funder, audits=True)
    return programme


def last_quarter(today: date) -> Period:
    """The latest of which the report is frozen and the open data published."""
    return previous(Period.holding(today - FROZEN_AFTER - timedelta(days=6), "quarter"))


def previous(quarter: Period) -> Period:
    return Period.holding(quarter.first - timedelta(days=1), "quarter")


def report_last_quarter(programme: Programme, coordinator: Person, period: Period, clock: Clock) -> Report:
    clock.at = at_hour(period.after + FROZEN_AFTER, 15)
    report = _computed(programme, coordinator, period)
    declare(
        actor=coordinator,
        report_id=report.pk,
        indicator=programme.indicators.get(indicator=""),
        value=Decimal(1),
        evidence="Contrat de travail du 2 septembre, registre du personnel",
    )
    write_comment(
        actor=coordinator,
        report_id=report.pk,
        comment="L’été a été calme, la rentrée forte. Deux ateliers ont été ajoutés à la demande des communes.",
    )
    send_to_review(actor=coordinator, report_id=report.pk)
    ask_to_freeze(actor=coordinator, report_id=report.pk)
    return freeze_report(report_id=report.pk)


def draft_this_quarter(programme: Programme, coordinator: Person, now: datetime, clock: Clock) -> Report:
    clock.at = now - timedelta(hours=2)
    return _computed(programme, coordinator, Period.holding(clock.at.date(), "quarter"))


def _computed(programme: Programme, coordinator: Person, period: Period) -> Report:
    """As the worker does, at once."""
    report = start_report(actor=coordinator, programme_id=programme.pk, period=period)
    compute_figures({"report": report.pk})
    report.refresh_from_db()
    return report


def publish_quarters(network: Network, periods: list[Period], clock: Clock) -> None:
    """Each when it had settled."""
    for period in periods:
        clock.at = at_hour(period.after + timedelta(days=16), 5)
        publish_due(network, clock.at)
