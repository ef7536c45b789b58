"""What is still open: of invoices, of payments, of a customer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import DecimalField, F, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from billing.models import Allocation, Invoice, Means, Payment, Reversal
from billing.rules.invoices.settling_debts import Debt, PaidShare
from billing.rules.pricing.rounding import ZERO

MONEY = DecimalField(max_digits=12, decimal_places=2)


def sum_of_rows(rows: QuerySet[Any], field: str) -> Coalesce:
    summed = rows.order_by().values(field).annotate(sum=Sum("amount")).values("sum")
    return Coalesce(Subquery(summed, output_field=MONEY), Decimal(0), output_field=MONEY)


def with_left(invoices: QuerySet[Invoice]) -> QuerySet[Any]:
    """Annotates `settled` and `left`; of a credit note nothing is left to pay."""
    settled = sum_of_rows(Allocation.objects.filter(invoice=OuterRef("pk")), "invoice")
    rows: QuerySet[Any] = invoices
    return rows.annotate(settled=settled).annotate(left=F("gross") - F("settled"))


def open_invoices(structure_id: int, customer_id: int | None = None) -> QuerySet[Any]:
    """Those of which something is left to pay, with `settled` and `left`, the oldest due first."""
    rows = with_left(Invoice.objects.invoices().filter(structure=structure_id)).filter(left__gt=0)
    if customer_id is not None:
        rows = rows.filter(customer=customer_id)
    return rows.order_by("due_on", "pk")


def debts_of(structure_id: int, customer_id: int) -> list[Debt]:
    rows = open_invoices(structure_id, customer_id)
    return [Debt(pk, due_on, left) for pk, due_on, left in rows.values_list("pk", "due_on", "left")]


def with_free(payments: QuerySet[Payment]) -> QuerySet[Any]:
    """Annotates `used` (on invoices), `gone` (given back or returned) and `free`, the credit balance.

    A security deposit that went back leaves its invoice paid: it is none of these.
    """
    used = sum_of_rows(Allocation.objects.filter(payment=OuterRef("pk")), "payment")
    back = Reversal.objects.filter(payment=OuterRef("pk")).exclude(kind=Reversal.Kind.DEPOSIT)
    gone = sum_of_rows(back, "payment")
    rows: QuerySet[Any] = payments
    return rows.annotate(used=used, gone=gone).annotate(free=F("amount") - F("used") - F("gone"))


def free_payments(structure_id: int, customer_id: int | None = None) -> QuerySet[Any]:
    """Those with a credit balance, the oldest first."""
    rows = with_free(Payment.objects.filter(structure=structure_id)).filter(free__gt=0)
    if customer_id is not None:
        rows = rows.filter(customer=customer_id)
    return rows.order_by("received_on", "pk")


@dataclass(frozen=True)
class Balance:
    """Of one customer at one structure. `credit` is money received that no invoice uses."""

    owed: Decimal
    credit: Decimal

    @property
    def due(self) -> Decimal:
        return self.owed - self.credit


def balance_of(structure_id: int, customer_id: int) -> Balance:
    owed = open_invoices(structure_id, customer_id).aggregate(sum=Sum("left"))["sum"]
    credit = free_payments(structure_id, customer_id).aggregate(sum=Sum("free"))["sum"]
    return Balance(owed or ZERO, credit or ZERO)


def paid_shares(invoice_id: int) -> list[PaidShare]:
    """What each payment still covers of an invoice."""
    rows = (
        Allocation.objects.filter(invoice=invoice_id, payment__isnull=False)
        .order_by()
        .values_list("payment", "payment__recorded_at")
        .annotate(sum=Sum("amount"))
    )
    return [PaidShare(payment, at, amount) for payment, at, amount in rows if amount]


def shares_of_payment(payment_id: int) -> dict[int, Decimal]:
    """What a payment still covers, by invoice, the latest invoice last."""
    rows = (
        Allocation.objects.filter(payment=payment_id)
        .values_list("invoice")
        .annotate(sum=Sum("amount"))
        .order_by("invoice__issued_at", "invoice")
    )
    return {invoice: amount for invoice, amount in rows if amount}


def left_of(invoices: Iterable[int]) -> dict[int, Decimal]:
    rows = with_left(Invoice.objects.filter(pk__in=list(invoices)))
    return dict(rows.order_by().values_list("pk", "left"))


def free_of(payment_id: int) -> Decimal:
    return with_free(Payment.objects.filter(pk=payment_id)).values_list("free", flat=True).get()


def cash_with(payment: Payment) -> Decimal:
    """The cash that pays the same invoices as this payment, itself included, and the cash kept on account."""
    cash = Payment.objects.filter(
        structure=payment.structure_id, customer=payment.customer_id, means=Means.CASH
    )
    covering = Allocation.objects.filter(payment__in=cash, invoice__in=shares_of_payment(payment.pk))
    kept = with_free(cash).aggregate(sum=Sum("free"))["sum"]
    return (covering.aggregate(sum=Sum("amount"))["sum"] or ZERO) + (kept or ZERO)
