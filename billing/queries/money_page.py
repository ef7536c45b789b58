"""The money of a structure at a glance, and of each of its customers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Min, Q, QuerySet, Sum

from billing.models import Charge, Invoice, InvoiceSeries
from billing.queries.accounts import account_of, what_lacks_to_issue
from billing.queries.bank_statements import waiting_lines
from billing.queries.debts import free_payments, open_invoices, with_left
from billing.queries.deposit_slips import InHand, in_hand
from billing.queries.owed import owed_by_customer
from billing.queries.payments import today_of
from billing.rules.pricing.rounding import ZERO
from espaces.models import Customer, Structure
from espaces.queries.payers import teams_managed_by


@dataclass
class CustomerMoney:
    """What a customer owes on invoices, of which `late`, since `since`; and what he has on account."""

    customer: Customer
    owed: Decimal = ZERO
    late: Decimal = ZERO
    invoices: int = 0
    since: date | None = None
    credit: Decimal = ZERO


def money_by_customer(structure: Structure, today: date) -> list[CustomerMoney]:
    """Who owes or has something on account: late ones first, those who are late since longest before the others.

    Three queries.
    """
    owed = (
        open_invoices(structure.pk)
        .order_by()
        .values("customer")
        .annotate(
            owed=Sum("left"),
            late=Sum("left", filter=Q(due_on__lt=today)),
            invoices=Count("pk"),
            since=Min("due_on"),
        )
    )
    credits = free_payments(structure.pk).order_by().values("customer").annotate(sum=Sum("free"))
    rows: dict[int, dict[str, Any]] = defaultdict(dict)
    for row in owed:
        names = ("owed", "invoices", "since")
        rows[row["customer"]] |= {name: row[name] for name in names} | {"late": row["late"] or ZERO}
    for row in credits:
        rows[row["customer"]]["credit"] = row["sum"]
    customers = Customer.objects.select_related("person").in_bulk(rows)
    found = [CustomerMoney(customers[pk], **facts) for pk, facts in rows.items()]
    return sorted(found, key=lambda one: (not one.late, one.since or date.max, str(one.customer)))


@dataclass(frozen=True)
class Money:
    """`waiting`: lines of the bank that nobody handled yet; None for who does not see them."""

    customers: list[CustomerMoney]
    to_invoice: Decimal
    to_invoice_customers: int
    in_hand: list[InHand]
    waiting: int | None
    lacks: list[str] = field(default_factory=list)

    @property
    def owed(self) -> Decimal:
        return sum((one.owed for one in self.customers), ZERO)

    @property
    def late(self) -> Decimal:
        return sum((one.late for one in self.customers), ZERO)

    @property
    def credit(self) -> Decimal:
        return sum((one.credit for one in self.customers), ZERO)

    @property
    def owing(self) -> list[CustomerMoney]:
        return [one for one in self.customers if one.owed]

    @property
    def with_credit(self) -> list[CustomerMoney]:
        return [one for one in self.customers if one.credit]


def money_of(structure: Structure, *, for_manager: bool) -> Money:
    today = today_of(structure.pk)
    charges: QuerySet[Charge] = Charge.objects.to_invoice().filter(structure=structure)
    to_invoice = owed_by_customer(charges)
    return Money(
        customers=money_by_customer(structure, today),
        to_invoice=sum((one.due for one in to_invoice), ZERO),
        to_invoice_customers=len(to_invoice),
        in_hand=in_hand(structure),
        waiting=waiting_lines(structure).count() if for_manager else None,
        lacks=what_lacks_to_issue(structure, account_of(structure), today) if for_manager else [],
    )


def waiting_charges(structure: Structure, customer: Customer) -> QuerySet[Charge]:
    """What the next invoice of a customer will hold."""
    rows: QuerySet[Charge] = Charge.objects.to_invoice().filter(structure=structure, customer=customer)
    return rows


def invoices_of(structure: Structure, customer: Customer) -> QuerySet[Any]:
    """Invoices and credit notes of a customer, the latest first, with `left`."""
    rows = with_left(Invoice.objects.filter(structure=structure, customer=customer))
    return rows.order_by("-issued_at", "-pk")


def series_of(structure: Structure, years: Iterable[int]) -> list[InvoiceSeries]:
    """One of each kind and year: those that exist, and those that would begin."""
    known = {
        (row.kind, row.year): row for row in InvoiceSeries.objects.filter(structure=structure, year__in=years)
    }
    return [
        known.get((kind, year)) or InvoiceSeries(structure=structure, kind=kind, year=year)
        for year in years
        for kind in InvoiceSeries.Kind.values
    ]


def customers_billed_to(user: Any, day: date) -> QuerySet[Customer]:
    """Oneself, and the teams that one manages."""
    own = Customer.objects.filter(person__user=user) | teams_managed_by(user, day)
    return own.select_related("person").order_by("organisation", "pk").distinct()
