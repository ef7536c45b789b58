"""Which invoices the money that came in pays. Proposals only: a person confirms each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import IntEnum
from itertools import combinations

from django.utils.translation import gettext as _

from billing.rules.bank.lines import StatementLine
from billing.rules.bank.names import names_customer
from billing.rules.bank.references import names_invoice, names_payment_reference
from billing.rules.invoices.settling_debts import Debt, share_payment
from billing.rules.pricing.rounding import total_of

TRIED_TOGETHER = 8
"""Of a customer with more open invoices only single ones and all of them are tried: too many sums prove nothing."""


class Confidence(IntEnum):
    POSSIBLE = 1
    LIKELY = 2
    SURE = 3


@dataclass(frozen=True)
class OpenInvoice:
    """`left`: what is still to pay. `payment_reference`: what its customer was asked to write on transfers."""

    id: int
    reference: str
    customer: int
    customer_name: str
    left: Decimal
    due_on: date
    payment_reference: str = ""


@dataclass(frozen=True)
class Proposal:
    """`shares`: (invoice, amount). `excess` would become a credit balance of the customer. `reason` in the reader's
    language."""

    customer: int
    shares: tuple[tuple[int, Decimal], ...]
    excess: Decimal
    confidence: Confidence
    reason: str


def proposals(line: StatementLine, invoices: Sequence[OpenInvoice]) -> list[Proposal]:
    """The best first, one for each customer; nothing for money that left."""
    if line.amount <= 0:
        return []
    by_customer: dict[int, list[OpenInvoice]] = defaultdict(list)
    for invoice in sorted(invoices, key=lambda one: (one.due_on, one.id)):
        if invoice.left > 0:
            by_customer[invoice.customer].append(invoice)
    found = [one for theirs in by_customer.values() if (one := _proposal(line, theirs))]
    return sorted(found, key=lambda one: (-one.confidence, one.excess, one.customer))


def matched(
    lines: Iterable[StatementLine], invoices: Sequence[OpenInvoice]
) -> list[tuple[StatementLine, list[Proposal]]]:
    """As `proposals` for each line of a statement, the surest first: what the best proposal of one line pays is no
    longer open for the next."""
    waiting = list(lines)
    open_ones = {invoice.id: invoice for invoice in invoices}
    found: dict[int, list[Proposal]] = {}
    for least in sorted(Confidence, reverse=True):
        for place, line in enumerate(waiting):
            proposed = [] if place in found else proposals(line, list(open_ones.values()))
            if proposed and proposed[0].confidence >= least:
                found[place] = proposed
                for invoice, share in proposed[0].shares:
                    open_ones[invoice] = replace(open_ones[invoice], left=open_ones[invoice].left - share)
    return [(line, found.get(place, [])) for place, line in enumerate(waiting)]


def _proposal(line: StatementLine, theirs: list[OpenInvoice]) -> Proposal | None:
    """`theirs`: the open invoices of one customer, the oldest due first."""
    named = [invoice for invoice in theirs if names_invoice(line.label, invoice.reference)]
    if named:
        return _for_named(line, theirs, named)
    summed = _summing_up_to(line.amount, theirs)
    words = {"customer": theirs[0].customer_name, "invoices": _listed(summed or theirs)}
    if theirs[0].payment_reference and names_payment_reference(line.label, theirs[0].payment_reference):
        if summed:
            reason = _(
                "The label bears the payment reference of %(customer)s, who owes this sum (%(invoices)s)."
            )
            return _shared(line, summed, Confidence.SURE, reason % words)
        reason = _("The label bears the payment reference of %(customer)s, but the amount differs.")
        return _shared(line, theirs, Confidence.LIKELY, reason % words)
    if not summed:
        return None
    if names_customer(line.label, theirs[0].customer_name):
        reason = _("The label names %(customer)s, who owes this sum (%(invoices)s).")
        return _shared(line, summed, Confidence.LIKELY, reason % words)
    return _shared(line, summed, Confidence.POSSIBLE, _("%(customer)s owes this sum (%(invoices)s).") % words)


def _for_named(line: StatementLine, theirs: list[OpenInvoice], named: list[OpenInvoice]) -> Proposal:
    """Sure when the label and the amount agree; else what is named is paid first."""
    words = {"invoices": _listed(named)}
    if total_of(invoice.left for invoice in named) == line.amount:
        reason = _("The label names %(invoices)s and the amount is what is left to pay.")
        return _shared(line, named, Confidence.SURE, reason % words)
    reason = _("The label names %(invoices)s, but the amount differs.")
    return _shared(
        line, [*named, *(one for one in theirs if one not in named)], Confidence.LIKELY, reason % words
    )


def _shared(
    line: StatementLine, invoices: Sequence[OpenInvoice], confidence: Confidence, reason: str
) -> Proposal:
    debts = [Debt(invoice.id, invoice.due_on, invoice.left) for invoice in invoices]
    shared = share_payment(line.amount, debts, {invoice.id: None for invoice in invoices})
    return Proposal(invoices[0].customer, shared.shares, shared.excess, confidence, reason)


def _summing_up_to(amount: Decimal, theirs: list[OpenInvoice]) -> list[OpenInvoice]:
    """All of them; one; else the fewest whose sum it is, the oldest first."""
    together = range(2, len(theirs)) if len(theirs) <= TRIED_TOGETHER else ()
    for size in (len(theirs), 1, *together):
        for some in combinations(theirs, size):
            if total_of(invoice.left for invoice in some) == amount:
                return list(some)
    return []


def _listed(invoices: Iterable[OpenInvoice]) -> str:
    return ", ".join(invoice.reference for invoice in invoices)
