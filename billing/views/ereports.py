"""Declarations of sales to consumers: what each period says, its file, and that it was made."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from billing.models import EReport
from billing.queries.accounts import account_of, regime_on
from billing.queries.ereports import Declared, declaration, declarations, lacks_a_filing, versions_of
from billing.queries.payments import today_of
from billing.rules.books.closings import Period
from billing.rules.ereporting.periods import Kind
from billing.rules.ereporting.reports import Report, as_csv, as_json
from billing.services.ereports import note_declared
from espaces.errors import Refused
from espaces.models import Structure
from espaces.views.access import acting_person, managed_structure
from espaces.views.structures import back_to_structure

ON_A_PAGE = 36
TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json"}


def ereports(request: HttpRequest, pk: int) -> HttpResponse:
    structure = managed_structure(request, pk)
    account, today = account_of(structure), today_of(structure.pk)
    regime = regime_on(structure, today)
    found = declarations(structure, account, today)
    context = {
        "structure": structure,
        "back": back_to_structure(structure),
        "page": Paginator(found, ON_A_PAGE).get_page(request.GET.get("page")),
        "waiting": sum(one.todo is not None and one.is_compulsory for one in found),
        "lacks_filing": lacks_a_filing(account, regime),
        "regime": regime,
        "today": today,
    }
    return render(request, "billing/accounting/declarations.html", context)


def known_declaration(request: HttpRequest, pk: int, kind: str, day: str) -> tuple[Structure, Declared]:
    """`day`: the first one of the period, as in 2026-06-01."""
    structure = managed_structure(request, pk)
    try:
        starts_on = date.fromisoformat(day)
    except ValueError:
        raise Http404 from None
    found = declaration(structure, account_of(structure), today_of(structure.pk), kind, starts_on)
    if found is None:
        raise Http404
    return structure, found


def ereport(request: HttpRequest, pk: int, kind: str, day: str) -> HttpResponse:
    """One period: its figures, the file to hand over, and the versions that were declared."""
    structure, found = known_declaration(request, pk, kind, day)
    status = 200
    if request.method == "POST":
        try:
            report = note_declared(
                actor=acting_person(request),
                structure=structure,
                kind=kind,
                starts_on=found.period.starts_on,
                seen=request.POST.get("seen", ""),
                today=today_of(structure.pk),
            )
        except Refused as refused:
            messages.error(request, str(refused))
            status = 422
        else:
            messages.success(
                request, _("Noted as declared.") if report else _("These figures were already declared.")
            )
            return redirect("billing:ereport", structure.pk, kind, day)
    context = {
        "structure": structure,
        "back": (reverse("billing:ereports", args=[structure.pk]), _("Declarations")),
        "found": found,
        "is_sales": found.kind is Kind.TRANSACTIONS,
        "versions": versions_of(structure, kind, found.period.starts_on),
        "today": today_of(structure.pk),
    }
    return render(request, "billing/accounting/declaration.html", context, status=status)


def ereport_file(request: HttpRequest, pk: int, kind: str, day: str, file_format: str) -> HttpResponse:
    """What is to be declared; with a version, or when nothing is, what was."""
    structure, found = known_declaration(request, pk, kind, day)
    versions = {str(row.version): row for row in versions_of(structure, kind, found.period.starts_on)}
    asked = request.GET.get("version", "")
    if file_format not in TYPES or (asked and asked not in versions):
        raise Http404
    if asked or found.todo is None:
        row = versions[asked] if asked else found.last
        if row is None:
            raise Http404
        report = _made(row)
    else:
        report = found.todo
    content = as_csv(report) if file_format == "csv" else as_json(report)
    response = HttpResponse(content, content_type=TYPES[file_format])
    name = f"{kind}-{report.period.starts_on}-{report.period.last_day}-v{report.version}.{file_format}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _made(row: EReport) -> Report:
    replaces = row.version - 1 or None
    return Report(Kind(row.kind), Period(row.starts_on, row.ends_on), row.version, replaces, row.content)
