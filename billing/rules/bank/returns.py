"""Money that goes away again: a debit that the bank of the customer refused, a cheque without funds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from billing.rules.bank.lines import StatementLine
from billing.rules.bank.matching import Confidence
from billing.rules.bank.names import names_customer
from billing.rules.bank.references import names_invoice
from espaces.rules.place_names import key_of

RETURNED = (
    "rejet",
    "rejete",
    "rejetee",
    "rej",
    "impaye",
    "impayee",
    "retour",
    "contre passation",
    "contrepassation",
)
"""Not RET nor IMP: banks write them for withdrawals and taxes."""
OF_MEANS = {
    "cheque": ("cheque", "chq", "cheq"),
    "sepa": ("prelevement", "prlv", "prel", "sdd", "sepa"),
    "transfer": ("virement", "vir", "virt"),
}


@dataclass(frozen=True)
class ReceivedPayment:
    """`means`: cheque, sepa or transfer. `references`: of the invoices that it pays."""

    id: int
    means: str
    amount: Decimal
    received_on: date
    customer_name: str
    references: tuple[str, ...] = ()


@dataclass(frozen=True)
class Returned:
    payment: int
    confidence: Confidence
    reason: str


def returned(line: StatementLine, payments: Iterable[ReceivedPayment]) -> list[Returned]:
    """The best first, then the latest. Nothing unless the label says that something came back, the amount is that of
    the payment, and the means that the label names, if any, is the payment's."""
    if line.amount >= 0 or not says_returned(line.label):
        return []
    latest_first = sorted(payments, key=lambda payment: (payment.received_on, payment.id), reverse=True)
    found = [_judged(line, payment) for payment in latest_first if _could_be(line, payment)]
    return sorted(found, key=lambda one: -one.confidence)


def says_returned(label: str) -> bool:
    return _says(label, RETURNED)


def _could_be(line: StatementLine, payment: ReceivedPayment) -> bool:
    named = [means for means, words in OF_MEANS.items() if _says(line.label, words)]
    same_means = payment.means in named if named else payment.means in OF_MEANS
    return payment.amount == -line.amount and payment.received_on <= line.booked_on and same_means


def _judged(line: StatementLine, payment: ReceivedPayment) -> Returned:
    named = [one for one in payment.references if names_invoice(line.label, one)]
    words = {"customer": payment.customer_name, "reference": ", ".join(named)}
    if named:
        said = _("The label says that a payment came back and names %(reference)s; the amount is the same.")
        return Returned(payment.id, Confidence.SURE, said % words)
    if names_customer(line.label, payment.customer_name):
        said = _("The label says that a payment of %(customer)s came back; the amount is the same.")
        return Returned(payment.id, Confidence.LIKELY, said % words)
    said = _("The label says that a payment came back; that of %(customer)s has the same amount.")
    return Returned(payment.id, Confidence.POSSIBLE, said % words)


def _says(label: str, words: Iterable[str]) -> bool:
    written = f" {key_of(label)} "
    return any(f" {word} " in written or f" {word}s " in written for word in words)
