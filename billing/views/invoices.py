"""The invoices and credit notes of a structure, for the hosts of its venues."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _, pgettext
from django.views.decorators.http import require_POST

from billing.forms.sales import month_of
from billing.models import Invoice
from billing.queries.credits import left_to_credit
from billing.queries.debts import balance_of
from billing.queries.invoice_life import life_of
from billing.queries.invoices import (
    Chosen,
    invoices_of,
    listed,
    months_of,
    narrowed,
    totals_of,
    with_standing,
)
from billing.queries.security_deposits import deposits_held
from billing.services.invoice_mails import mail_again
from billing.views.invoices_file import invoices_file
from billing.views.money import manages
from billing.views.my_invoices import sheet_of
from espaces.errors import Refused
from espaces.models import Venue
from espaces.queries.venues import today_at
from espaces.views.access import acting_person, hosted_venue
from reservations.forms.units import SentOnce

ON_A_PAGE = 50


def invoices(request: HttpRequest, slug: str) -> HttpResponse:
    venue = hosted_venue(request, slug)
    chosen, rows = _chosen(request, venue)
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "venue": venue,
        "tab": "money",
        "manages": manages(request, venue),
        "chosen": chosen,
        "states": state_choices(),
        "months": months_of(venue.structure),
        "month": chosen.month,
        "page": page,
        "found": [listed(row, today_at(venue)) for row in page.object_list],
        "totals": totals_of(rows),
    }
    return render(request, "billing/invoices/list.html", context)


def invoices_as_file(request: HttpRequest, slug: str, file_format: str) -> HttpResponse:
    """The same choice, whole, for a spreadsheet."""
    venue = hosted_venue(request, slug)
    _choice, rows = _chosen(request, venue)
    found = (listed(row, today_at(venue)) for row in rows)
    return invoices_file(found, file_format, f"{_('invoices')}-{venue.slug}")


def _chosen(request: HttpRequest, venue: Venue) -> tuple[Chosen, QuerySet[Any]]:
    customer = request.GET.get("customer", "")
    chosen = Chosen(
        words=request.GET.get("q", "").replace("\0", "").strip(),
        state=request.GET.get("state", ""),
        month=month_of(request.GET.get("month", "")),
        customer=int(customer) if customer.isdecimal() and len(customer) < 18 else None,
    )
    return chosen, narrowed(with_standing(invoices_of(venue.structure)), chosen, today_at(venue))


def state_choices() -> list[tuple[str, str]]:
    return [
        ("to_pay", pgettext("invoices", "to pay")),
        ("late", pgettext("invoices", "late")),
        ("paid", pgettext("invoices", "paid")),
        ("credited", pgettext("invoices", "cancelled by a credit note")),
        ("credit_note", _("credit notes")),
    ]


def hosted_invoice(request: HttpRequest, slug: str, pk: int) -> tuple[Venue, Any]:
    """The door of every page about one document of the structure."""
    venue = hosted_venue(request, slug)
    return venue, get_object_or_404(with_standing(invoices_of(venue.structure)), pk=pk)


def invoice(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What it says, and its life."""
    venue, row = hosted_invoice(request, slug, pk)
    context = {
        "venue": venue,
        "tab": "money",
        "manages": manages(request, venue),
        "one": listed(row, today_at(venue)),
        "life": life_of(row),
        "balance": balance_of(row.structure_id, row.customer_id),
        "can_be_credited": can_be_credited(row),
        "deposits": deposits_held(row),
        "again": SentOnce(),
        **sheet_of(row),
    }
    return render(request, "billing/invoices/invoice.html", context)


def can_be_credited(row: Invoice) -> bool:
    return not row.is_credit_note and any(left_to_credit(row, list(row.lines.all())).values())


@require_POST
def mail(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Sends the stored file once more."""
    venue, row = hosted_invoice(request, slug, pk)
    form = SentOnce(request.POST)
    if form.is_valid():
        try:
            to = mail_again(actor=acting_person(request), invoice=row, token=form.cleaned_data["token"])
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            said = _("Sent once more to %(addresses)s.") % {"addresses": ", ".join(to)}
            messages.success(request, said)
    return redirect("billing:invoice", venue.slug, row.pk)
