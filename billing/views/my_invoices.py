"""One's own invoices, and those of the teams that one manages."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from billing.models import Invoice
from billing.queries.accounts import transfer_for
from billing.queries.collections import will_be_taken
from billing.queries.invoice_life import credit_notes_of, payments_of, refunds_of
from billing.queries.invoices import invoices_paid_by, listed, to_pay_first, totals_of, with_standing
from billing.queries.online import can_pay_online
from billing.rules.invoices.stored import from_json
from espaces.queries.access import today

ON_A_PAGE = 30


def my_invoices(request: HttpRequest) -> HttpResponse:
    """What is to pay first."""
    day = today()
    rows = with_standing(invoices_paid_by(request.user, day))
    page = Paginator(to_pay_first(rows), ON_A_PAGE).get_page(request.GET.get("page"))
    found = [listed(row, day) for row in page.object_list]
    context = {
        "section": "invoices",
        "page": page,
        "to_pay": [one for one in found if one.standing and one.standing.left],
        "settled": [one for one in found if not (one.standing and one.standing.left)],
        "left": totals_of(rows).left,
    }
    return render(request, "billing/invoices/mine.html", context)


def my_invoice(request: HttpRequest, pk: int) -> HttpResponse:
    day = today()
    row = get_object_or_404(with_standing(invoices_paid_by(request.user, day)), pk=pk)
    one = listed(row, day)
    is_to_pay = bool(one.standing and one.standing.left)
    context = {
        "section": "invoices",
        "one": one,
        "is_to_pay": is_to_pay,
        "online": is_to_pay and can_pay_online(row.structure_id),
        **sheet_of(row),
    }
    if is_to_pay:
        context["taken"] = taken = will_be_taken(row)
        context["transfer"] = None if taken else transfer_for(row)
    return render(request, "billing/invoices/my_invoice.html", context)


def sheet_of(invoice: Invoice) -> dict[str, Any]:
    """What any page of one document shows of it."""
    return {
        "invoice": invoice,
        "content": from_json(invoice.content),
        "payments": payments_of(invoice),
        "credit_notes": credit_notes_of(invoice),
        "refunds": refunds_of(invoice),
    }
