"""The statement of account of a customer at a structure: every document and every movement of money, in turn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet, Sum
from django.utils.translation import gettext as _

from billing.models import Invoice, Payment, Reversal
from billing.queries.money_page import customers_billed_to
from billing.rules.books.closings import Period
from billing.rules.pricing.rounding import ZERO, total_of
from espaces.models import Customer, Structure

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from espaces.models import User

Kind = Reversal.Kind


@dataclass(frozen=True)
class Line:
    """`charged` makes him owe more, `settled` less; one of them is nothing. `balance`: what he owes after it."""

    day: date
    what: str
    reference: str
    charged: Decimal
    settled: Decimal
    balance: Decimal
    invoice: int | None = None


@dataclass(frozen=True)
class Statement:
    """Balances are what the customer owes; negative: what he has on account."""

    structure: Structure
    customer: Customer
    period: Period
    opening: Decimal
    lines: list[Line]

    @property
    def closing(self) -> Decimal:
        return self.lines[-1].balance if self.lines else self.opening

    @property
    def charged(self) -> Decimal:
        return total_of(line.charged for line in self.lines)

    @property
    def settled(self) -> Decimal:
        return total_of(line.settled for line in self.lines)


def statement_of(structure: Structure, customer: Customer, period: Period) -> Statement:
    """Six queries, whatever the period."""
    invoices = Invoice.objects.filter(structure=structure, customer=customer)
    payments = Payment.objects.filter(structure=structure, customer=customer)
    reversals = Reversal.objects.filter(payment__structure=structure, payment__customer=customer)
    before = period.starts_on
    billed = invoices.filter(issued_on__lt=before).aggregate(
        billed=Sum("gross", filter=~Q(kind=Invoice.Kind.CREDIT_NOTE)),
        credited=Sum("gross", filter=Q(kind=Invoice.Kind.CREDIT_NOTE)),
    )
    opening = (
        (billed["billed"] or ZERO)
        - (billed["credited"] or ZERO)
        - _sum(payments.filter(received_on__lt=before))
        + _sum(reversals.filter(happened_on__lt=before).exclude(kind=Kind.DEPOSIT))
    )
    moves = [*_invoices(invoices, period), *_payments(payments, period), *_reversals(reversals, period)]
    return Statement(structure, customer, period, opening, _with_balance(moves, opening))


def _sum(rows: QuerySet[Any]) -> Decimal:
    return rows.order_by().aggregate(sum=Sum("amount"))["sum"] or ZERO


@dataclass(frozen=True)
class _Move:
    """`amount`: what it adds to what is owed. `rank` orders those of one day: what is owed before what pays it."""

    day: date
    rank: int
    number: int
    what: str
    reference: str
    amount: Decimal
    invoice: int | None = None


def _with_balance(moves: list[_Move], opening: Decimal) -> list[Line]:
    lines, balance = [], opening
    for move in sorted(moves, key=lambda move: (move.day, move.rank, move.number)):
        balance += move.amount
        charged, settled = max(move.amount, ZERO), max(-move.amount, ZERO)
        lines.append(Line(move.day, move.what, move.reference, charged, settled, balance, move.invoice))
    return lines


def _invoices(rows: QuerySet[Any], period: Period) -> list[_Move]:
    found = rows.filter(issued_on__gte=period.starts_on, issued_on__lt=period.ends_on).defer("content")
    return [
        _Move(
            row.issued_on,
            1 if row.is_credit_note else 0,
            row.pk,
            row.get_kind_display(),
            row.reference,
            -row.gross if row.is_credit_note else row.gross,
            row.pk,
        )
        for row in found
    ]


def _payments(rows: QuerySet[Payment], period: Period) -> list[_Move]:
    found = rows.filter(received_on__gte=period.starts_on, received_on__lt=period.ends_on)
    return [
        _Move(
            row.received_on,
            2,
            row.pk,
            _("payment, %(means)s") % {"means": row.get_means_display()},
            row.reference,
            -row.amount,
        )
        for row in found
    ]


def _reversals(rows: QuerySet[Reversal], period: Period) -> list[_Move]:
    words = {
        Kind.REFUND: _("money given back"),
        Kind.RETURNED: _("payment returned by the bank"),
        Kind.MISTAKE: _("payment struck out"),
        Kind.DEPOSIT: _("security deposit given back"),
    }
    found = rows.filter(happened_on__gte=period.starts_on, happened_on__lt=period.ends_on)
    return [
        _Move(
            row.happened_on, 3, row.pk, words[Kind(row.kind)], row.reference or row.reason, _owed_again(row)
        )
        for row in found
    ]


def _owed_again(reversal: Reversal) -> Decimal:
    """What a deposit was asked for is not owed again when it goes back."""
    return ZERO if reversal.kind == Kind.DEPOSIT else reversal.amount


def structures_billing(customer: Customer) -> QuerySet[Structure]:
    """Those that ever invoiced something to the customer or received something from him."""
    billed = Invoice.objects.filter(customer=customer).order_by().values("structure")
    paid = Payment.objects.filter(customer=customer).order_by().values("structure")
    return Structure.objects.filter(Q(pk__in=billed) | Q(pk__in=paid)).order_by("name", "pk")


def accounts_of(user: User | AnonymousUser, day: date) -> list[tuple[Structure, Customer]]:
    """Of which one may read the statement: one's own and those of the teams one manages."""
    return [
        (structure, customer)
        for customer in customers_billed_to(user, day)
        for structure in structures_billing(customer)
    ]
