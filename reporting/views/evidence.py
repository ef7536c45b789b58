"""The evidence of a frozen report: what an auditor reads behind a figure; the report made again from it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from espaces.views.access import acting_person
from reporting.models import Report, ReportEvidence
from reporting.queries.evidence.files import evidence_of
from reporting.queries.evidence.lines import Wanted, facts_behind, lines_of, page_of, sheets_of
from reporting.rules.definitions import Definition, definition
from reporting.rules.evidence_words import FACTS, headings, lines_in_words
from reporting.rules.report_content import in_order
from reporting.services.recomputing import ask_to_recompute
from reporting.views.access import audited_report

ON_A_PAGE = 50


def evidence(request: HttpRequest, pk: int) -> HttpResponse:
    """The figures, each a step from its lines; the files with their sums."""
    report = audited_report(request, pk)
    context = {
        "report": report,
        "definitions": [(one, facts_behind(one)) for one in in_order(report.definitions)],
        "files": [(FACTS[one.fact], one) for one in evidence_of(report) if one.fact in FACTS],
    }
    return render(request, "reporting/evidence.html", context)


def report_evidence(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Line by line: dates, venues, pseudonyms. `fait`, `espace`, `jour` narrow them."""
    report = audited_report(request, pk)
    if code not in report.definitions:
        raise Http404
    used = definition(code, report.definitions[code])
    kinds = facts_behind(used)
    fact = request.GET.get("fait") or kinds[0]
    if fact not in kinds:
        raise Http404
    context = {
        "report": report,
        "definition": used,
        "kinds": [(kind, FACTS[kind]) for kind in kinds],
        "fact": fact,
        "venues": report.terms["names"]["venues"],
        **_lines(request, report, used, fact),
    }
    return render(request, "reporting/report_evidence.html", context)


def _lines(request: HttpRequest, report: Report, used: Definition, fact: str) -> dict[str, Any]:
    wanted = Wanted(request.GET.get("espace", ""), request.GET.get("jour", ""))
    kept = get_object_or_404(ReportEvidence, report=report, fact=fact)
    number = _page_number(request)
    lines, has_more = page_of(lines_of(kept, report, used, wanted), number, ON_A_PAGE)
    columns = [name for name, _kind in kept.columns]
    return {
        "wanted": wanted,
        "headings": headings(columns),
        "rows": lines_in_words(lines, columns, report.terms["names"]["venues"], sheets_of(lines)),
        "number": number,
        "has_more": has_more,
    }


def _page_number(request: HttpRequest) -> int:
    asked = request.GET.get("page", "")
    return max(1, int(asked)) if asked.isdecimal() and len(asked) < 7 else 1


@require_POST
def recompute_report(request: HttpRequest, pk: int) -> HttpResponse:
    """By a worker: the page of the report says what was found, and when."""
    report = audited_report(request, pk)
    ask_to_recompute(actor=acting_person(request), report_id=report.pk)
    return redirect(f"{reverse('reporting:report', args=[report.pk])}#recomputed")
