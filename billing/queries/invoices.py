"""Issued invoices and credit notes as pages list them: whose they are, what is left to pay, who may see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Case, F, OuterRef, Q, QuerySet, Sum, Value, When

from billing.models import Allocation, Invoice, Reversal
from billing.queries.debts import MONEY, sum_of_rows, with_left
from billing.rules.invoices.settling_debts import Standing, standing_of
from billing.rules.pricing.rounding import ZERO
from espaces.models import Structure
from espaces.queries.access import structures_managed_by, venues_hosted_by
from espaces.queries.payers import teams_managed_by
from espaces.rules.plan_terms.months import add_months

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from espaces.models import User

STATES = ("to_pay", "late", "paid", "credited", "credit_note")
"""What the list of a structure can be narrowed to."""


def invoices_paid_by(user: User | AnonymousUser, day: date) -> QuerySet[Invoice]:
    """One's own, and those of the teams that one manages on that day."""
    if not user.is_authenticated:
        return Invoice.objects.none()
    teams = teams_managed_by(user, day).order_by().values("pk")
    rows: QuerySet[Invoice] = Invoice.objects.filter(Q(customer__person__user=user) | Q(customer__in=teams))
    return rows.select_related("structure", "customer__person", "corrects")


def invoices_visible_to(user: User | AnonymousUser, day: date) -> QuerySet[Invoice]:
    """Those of who pays them, and all those of a structure for the hosts of its venues."""
    if not user.is_authenticated:
        return Invoice.objects.none()
    hosted = venues_hosted_by(user).order_by().values("structure")
    managed = structures_managed_by(user).order_by().values("pk")
    rows: QuerySet[Invoice] = Invoice.objects.filter(
        Q(pk__in=invoices_paid_by(user, day).order_by().values("pk"))
        | Q(structure__in=hosted)
        | Q(structure__in=managed)
    )
    return rows


def invoices_of(structure: Structure) -> QuerySet[Invoice]:
    rows: QuerySet[Invoice] = Invoice.objects.filter(structure=structure)
    return rows.select_related("structure", "customer__person", "corrects")


def with_standing(rows: QuerySet[Invoice]) -> QuerySet[Any]:
    """Annotates what `listed` reads: `settled`, `left` (0 for a credit note), `credited`, `refunded`."""
    credits = Allocation.objects.filter(invoice=OuterRef("pk"), credit_note__isnull=False)
    refunds = Reversal.objects.filter(kind=Reversal.Kind.REFUND, credit_note__corrects=OuterRef("pk"))
    is_credit_note = When(kind=Invoice.Kind.CREDIT_NOTE, then=Value(ZERO))
    return with_left(rows).annotate(
        to_pay=Case(is_credit_note, default=F("left"), output_field=MONEY),
        credited=sum_of_rows(credits, "invoice"),
        refunded=sum_of_rows(refunds, "credit_note__corrects"),
    )


@dataclass(frozen=True)
class Listed:
    """`standing` is None for a credit note; `refunded`: money went back with the credit notes of an invoice."""

    invoice: Invoice
    standing: Standing | None
    refunded: Decimal = ZERO


def listed(row: Any, today: date) -> Listed:
    """A row of `with_standing`."""
    if row.is_credit_note:
        return Listed(row, None)
    paid = row.settled - row.credited
    return Listed(row, standing_of(row.gross, paid, row.due_on, today, row.credited), row.refunded)


def to_pay_first(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Of `with_standing`: what is left to pay, the oldest due first; then the rest, the latest first."""
    is_open = Case(When(to_pay__gt=0, then=Value(0)), default=Value(1))
    due, oldest = (Case(When(to_pay__gt=0, then=F(field))) for field in ("due_on", "issued_at"))
    return rows.order_by(is_open, due, oldest, "-issued_at", "-pk").defer("content")


@dataclass(frozen=True)
class Chosen:
    """What a host asked to see. `words`: in the number or in the name of the customer."""

    words: str = ""
    state: str = ""
    month: date | None = None
    customer: int | None = None


def narrowed(rows: QuerySet[Any], chosen: Chosen, today: date) -> QuerySet[Any]:
    """Rows of `with_standing`, the latest first."""
    for word in chosen.words.split():
        rows = rows.filter(
            Q(reference__icontains=word)
            | Q(customer__organisation__icontains=word)
            | Q(customer__person__last_name__icontains=word)
            | Q(customer__person__first_name__icontains=word)
        )
    if chosen.customer is not None:
        rows = rows.filter(customer=chosen.customer)
    if chosen.month is not None:
        rows = rows.filter(issued_on__gte=chosen.month, issued_on__lt=add_months(chosen.month, 1))
    return _in_state(rows, chosen.state, today).order_by("-issued_at", "-pk").defer("content")


def _in_state(rows: QuerySet[Any], state: str, today: date) -> QuerySet[Any]:
    invoices = ~Q(kind=Invoice.Kind.CREDIT_NOTE)
    by_state = {
        "to_pay": Q(to_pay__gt=0),
        "late": Q(to_pay__gt=0, due_on__lt=today),
        "paid": invoices & Q(to_pay=0) & ~Q(credited=F("gross")),
        "credited": invoices & Q(credited=F("gross")),
        "credit_note": ~invoices,
    }
    return rows.filter(by_state[state]) if state in by_state else rows


@dataclass(frozen=True)
class Totals:
    """With tax. `billed` and `left` of invoices, `given_back` of credit notes."""

    billed: Decimal
    left: Decimal
    given_back: Decimal


def totals_of(rows: QuerySet[Any]) -> Totals:
    credit_note = Q(kind=Invoice.Kind.CREDIT_NOTE)
    sums = rows.order_by().aggregate(
        billed=Sum("gross", filter=~credit_note),
        still=Sum("to_pay"),
        given_back=Sum("gross", filter=credit_note),
    )
    return Totals(sums["billed"] or ZERO, sums["still"] or ZERO, sums["given_back"] or ZERO)


def months_of(structure: Structure) -> list[date]:
    """In which it issued something, the latest first."""
    rows = Invoice.objects.filter(structure=structure).order_by()
    return list(rows.dates("issued_on", "month", order="DESC"))
