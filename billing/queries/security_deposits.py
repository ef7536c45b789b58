"""Security deposits that were invoiced, and what is left of them to give back."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Sum

from billing.models import Invoice, InvoiceLine, Reversal
from billing.queries.debts import left_of, paid_shares, sum_of_rows
from billing.rules.pricing.rounding import ZERO
from espaces.models import Customer, Structure


@dataclass(frozen=True)
class Held:
    """`left`: of what was paid, less what credit notes gave back and what went back already."""

    line: InvoiceLine
    left: Decimal


def deposits_held(invoice: Invoice) -> list[Held]:
    """None as long as something is left to pay of the invoice: a credit note takes off what was never paid."""
    if invoice.is_credit_note:
        return []
    rows = list(_with_left(InvoiceLine.objects.filter(invoice=invoice)))
    if not rows or left_of([invoice.pk])[invoice.pk]:
        return []
    return [Held(row, row.left) for row in rows]


def deposits_of(structure: Structure, customer: Customer) -> list[Held]:
    """Of every invoice of the customer, the oldest first."""
    rows = _with_left(InvoiceLine.objects.filter(invoice__structure=structure, invoice__customer=customer))
    found = list(rows.select_related("invoice").order_by("pk"))
    unpaid = left_of(row.invoice_id for row in found)
    return [Held(row, row.left) for row in found if not unpaid[row.invoice_id]]


def deposits_back(invoice: Invoice) -> dict[int, Decimal]:
    """Position of the line -> what went back of the deposit without a credit note."""
    rows = Reversal.objects.filter(line__invoice=invoice).order_by()
    return dict(rows.values_list("line__position").annotate(sum=Sum("amount")))


def shares_for_deposit(invoice_id: int) -> list[tuple[int, Decimal]]:
    """Payment and what it still covers of the invoice, less the deposits that went back of it; the latest first."""
    rows = Reversal.objects.filter(line__invoice=invoice_id).order_by()
    gone = dict(rows.values_list("payment").annotate(sum=Sum("amount")))
    shares = sorted(paid_shares(invoice_id), key=lambda one: (one.paid_at, one.payment), reverse=True)
    return [(one.payment, one.amount - gone.get(one.payment, ZERO)) for one in shares]


def _with_left(lines: QuerySet[Any]) -> QuerySet[Any]:
    """With `left` above zero."""
    credited = sum_of_rows(InvoiceLine.objects.filter(corrects=OuterRef("pk")), "corrects")
    back = sum_of_rows(Reversal.objects.filter(line=OuterRef("pk")), "line")
    rows = lines.filter(purpose=InvoiceLine.Purpose.DEPOSIT, corrects=None, amount__gt=0)
    rows = rows.exclude(invoice__kind=Invoice.Kind.CREDIT_NOTE)
    return (
        rows.annotate(credited=credited, back=back)
        .annotate(left=F("amount") - F("credited") - F("back"))
        .filter(left__gt=0)
    )
