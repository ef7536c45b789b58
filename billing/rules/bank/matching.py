"""Which invoices the money that came in pays. Proposals only: a person confirms each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum

from django.utils.translation import gettext as _

from billing.rules.bank.accounts import Account, OpenInvoice, accounts_of, left_after
from billing.rules.bank.lines import StatementLine
from billing.rules.bank.names import names_customer
from billing.rules.bank.references import names_invoice, names_payment_reference
from billing.rules.invoices.settling_debts import Debt, share_payment
from billing.rules.pricing.rounding import total_of

FEW = 3
"""Where more customers owe the same sum and nothing else speaks for one of them, the sum tells nothing."""


class Confidence(IntEnum):
    POSSIBLE = 1
    LIKELY = 2
    SURE = 3


@dataclass(frozen=True)
class Proposal:
    """`shares`: (invoice, amount). `excess` would become a credit balance of the customer.

    `reason` in the reader's language.
    """

    customer: int
    shares: tuple[tuple[int, Decimal], ...]
    excess: Decimal
    confidence: Confidence
    reason: str


def proposals(line: StatementLine, invoices: Iterable[OpenInvoice]) -> list[Proposal]:
    """The best first, one for each customer; nothing for money that left."""
    return _best_first(_found(line, accounts_of(invoices).values()))


def matched(
    lines: Iterable[StatementLine], invoices: Iterable[OpenInvoice]
) -> list[tuple[StatementLine, list[Proposal]]]:
    """As `proposals` for each line of a statement, the surest line first: what it pays is no longer open for the
    others. What is only possible takes nothing from them.
    """
    waiting = list(lines)
    accounts = accounts_of(invoices)
    found = [_found(line, accounts.values()) for line in waiting]
    settled: set[int] = set()
    for level in (Confidence.SURE, Confidence.LIKELY):
        for place in range(len(waiting)):
            best = _best_first(found[place])[:1] if place not in settled else []
            if best and best[0].confidence >= level:
                settled.add(place)
                rest = left_after(accounts[best[0].customer], best[0].shares)
                if rest:
                    accounts[rest.customer] = rest
                for other in set(range(len(waiting))) - settled:
                    found[other].pop(best[0].customer, None)
                    found[other] |= _found(waiting[other], [rest] if rest else [])
    return [(line, _best_first(theirs)) for line, theirs in zip(waiting, found, strict=True)]


def _found(line: StatementLine, accounts: Iterable[Account]) -> dict[int, Proposal]:
    if line.amount <= 0:
        return {}
    return {account.customer: one for account in accounts if (one := _proposal(line, account))}


def _best_first(found: dict[int, Proposal]) -> list[Proposal]:
    ordered = sorted(found.values(), key=lambda one: (-one.confidence, one.excess, one.customer))
    if len(ordered) <= FEW:
        return ordered
    return [one for one in ordered if one.confidence > Confidence.POSSIBLE]


def _proposal(line: StatementLine, account: Account) -> Proposal | None:
    named = [invoice for invoice in account.invoices if names_invoice(line.label, invoice.reference)]
    if named:
        return _for_named(line, account, named)
    summed = account.sums.get(line.amount, ())
    words = {"customer": account.name, "invoices": _listed(summed)}
    if account.payment_reference and names_payment_reference(line.label, account.payment_reference):
        if summed:
            reason = _(
                "The label bears the payment reference of %(customer)s, who owes this sum (%(invoices)s)."
            )
            return _shared(line, summed, Confidence.SURE, reason % words)
        reason = _("The label bears the payment reference of %(customer)s, but the amount differs.")
        return _shared(line, account.invoices, Confidence.LIKELY, reason % words)
    if not summed:
        return None
    if names_customer(line.label, account.name):
        reason = _("The label names %(customer)s, who owes this sum (%(invoices)s).")
        return _shared(line, summed, Confidence.LIKELY, reason % words)
    return _shared(line, summed, Confidence.POSSIBLE, _("%(customer)s owes this sum (%(invoices)s).") % words)


def _for_named(line: StatementLine, account: Account, named: list[OpenInvoice]) -> Proposal:
    """Sure when the label and the amount agree; else what is named is paid first."""
    words = {"invoices": _listed(named)}
    if total_of(invoice.left for invoice in named) == line.amount:
        reason = _("The label names %(invoices)s and the amount is what is left to pay.")
        return _shared(line, named, Confidence.SURE, reason % words)
    reason = _("The label names %(invoices)s, but the amount differs.")
    others = [invoice for invoice in account.invoices if invoice not in named]
    return _shared(line, [*named, *others], Confidence.LIKELY, reason % words)


def _shared(
    line: StatementLine, invoices: Sequence[OpenInvoice], confidence: Confidence, reason: str
) -> Proposal:
    debts = [Debt(invoice.id, invoice.due_on, invoice.left) for invoice in invoices]
    shared = share_payment(line.amount, debts, {invoice.id: None for invoice in invoices})
    return Proposal(invoices[0].customer, shared.shares, shared.excess, confidence, reason)


def _listed(invoices: Iterable[OpenInvoice]) -> str:
    return ", ".join(invoice.reference for invoice in invoices)
