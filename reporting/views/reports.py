"""A report, from its draft to the page that a funder reads; and the page of funders."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from espaces.queries.access import today
from reporting.models import Report
from reporting.queries.access import programmes_coordinated_by, programmes_read_by, reports_audited_by
from reporting.queries.programmes import frozen_reports
from reporting.queries.progress import progress_of
from reporting.queries.reports import (
    last_recomputations,
    next_version_of,
    period_of,
    terms_of,
    to_declare,
    year_before,
)
from reporting.queries.versions import changes_since, shown_content
from reporting.rules.report_content import points_of
from reporting.views.access import visible_report


def report(request: HttpRequest, pk: int) -> HttpResponse:
    """Figures first. A coordinator also finds what is still to do before it is frozen."""
    shown = visible_report(request, pk)
    is_mine = programmes_coordinated_by(request.user).filter(pk=shown.programme_id).exists()
    recomputing, recomputed = last_recomputations(shown)
    context = {
        "report": shown,
        "programme": shown.programme,
        "terms": terms_of(shown),
        "content": shown_content(shown),
        **_chart(shown),
        "next_version": next_version_of(shown),
        "changes": changes_since(shown),
        "is_mine": is_mine,
        "may_audit": reports_audited_by(request.user).filter(pk=pk).exists(),
        "recomputing": recomputing,
        "recomputed": recomputed,
        "working": shown.is_being_computed or shown.is_being_frozen,
        **(_to_do(shown) if is_mine else {"declarations": [], "is_over": True}),
    }
    return render(request, "reporting/report.html", context)


def _chart(report: Report) -> dict[str, Any]:
    """Month by month, beside the frozen report on the year before."""
    content, former = shown_content(report), year_before(report)
    before = shown_content(former) if former else None
    if content is None or content.months is None:
        return {"points": [], "names": ("", "")}
    earlier = before.months if before else None
    names = (period_of(report).in_words, period_of(former).in_words if former and earlier else "")
    return {"points": points_of(content.months, earlier), "names": names}


def _to_do(report: Report) -> dict[str, Any]:
    declared = {row.indicator_id: row for row in report.declarations.all()}
    return {
        "declarations": [(one, declared.get(one.pk)) for one in to_declare(report)],
        "is_over": period_of(report).is_closed(today()),
    }


def funder_home(request: HttpRequest) -> HttpResponse:
    """The programmes that a funder reads, each with its last report and where its targets stand."""
    programmes = [
        (programme, list(frozen_reports(programme)[:4]), progress_of(programme))
        for programme in programmes_read_by(request.user)
    ]
    return render(request, "reporting/funder_home.html", {"programmes": programmes})
