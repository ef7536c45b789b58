"""The statement of account of a customer, to be read, printed or taken away, for hosts and for who pays."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from billing.forms.reminders import PeriodForm
from billing.queries.accounts import account_of, buyer_of
from billing.queries.payments import today_of
from billing.queries.statements import Statement, accounts_of, statement_of
from billing.views.charges_file import spreadsheet
from billing.views.money import back_to_customer, known_customer
from espaces.models import Customer, Structure
from espaces.queries.access import today
from espaces.rules.spreadsheets import harmless


def statement(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    venue, customer = known_customer(request, slug, pk)
    files = {kind: reverse("billing:statement_file", args=[venue.slug, pk, kind]) for kind in ("csv", "ods")}
    context = {"venue": venue, "tab": "money", "back": back_to_customer(venue, customer), "files": files}
    return _page(request, venue.structure, customer, "billing/follow_up/statement.html", **context)


def statement_file(request: HttpRequest, slug: str, pk: int, file_format: str) -> HttpResponse:
    venue, customer = known_customer(request, slug, pk)
    return _file(request, venue.structure, customer, file_format)


def my_statements(request: HttpRequest) -> HttpResponse:
    """Where one has an account: oneself, and each team that one manages."""
    context = {"accounts": accounts_of(request.user, today()), "section": "invoices"}
    return render(request, "billing/follow_up/my_statements.html", context)


def my_statement(request: HttpRequest, structure_pk: int, pk: int) -> HttpResponse:
    structure, customer = _own(request, structure_pk, pk)
    files = {
        kind: reverse("billing:my_statement_file", args=[structure_pk, pk, kind]) for kind in ("csv", "ods")
    }
    back = (reverse("billing:my_statements"), _("Statements of account"))
    context = {"section": "invoices", "back": back, "files": files}
    return _page(request, structure, customer, "billing/follow_up/my_statement.html", **context)


def my_statement_file(request: HttpRequest, structure_pk: int, pk: int, file_format: str) -> HttpResponse:
    structure, customer = _own(request, structure_pk, pk)
    return _file(request, structure, customer, file_format)


def _own(request: HttpRequest, structure_pk: int, pk: int) -> tuple[Structure, Customer]:
    for structure, customer in accounts_of(request.user, today()):
        if (structure.pk, customer.pk) == (structure_pk, pk):
            return structure, customer
    raise Http404


def _asked(request: HttpRequest, structure: Structure, customer: Customer) -> tuple[PeriodForm, Statement]:
    form = PeriodForm(request.GET or None, today=today_of(structure.pk))
    return form, statement_of(structure, customer, form.period())


def _page(
    request: HttpRequest, structure: Structure, customer: Customer, template: str, **context: Any
) -> HttpResponse:
    form, made = _asked(request, structure, customer)
    if not form.is_bound or form.is_valid():
        since, until = made.period.starts_on, made.period.last_day
        form = PeriodForm({"since": since.isoformat(), "until": until.isoformat()}, today=form.today)
    context |= {
        "form": form,
        "statement": made,
        "buyer": buyer_of(customer),
        "account": account_of(structure),
        "made_on": form.today,
    }
    return render(request, template, context)


def _file(request: HttpRequest, structure: Structure, customer: Customer, file_format: str) -> HttpResponse:
    """The balance before the period is the first row."""
    _form, made = _asked(request, structure, customer)
    opening = [made.period.starts_on.isoformat(), _("balance before"), "", "", "", made.opening]
    rows = [
        [
            line.day.isoformat(),
            harmless(line.what),
            harmless(line.reference),
            line.charged or "",
            line.settled or "",
            line.balance,
        ]
        for line in made.lines
    ]
    headers = [_("day"), _("what"), _("reference"), _("invoiced"), _("paid"), _("balance")]
    name = f"{_('statement')}-{customer.pk}-{made.period.last_day.isoformat()}"
    return spreadsheet(headers, [opening, *rows], file_format, name)
