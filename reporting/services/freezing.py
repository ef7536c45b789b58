"""A report is frozen: its facts are kept without identity, its figures computed from them, signed and published."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.utils import timezone
from django.utils.translation import gettext as _

from espaces.locks import locking_transaction
from espaces.queries.access import today
from espaces.services.acts import record_act
from reporting.documents.report import document_of
from reporting.errors import ReportRefused
from reporting.locks import lock_report
from reporting.models import Publication, Report, ReportEvidence
from reporting.queries.evidence.extracts import EXTRACTS, Extract, parameters
from reporting.queries.evidence.files import evidence_of, extract, standing_for_facts
from reporting.queries.indicators.computing import compute
from reporting.queries.protected import hidden_in, protected
from reporting.queries.reports import period_of, scope_of_report, terms_of
from reporting.queries.signatures import code_version_of, signature_of
from reporting.rules.figures import Figures, as_json, canonical
from reporting.services.publishing import publish, wait_for_other_publications
from reporting.services.reports import BROKE_DOWN, refuse_to_freeze

logger = logging.getLogger(__name__)
Status = Report.Status


def freeze_when_asked(payload: dict[str, Any]) -> None:
    """Handler of the outgoing kind "report_freezing". Killed in the middle, it is done again by the next worker."""
    report = Report.objects.filter(pk=payload["report"]).first()
    if report is None or not report.is_being_frozen:
        return
    try:
        freeze_report(report_id=report.pk)
    except ReportRefused as refused:
        _note(report.pk, str(refused))
    except Exception:
        logger.exception("report %s could not be frozen", report.pk)
        _note(report.pk, str(BROKE_DOWN))


@locking_transaction
def _note(report_id: int, error: str) -> None:
    """It stays in review, and somebody reads why."""
    report = lock_report(report_id)
    if report.is_being_frozen:
        report.frozen_by, report.error = None, error
        report.save(update_fields=["frozen_by", "error"])


def freeze_report(*, report_id: int) -> Report:
    """For good, in one transaction, in the name of who asked for it; a report that is frozen stays as it is.

    Raises ReportRefused when it is not in review, or when its evidence gives other figures than those reviewed.
    """
    stored: list[str] = []
    try:
        return _freeze(report_id, stored)
    except BaseException:
        for name in stored:
            storages["documents"].delete(name)
        raise


@locking_transaction
def _freeze(report_id: int, stored: list[str]) -> Report:
    report = lock_report(report_id)
    if report.is_frozen:
        return report
    if not report.is_being_frozen:
        raise ReportRefused("not_asked", _("Nobody asked to freeze this report."))
    _remove_left_files(report)
    refuse_to_freeze(report, today())
    _keep_facts(report, stored)
    figures = _figures_of_evidence(report)
    wait_for_other_publications(report.programme.network)
    report.hidden = [list(one) for one in protected(report, figures)]
    report.terms = terms_of(report)
    report.definitions = dict(figures.definitions)
    report.code_version = code_version_of(figures.definitions)
    report.sha256 = signature_of(report, evidence_of(report))
    report.frozen_at = timezone.now()
    _keep_document(report, stored)
    report.status = Status.FROZEN
    report.save()
    publish(
        network=report.programme.network,
        figures=figures,
        hidden=hidden_in(report),
        scope=scope_of_report(report),
        kind=Publication.Kind.REPORT,
        now=report.frozen_at,
        report=report,
        exact=report.programme.exact_counts,
    )
    record_act(actor=report.frozen_by, verb="report_frozen", target=report, sha256=report.sha256)
    return report


def _remove_left_files(report: Report) -> None:
    """Those of a freezing that was killed: no row names them. Who holds the report alone writes there."""
    folder, store = _folder(report), storages["documents"]
    try:
        _folders, left = store.listdir(folder)
    except FileNotFoundError:
        return
    for name in left:
        store.delete(f"{folder}/{name}")
    if left:
        logger.warning("report %s: %s files of an interrupted freezing are removed", report.pk, len(left))


def _folder(report: Report) -> str:
    return f"reports/{report.pk}"


def _keep_facts(report: Report, stored: list[str]) -> None:
    """Under pseudonyms of a key that nobody ever sees again."""
    values = parameters(scope_of_report(report), period_of(report), secrets.token_bytes(32))
    for wanted in EXTRACTS:
        _keep(report, wanted, values, stored)


def _keep(report: Report, wanted: Extract, values: Mapping[str, Any], stored: list[str]) -> None:
    with extract(wanted, values) as found:
        name = f"{_folder(report)}/{wanted.fact}-{found.sha256[:16]}.csv.gz"
        stored.append(storages["documents"].save(name, File(found.file)))
    ReportEvidence.objects.create(
        report=report,
        fact=wanted.fact,
        columns=found.columns,
        rows=found.rows,
        name=stored[-1],
        size=found.size,
        sha256=found.sha256,
    )


def _keep_document(report: Report, stored: list[str]) -> None:
    """What people read, drawn once: a later version of the typesetting changes nothing in it."""
    content = document_of(report)
    digest = sha256(content).hexdigest()
    name = f"{_folder(report)}/{ReportEvidence.DOCUMENT}-{digest[:16]}.pdf"
    stored.append(storages["documents"].save(name, ContentFile(content)))
    ReportEvidence.objects.create(
        report=report,
        fact=ReportEvidence.DOCUMENT,
        columns=[],
        rows=0,
        name=stored[-1],
        size=len(content),
        sha256=digest,
    )


def _figures_of_evidence(report: Report) -> Figures:
    """The evidence holds all that the figures need: it gives, to the byte, those that were reviewed."""
    with standing_for_facts(evidence_of(report)):
        figures = compute(scope_of_report(report), period_of(report))
    if canonical(as_json(figures)) != canonical(report.figures):
        raise ReportRefused(
            "changed",
            _(
                "The facts have changed since this report was reviewed: put it back to draft and compute it again."
            ),
        )
    return figures
