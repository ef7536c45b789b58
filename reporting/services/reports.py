"""A report from its first draft to the day it is frozen. Its figures are computed by a worker."""

from __future__ import annotations

import logging
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy

from espaces.errors import Refused
from espaces.locks import locking_transaction
from espaces.models import Person
from espaces.queries.access import networks_coordinated_by, today
from espaces.queries.roles import login_of_person
from espaces.services.acts import record_act
from espaces.services.outgoing import send_later
from reporting.errors import ReportRefused
from reporting.locks import lock_programme, lock_report
from reporting.models import ProgrammeIndicator, Report, ReportDeclaration
from reporting.queries.indicators.computing import compute
from reporting.queries.protected import protected
from reporting.queries.reports import days_not_filled, period_of, scope_of_report, to_declare
from reporting.queries.scopes import scope_of_programme
from reporting.rules.figures import as_json
from reporting.rules.periods import Period

logger = logging.getLogger(__name__)
Status = Report.Status
BROKE_DOWN = gettext_lazy("Something went wrong on our side; it was noted. Try again.")


@locking_transaction
def start_report(*, actor: Person, programme_id: int, period: Period) -> Report:
    """A draft on a month, a quarter or a year of the programme; a worker computes it at once.

    Raises ReportRefused for another period, and where a report on it exists.
    """
    programme = lock_programme(programme_id)
    _require_coordinator(actor, programme.network_id)
    if not period.kind or not scope_of_programme(programme, period).spans:
        raise ReportRefused(
            "period", _("Choose a month, a quarter or a year during which the programme has venues.")
        )
    known = programme.reports.filter(first=period.first, after=period.after)
    if known.filter(status=Status.FROZEN).exists():
        raise ReportRefused("frozen", _("This period has a frozen report: correct that one."))
    if known.exists():
        raise ReportRefused("under_way", _("A report on this period is already being prepared."))
    report = Report.objects.create(
        programme=programme, first=period.first, after=period.after, created_by=actor
    )
    record_act(actor=actor, verb="report_started", target=report, period=period.code)
    _compute_later(report)
    return report


@locking_transaction
def correct_report(*, actor: Person, report_id: int, reason: str) -> Report:
    """Another version of a frozen report, that says why; the former one stays readable."""
    frozen = lock_report(report_id)
    _require_coordinator(actor, frozen.programme.network_id)
    if not frozen.is_frozen:
        raise ReportRefused("not_frozen", _("This report is not frozen: change it."))
    if Report.objects.filter(corrects=frozen).exists():
        raise ReportRefused(
            "corrected", _("This report is already being corrected: go on from the newer version.")
        )
    report = Report(
        programme=frozen.programme,
        first=frozen.first,
        after=frozen.after,
        version=frozen.version + 1,
        corrects=frozen,
        reason=reason,
        comment=frozen.comment,
        created_by=actor,
    )
    report.validate_constraints()
    report.save()
    _copy_declarations(frozen, report)
    record_act(actor=actor, verb="report_corrected", target=report, corrects=frozen.pk)
    _compute_later(report)
    return report


def _copy_declarations(frozen: Report, report: Report) -> None:
    ReportDeclaration.objects.bulk_create(
        ReportDeclaration(
            report=report,
            indicator_id=row.indicator_id,
            value=row.value,
            evidence=row.evidence,
            declared_by_id=row.declared_by_id,
            declared_at=row.declared_at,
        )
        for row in frozen.declarations.all()
    )


@locking_transaction
def compute_again(*, actor: Person, report_id: int) -> Report:
    """With the facts of now. Only a draft: what was reviewed stays as it was read."""
    report = _draft(actor, report_id)
    _compute_later(report)
    return report


def _compute_later(report: Report) -> None:
    report.asked_at, report.error = timezone.now(), ""
    report.save(update_fields=["asked_at", "error"])
    key = f"report {report.pk} {report.asked_at.isoformat()}"
    send_later(kind="report_figures", key=key, payload={"report": report.pk})


def compute_figures(payload: dict[str, Any]) -> None:
    """Handler of the outgoing kind "report_figures". Killed in the middle, it is done again by the next worker."""
    report = Report.objects.select_related("programme__network").filter(pk=payload["report"]).first()
    if report is None or report.status != Status.DRAFT or not report.is_being_computed:
        return
    asked_at = report.asked_at
    try:
        figures = compute(scope_of_report(report), period_of(report))
        report.figures, report.definitions = as_json(figures), dict(figures.definitions)
        report.hidden = [list(one) for one in protected(report, figures)]
    except Exception:
        logger.exception("report %s could not be computed", report.pk)
        report.error = str(BROKE_DOWN)
    _keep_figures(report, asked_at)


@locking_transaction
def _keep_figures(computed: Report, asked_at: datetime | None) -> None:
    """Unless they were asked again meanwhile, or the report went on."""
    report = lock_report(computed.pk)
    if report.status != Status.DRAFT or report.asked_at != asked_at:
        return
    if not computed.error:
        computed.computed_at = timezone.now()
    computed.save(update_fields=["figures", "definitions", "hidden", "computed_at", "error"])


@locking_transaction
def declare(
    *, actor: Person, report_id: int, indicator: ProgrammeIndicator, value: Decimal, evidence: str
) -> ReportDeclaration:
    """A value that nothing here counts, and the document on which it rests."""
    report = _draft(actor, report_id)
    if indicator.programme_id != report.programme_id or indicator.indicator:
        raise ReportRefused("counted", _("This indicator is counted, not declared."))
    row = report.declarations.filter(indicator=indicator).first()
    row = row or ReportDeclaration(report=report, indicator=indicator)
    row.value, row.evidence, row.declared_by, row.declared_at = value, evidence, actor, timezone.now()
    row.full_clean()
    row.save()
    record_act(actor=actor, verb="value_declared", target=report, indicator=str(indicator), value=str(value))
    return row


@locking_transaction
def write_comment(*, actor: Person, report_id: int, comment: str) -> None:
    """Words to the funder, above the figures."""
    report = _draft(actor, report_id)
    report.comment = comment
    report.save(update_fields=["comment"])


@locking_transaction
def send_to_review(*, actor: Person, report_id: int) -> Report:
    """Nothing changes until it is frozen or goes back to draft. Raises ReportRefused while it lacks something."""
    report = _draft(actor, report_id)
    if not report.figures or report.is_being_computed or report.error:
        raise ReportRefused("not_computed", _("The figures are not computed yet."))
    declared = set(report.declarations.values_list("indicator", flat=True))
    missing = [str(one) for one in to_declare(report) if one.pk not in declared]
    if missing:
        words = {"names": ", ".join(missing)}
        raise ReportRefused("to_declare", _("Say first what was reached: %(names)s.") % words)
    report.status, report.reviewed_by, report.reviewed_at = Status.REVIEW, actor, timezone.now()
    report.save(update_fields=["status", "reviewed_by", "reviewed_at"])
    record_act(actor=actor, verb="report_to_review", target=report)
    return report


@locking_transaction
def back_to_draft(*, actor: Person, report_id: int) -> Report:
    report = _reviewed(actor, report_id)
    report.status, report.reviewed_by, report.reviewed_at = Status.DRAFT, None, None
    report.save(update_fields=["status", "reviewed_by", "reviewed_at"])
    record_act(actor=actor, verb="report_to_draft", target=report)
    return report


@locking_transaction
def ask_to_freeze(*, actor: Person, report_id: int) -> Report:
    """A worker freezes it. Raises ReportRefused before its period is over, or while facts of it are to be filled."""
    report = _reviewed(actor, report_id)
    refuse_to_freeze(report, today())
    report.frozen_by, report.error = actor, ""
    report.save(update_fields=["frozen_by", "error"])
    key = f"freeze {report.pk} {timezone.now().isoformat()}"
    send_later(kind="report_freezing", key=key, payload={"report": report.pk})
    return report


def refuse_to_freeze(report: Report, day: date) -> None:
    if not period_of(report).is_closed(day):
        raise ReportRefused("not_over", _("This period is not over: a report is frozen once it is."))
    if days_not_filled(scope_of_report(report)):
        raise ReportRefused("to_fill", _("Days of this period were corrected: compute the figures again."))


@locking_transaction
def drop_report(*, actor: Person, report_id: int) -> None:
    """A draft that nobody needs. What was frozen stays for good."""
    report = _draft(actor, report_id)
    record_act(actor=actor, verb="report_dropped", target=report, period=period_of(report).code)
    report.delete()


def _draft(actor: Person, report_id: int) -> Report:
    report = lock_report(report_id)
    _require_coordinator(actor, report.programme.network_id)
    if report.status != Status.DRAFT:
        raise ReportRefused("not_a_draft", _("Only a draft can be changed."))
    return report


def _reviewed(actor: Person, report_id: int) -> Report:
    report = lock_report(report_id)
    _require_coordinator(actor, report.programme.network_id)
    if report.status != Status.REVIEW:
        raise ReportRefused("not_reviewed", _("This report is not in review."))
    if report.is_being_frozen:
        raise ReportRefused("being_frozen", _("This report is being frozen."))
    return report


def _require_coordinator(actor: Person, network_id: int) -> None:
    if not networks_coordinated_by(login_of_person(actor)).filter(pk=network_id).exists():
        raise Refused("not_allowed", _("Only a coordinator of this network decides on its reports."))
