"""The books of a structure for its accountant: entries over some time, their file, their accounts, VAT by month."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from billing.forms.accounting import LedgerAccountsForm, PeriodForm
from billing.models import TaxRegime
from billing.queries.accounting import (
    Books,
    books_of,
    faults_of,
    file_chunks,
    file_name_of,
    fiscal_years,
    lines_of,
    own_accounts,
)
from billing.queries.accounts import account_of, regime_on
from billing.queries.payments import today_of
from billing.queries.summaries import BASES, by_month, by_rate, rows_of, sums_of
from billing.rules.accounting.chart import Journal
from billing.rules.accounting.fec import ENCODING
from billing.rules.books.closings import Period
from billing.services.ledger_accounts import save_ledger_accounts
from billing.views.accounting_files import journal_sheet, revenue_sheet
from espaces.models import Structure
from espaces.views.access import acting_person, managed_structure
from espaces.views.structures import back_to_structure
from espaces.views.submitting import accepted, form_page

FAULTS_SHOWN = 20


def first_month_of(structure: Structure) -> int:
    account = account_of(structure)
    return account.fiscal_year_month if account else 1


def asked_form(request: HttpRequest, years: list[Period]) -> PeriodForm:
    """The days of the address; without them, the fiscal year that runs."""
    if "since" in request.GET or "until" in request.GET:
        return PeriodForm(request.GET)
    return PeriodForm({"since": years[0].starts_on, "until": years[0].last_day})


def asked_books(request: HttpRequest, structure: Structure) -> Books:
    """Of a file: no file without two days."""
    today, first_month = today_of(structure.pk), first_month_of(structure)
    form = asked_form(request, fiscal_years(structure.pk, first_month, today))
    if not form.is_valid():
        raise Http404
    return books_of(structure, form.period(), first_month, today)


def query_of(period: Period) -> str:
    return urlencode({"since": period.starts_on.isoformat(), "until": period.last_day.isoformat()})


def accounting(request: HttpRequest, pk: int) -> HttpResponse:
    """What the file would hold, shown before it is taken."""
    structure = managed_structure(request, pk)
    today, first_month = today_of(structure.pk), first_month_of(structure)
    years = fiscal_years(structure.pk, first_month, today)
    form = asked_form(request, years)
    context = {
        "structure": structure,
        "back": back_to_structure(structure),
        "form": form,
        "years": [(year, query_of(year)) for year in years],
        "books": None,
    }
    if form.is_valid():
        books = books_of(structure, form.period(), first_month, today)
        name = file_name_of(structure, books.period)
        faults = faults_of(books, name) if name else []
        context |= {
            "books": books,
            "name": name,
            "faults": faults[:FAULTS_SHOWN],
            "more_faults": len(faults[FAULTS_SHOWN:]),
            "query": query_of(books.period),
            "is_running": books.period.ends_on > today,
        }
    status = 200 if form.is_valid() else 422
    return render(request, "billing/accounting/entries.html", context, status=status)


def fec_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Entries in the layout of the FEC, as a download that is never held whole in memory."""
    structure = managed_structure(request, pk)
    books = asked_books(request, structure)
    name = file_name_of(structure, books.period)
    if not name:
        messages.error(request, _("Write the SIREN of the structure first: the file bears it."))
        return redirect("espaces:change_structure", structure.pk)
    response = StreamingHttpResponse(file_chunks(books), content_type=f"text/plain; charset={ENCODING}")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def journal_file(request: HttpRequest, pk: int, journal: str, file_format: str) -> HttpResponse:
    structure = managed_structure(request, pk)
    if journal not in [one.value for one in Journal]:
        raise Http404
    books = asked_books(request, structure)
    name = f"{_('journal')}-{journal}-{books.period.starts_on}-{books.period.last_day}"
    return journal_sheet(lines_of(books, Journal(journal)), file_format, name)


def ledger_accounts(request: HttpRequest, pk: int) -> HttpResponse:
    structure = managed_structure(request, pk)
    form = LedgerAccountsForm(request.POST or None, own=own_accounts(structure.pk))

    def save() -> None:
        save_ledger_accounts(actor=acting_person(request), structure=structure, wanted=form.wanted())

    if accepted(request, form, save):
        messages.success(request, _("Saved: the next files are posted on these accounts."))
        return redirect("billing:ledger_accounts", structure.pk)
    return form_page(
        request,
        form,
        template="billing/accounting/accounts.html",
        structure=structure,
        back=(reverse("billing:accounting", args=[structure.pk]), _("Accounting")),
        title=_("Accounts"),
        submit=_("Save"),
    )


def asked_basis(request: HttpRequest, structure: Structure) -> str:
    """Debits: what was invoiced. Otherwise VAT is due on what was received."""
    account = account_of(structure)
    usual = "invoices" if account and account.tax_on_debits else "receipts"
    basis = request.GET.get("basis", usual)
    if basis not in BASES:
        raise Http404
    return basis


def revenue(request: HttpRequest, pk: int) -> HttpResponse:
    """Revenue and VAT by month and rate, as tables that print well."""
    structure = managed_structure(request, pk)
    basis, today = asked_basis(request, structure), today_of(structure.pk)
    years = fiscal_years(structure.pk, first_month_of(structure), today)
    form = asked_form(request, years)
    rows = rows_of(structure.pk, basis, form.period()) if form.is_valid() else []
    context = {
        "structure": structure,
        "back": back_to_structure(structure),
        "form": form,
        "years": [(year, query_of(year)) for year in years],
        "period": form.period() if form.is_valid() else None,
        "query": query_of(form.period()) if form.is_valid() else "",
        "basis": basis,
        "has_tax": regime_on(structure, today) == TaxRegime.Regime.NORMAL,
        "months": by_month(rows),
        "rates": by_rate(rows),
        "total": sums_of(rows),
    }
    status = 200 if form.is_valid() else 422
    return render(request, "billing/accounting/revenue.html", context, status=status)


def revenue_file(request: HttpRequest, pk: int, file_format: str) -> HttpResponse:
    structure = managed_structure(request, pk)
    basis = asked_basis(request, structure)
    form = asked_form(request, fiscal_years(structure.pk, first_month_of(structure), today_of(structure.pk)))
    if not form.is_valid():
        raise Http404
    period = form.period()
    name = f"{_('revenue')}-{basis}-{period.starts_on}-{period.last_day}"
    return revenue_sheet(rows_of(structure.pk, basis, period), file_format, name)
