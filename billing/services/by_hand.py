"""What people put right by hand: a payment struck out or returned, a credit balance used or given back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID, uuid5

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from billing.errors import NotReadyToIssue
from billing.locks import lock_chain_head, lock_invoices_of, lock_payments_of
from billing.models import BankLine, Payment, Reversal
from billing.queries.accounts import WITHOUT_ACCOUNT, account_of
from billing.queries.debts import balance_of, free_payments, open_invoices
from billing.queries.payments import freed_by, today_of
from billing.rules.pricing.rounding import ZERO
from billing.services.allocating import When, use_credit_balance
from billing.services.lock_dates import refuse_locked_day
from billing.services.receiving import Back, take_back
from espaces.errors import Refused
from espaces.locks import locking_transaction
from espaces.models import Customer, Person, Structure

Kind = Reversal.Kind


def strike_out_payment(*, actor: Person, payment: Payment, reason: str, token: UUID) -> Reversal:
    """It was never received, or not so: all that is left of it, dated today. Raises what `take_back` raises."""
    _refuse_online(payment)
    back = Back(Kind.MISTAKE, None, today_of(payment.structure_id), reason)
    return take_back(actor=actor, payment_id=payment.pk, back=back, token=token)


@dataclass(frozen=True)
class Return:
    """An unpaid cheque, a transfer called back. `fee`: what the bank took for it."""

    on: date
    reason: str
    fee: Decimal = ZERO
    bank_line: BankLine | None = None


def note_returned(*, actor: Person, payment: Payment, returned: Return, token: UUID) -> Reversal:
    """All that is left of the payment; its invoices are owed again. Raises what `take_back` raises."""
    _refuse_online(payment)
    back = Back(
        Kind.RETURNED, None, returned.on, returned.reason, fee=returned.fee, bank_line=returned.bank_line
    )
    return take_back(actor=actor, payment_id=payment.pk, back=back, token=token)


@dataclass(frozen=True)
class Refund:
    """Of a credit balance. `reference`: of the transfer or the cheque by which it goes back."""

    amount: Decimal
    means: str
    on: date
    reason: str
    reference: str = ""


@locking_transaction
def refund_balance(
    *, actor: Person, structure: Structure, customer: Customer, refund: Refund, token: UUID
) -> list[Reversal]:
    """Takes it from the payments that have a balance, the latest first, each with the credit note that freed it.

    Locks the customer's invoices and payments at the structure, then the head of the books. Raises Refused when the
    balance is smaller, and what `take_back` raises. A second sending gives the same rows.
    """
    payments = _locked(structure, customer)
    known = list(Reversal.objects.filter(token__in=[uuid5(token, str(pk)) for pk in payments]))
    if known:
        return known
    if refund.amount > balance_of(structure.pk, customer.pk).credit:
        raise Refused("more_than_balance", _("This customer's credit balance is smaller."))
    given, rest = [], refund.amount
    for payment in reversed(free_payments(structure.pk, customer.pk)):
        part = min(rest, payment.free)
        if part > 0:
            given.append(_give_back(actor, payment, part, refund, token))
            rest -= part
    return given


def _give_back(actor: Person, payment: Payment, part: Decimal, refund: Refund, token: UUID) -> Reversal:
    back = Back(
        Kind.REFUND,
        part,
        refund.on,
        refund.reason,
        reference=refund.reference,
        credit_note=freed_by(payment.pk),
        means=refund.means,
    )
    return take_back(actor=actor, payment_id=payment.pk, back=back, token=uuid5(token, str(payment.pk)))


@locking_transaction
def use_balance(*, actor: Person, structure: Structure, customer: Customer) -> Decimal:
    """What the customer has on account pays what he owes, the oldest due first; how much it paid.

    Locks as `refund_balance`. A second sending finds nothing left to use.
    """
    _locked(structure, customer)
    account = account_of(structure)
    if account is None:
        raise NotReadyToIssue([str(WITHOUT_ACCOUNT)])
    today = today_of(structure.pk)
    refuse_locked_day(account, today)
    when = When(today, timezone.now(), actor)
    used = [use_credit_balance(invoice, when) for invoice in open_invoices(structure.pk, customer.pk)]
    return sum(used, ZERO)


def _locked(structure: Structure, customer: Customer) -> dict[int, Payment]:
    lock_invoices_of(structure.pk, customer.pk)
    payments = lock_payments_of(structure.pk, customer.pk)
    lock_chain_head(structure.pk)
    return payments


def _refuse_online(payment: Payment) -> None:
    """Stripe says what becomes of a card payment or of a debit, not people."""
    if hasattr(payment, "online"):
        raise Refused("online", _("This payment was made online: it is refunded, not struck out."))
