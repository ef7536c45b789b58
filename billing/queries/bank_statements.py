"""Lines of bank statements: what a file would bring, what waits, and what it could pay."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import DecimalField, Exists, OuterRef, Prefetch, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from billing.models import Allocation, BankImport, BankLine, Means, Payment, Payout, Reversal
from billing.queries.debts import open_invoices, with_free
from billing.queries.deposit_slips import slips_of
from billing.queries.payments import today_of
from billing.rules.bank.accounts import OpenInvoice
from billing.rules.bank.lines import StatementLine, with_fingerprints
from billing.rules.bank.matching import Proposal, matched
from billing.rules.bank.references import payment_reference
from billing.rules.bank.returns import ReceivedPayment, Returned, returned, says_returned
from billing.rules.bank.statement import Unreadable, read_statement
from billing.rules.pricing.rounding import ZERO
from espaces.models import Structure

SOON = timedelta(days=15)
MAY_COME_BACK = timedelta(days=400)
"""A debit may be contested thirteen months after it."""


@dataclass(frozen=True)
class Trial:
    """What a file would bring. `new`: lines with their fingerprints. `left_out`: lines of money that left."""

    new: list[tuple[StatementLine, str]]
    known: int
    left_out: int
    unreadable: tuple[Unreadable, ...]

    @property
    def is_empty(self) -> bool:
        return not (self.new or self.known or self.left_out or self.unreadable)


def trial_of(structure: Structure, content: bytes) -> Trial:
    """Reads the file and compares; writes nothing."""
    statement = read_statement(content)
    marked = with_fingerprints(statement.lines)
    wanted = [(line, mark) for line, mark in marked if line.amount > 0 or says_returned(line.label)]
    wanted = [(line, mark) for line, mark in wanted if line.amount]
    marks = [mark for _line, mark in wanted]
    rows = BankLine.objects.filter(structure=structure, fingerprint__in=marks)
    known = set(rows.values_list("fingerprint", flat=True))
    new = [(line, mark) for line, mark in wanted if mark not in known]
    return Trial(new, len(wanted) - len(new), len(marked) - len(wanted), statement.unreadable)


def _sum_of(rows: QuerySet[Any], field: str, what: str) -> Coalesce:
    summed = rows.order_by().values(field).annotate(sum=Sum(what)).values("sum")
    money = DecimalField(max_digits=12, decimal_places=2)
    return Coalesce(Subquery(summed, output_field=money), Value(ZERO), output_field=money)


def lines_with_state(structure: Structure | int) -> QuerySet[Any]:
    """Each with `paid`, by payments that stand, and `went`, what came back by it."""
    line = OuterRef("pk")
    came = Payment.objects.filter(bank_line=line)
    struck = Reversal.objects.filter(payment__bank_line=line, kind=Reversal.Kind.MISTAKE)
    went = Reversal.objects.filter(bank_line=line)
    rows: QuerySet[Any] = BankLine.objects.filter(structure=structure)
    return rows.annotate(
        paid=_sum_of(came, "bank_line", "amount") - _sum_of(struck, "payment__bank_line", "amount"),
        went=_sum_of(went, "bank_line", "amount"),
    )


def waiting_lines(structure: Structure | int) -> QuerySet[Any]:
    """Neither paid to somebody, nor a return, nor set aside."""
    return lines_with_state(structure).filter(set_aside_at=None, paid=0, went=0).order_by("booked_on", "pk")


def handled_lines(structure: Structure) -> QuerySet[Any]:
    """The latest first, each with its payments that stand and what came back by it."""
    struck = Reversal.objects.filter(payment=OuterRef("pk"), kind=Reversal.Kind.MISTAKE)
    standing = Payment.objects.filter(~Exists(struck)).select_related("customer__person")
    came_back = Reversal.objects.select_related("payment__customer__person")
    rows = lines_with_state(structure).exclude(set_aside_at=None, paid=0, went=0)
    prefetched = rows.prefetch_related(
        Prefetch("payments", standing, to_attr="standing"),
        Prefetch("reversals", came_back, to_attr="returns"),
    )
    return prefetched.order_by("-booked_on", "-pk")


def statements_of(structure: Structure) -> QuerySet[BankImport]:
    return (
        BankImport.objects.filter(structure=structure).select_related("imported_by").order_by("-imported_at")
    )


@dataclass(frozen=True)
class Proposed:
    """`seen`: what the customer owes in all, for who confirms it."""

    proposal: Proposal
    seen: Decimal


@dataclass(frozen=True)
class Matched:
    """A waiting line with what it could be: paid by somebody, a payment that came back, or money known otherwise."""

    line: Any
    proposals: list[Proposed]
    returned: list[Returned]
    known_as: str


def matches(structure: Structure, lines: Iterable[Any]) -> list[Matched]:
    """A few queries, whatever the number of lines and invoices."""
    lines = list(lines)
    by_number = {line.pk: line for line in lines}
    said = [StatementLine(line.booked_on, line.label, line.amount, line.pk) for line in lines]
    to_pay = open_to_pay(structure)
    owed: defaultdict[int, Decimal] = defaultdict(Decimal)
    for invoice in to_pay:
        owed[invoice.customer] += invoice.left
    received = _received(structure) if any(line.amount < 0 for line in lines) else []
    slips, payouts = _slips(structure), list(Payout.objects.filter(structure=structure))
    return [
        Matched(
            by_number[line.number],
            [Proposed(one, owed[one.customer]) for one in proposed],
            returned(line, received),
            _known_as(line, slips, payouts),
        )
        for line, proposed in matched(said, to_pay)
    ]


def open_to_pay(structure: Structure) -> list[OpenInvoice]:
    rows = open_invoices(structure.pk).select_related("customer__person")
    return [
        OpenInvoice(
            id=row.pk,
            reference=row.reference,
            customer=row.customer_id,
            customer_name=str(row.customer),
            left=row.left,
            due_on=row.due_on,
            payment_reference=payment_reference(row.customer_id),
        )
        for row in rows
    ]


def _received(structure: Structure) -> list[ReceivedPayment]:
    """Payments that may still come back, with the invoices that they cover."""
    since = today_of(structure.pk) - MAY_COME_BACK
    covers = Prefetch("allocations", Allocation.objects.select_related("invoice"))
    rows = with_free(Payment.objects.filter(structure=structure, received_on__gte=since))
    rows = rows.exclude(means=Means.CASH).filter(gone=ZERO, online=None)
    return [
        ReceivedPayment(
            id=row.pk,
            means=row.means,
            amount=row.amount,
            received_on=row.received_on,
            customer_name=str(row.customer),
            references=tuple(dict.fromkeys(one.invoice.reference for one in row.allocations.all())),
        )
        for row in rows.select_related("customer__person").prefetch_related(covers)
    ]


def _slips(structure: Structure) -> list[Any]:
    return list(slips_of(structure).order_by("brought_on", "pk"))


def _known_as(line: StatementLine, slips: Iterable[Any], payouts: Iterable[Payout]) -> str:
    """Money that is counted already: it came with a slip, or from Stripe."""
    for slip in slips:
        if slip.amount == line.amount and _is_soon_after(slip.brought_on, line.booked_on):
            said = {"means": slip.get_means_display(), "number": slip.number}
            return _("Slip of %(means)s no. %(number)s") % said
    for payout in payouts:
        if payout.amount == line.amount and _is_soon_after(payout.arrived_on, line.booked_on):
            return _("Payments online, paid out by Stripe")
    return ""


def _is_soon_after(day: date, booked_on: date) -> bool:
    return timedelta(0) <= booked_on - day <= SOON
