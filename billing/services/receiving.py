"""Money received and money that goes back, as the structure counts it. What goes through Stripe ends here too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from billing.errors import NotReadyToIssue, SentForAnother
from billing.locks import lock_bank_line, lock_chain_head, lock_invoices_of, lock_payments
from billing.models import BankLine, Invoice, InvoiceLine, Means, Payment, Reversal, StructureAccount
from billing.queries.accounts import WITHOUT_ACCOUNT, account_of
from billing.queries.debts import balance_of, cash_with, free_of, shares_of_payment
from billing.rules.books.events import payment_signed, reversal_signed
from billing.rules.payments import LEGAL_CASH_CEILING, check_cash
from billing.rules.pricing.rounding import total_of
from billing.services.allocating import When, allocate_payment, release
from billing.services.chaining import add_link
from billing.services.lock_dates import refuse_locked_day
from espaces.errors import Refused
from espaces.locks import hold_person, locking_transaction, refuse_erased
from espaces.models import Customer, Person, Structure

Kind = Reversal.Kind


@dataclass(frozen=True)
class Received:
    """`on`: the day in the structure's zone. `reference`: of the cheque, the transfer, the card payment."""

    means: str
    amount: Decimal
    on: date
    reference: str = ""
    bank_line: BankLine | None = None


@locking_transaction
def record_payment(
    *,
    actor: Person | None,
    structure: Structure,
    customer: Customer,
    received: Received,
    token: UUID,
    asked: Mapping[int, Decimal | None] | None = None,
    others: bool = True,
    seen: Decimal | None = None,
) -> Payment:
    """Pays the invoices `asked` for (None: all that is left of it), then the `others`, the oldest due first.

    What remains is the customer's credit balance. `seen`: what he owed in all on the page before the click. A second
    sending with the same token gives the same payment. Locks the line of the bank, the customer's invoices at the
    structure, the head of the books. Raises Refused on a locked or future day, on cash above the ceilings, on an
    invoice that is not open, or when he no longer owes what was seen; nothing has changed then.
    """
    if received.bank_line:
        lock_bank_line(received.bank_line.pk)
    lock_invoices_of(structure.pk, customer.pk)
    lock_chain_head(structure.pk)
    known = Payment.objects.filter(token=token).first()
    if known is not None:
        if (known.structure_id, known.customer_id) != (structure.pk, customer.pk):
            raise SentForAnother
        return known
    account = _account(structure)
    _check_day(account, received.on)
    if received.amount <= 0:
        raise Refused("nothing_received", _("A payment is more than nothing."))
    if seen is not None and seen != balance_of(structure.pk, customer.pk).owed:
        raise Refused(
            "owes_otherwise", _("What is owed has changed meanwhile: look at it again, then record.")
        )
    when = When(received.on, timezone.now(), actor)
    _refuse_from_nobody(structure, customer)
    payment = _write(structure, customer, received, when, token)
    try:
        allocate_payment(payment, payment.amount, when, asked, others=others)
    except ValueError:
        raise Refused("not_open", _("One of these invoices is already paid: look at them again.")) from None
    if payment.means == Means.CASH:
        check_cash(cash_with(payment), account.cash_ceiling)
    add_link(structure.pk, "payment", payment.pk, payment_signed(payment), when.at)
    return payment


def _refuse_from_nobody(structure: Structure, customer: Customer) -> None:
    """Who was erased pays what he still owes (a debit that came back), and leaves nothing on account."""
    if customer.person_id is not None and not balance_of(structure.pk, customer.pk).owed:
        refuse_erased(hold_person(customer.person_id))


def _write(structure: Structure, customer: Customer, received: Received, when: When, token: UUID) -> Payment:
    return Payment.objects.create(
        structure=structure,
        customer=customer,
        means=received.means,
        amount=received.amount,
        received_on=received.on,
        recorded_at=when.at,
        reference=received.reference,
        bank_line=received.bank_line,
        token=token,
        made_by=when.actor,
    )


@dataclass(frozen=True)
class Back:
    """`amount` None: all that is left of the payment. `on`: the day in the structure's zone.

    `means`: how it went back, empty as it came. `fee`: what the bank took for it.
    """

    kind: str
    amount: Decimal | None
    on: date
    reason: str
    reference: str = ""
    fee: Decimal = Decimal(0)
    credit_note: Invoice | None = None
    means: str = ""
    bank_line: BankLine | None = None
    line: InvoiceLine | None = None
    """Of a security deposit: what asked for it."""


@locking_transaction
def take_back(*, actor: Person | None, payment_id: int, back: Back, token: UUID) -> Reversal:
    """Money of a payment that went back; the invoices that it covered are owed again, the latest first.

    A refund gives back a credit balance only: what still pays an invoice needs a credit note first. A security
    deposit leaves it paid (services.security_deposits says how much). Locks the line of the bank, the
    customer's invoices at the structure, the payment, the head of the books. Raises Refused; a second sending gives
    the same row.
    """
    if back.bank_line:
        lock_bank_line(back.bank_line.pk)
    payment = Payment.objects.select_related("structure").get(pk=payment_id)
    lock_invoices_of(payment.structure_id, payment.customer_id)
    lock_payments([payment_id])
    lock_chain_head(payment.structure_id)
    known = Reversal.objects.filter(token=token).first()
    if known is not None:
        if known.payment_id != payment_id:
            raise SentForAnother
        return known
    _check_day(_account(payment.structure), back.on)
    free, covering = free_of(payment_id), total_of(shares_of_payment(payment_id).values())
    amount = free + covering if back.amount is None else back.amount
    _refuse_back(payment, back, amount, free, covering)
    now = timezone.now()
    if amount > free and back.kind != Kind.DEPOSIT:
        release(payment, amount - free, When(back.on, now, actor))
    reversal = Reversal.objects.create(
        payment=payment,
        kind=back.kind,
        amount=amount,
        happened_on=back.on,
        recorded_at=now,
        reason=back.reason.strip(),
        means=back.means,
        reference=back.reference,
        fee=back.fee,
        credit_note=back.credit_note,
        line=back.line,
        bank_line=back.bank_line,
        token=token,
        made_by=actor,
    )
    add_link(payment.structure_id, "reversal", reversal.pk, reversal_signed(reversal), now)
    return reversal


def _refuse_back(payment: Payment, back: Back, amount: Decimal, free: Decimal, covering: Decimal) -> None:
    if not back.reason.strip():
        raise Refused("no_reason", _("Say why: the reason is kept."))
    if back.on < payment.received_on:
        raise Refused("before_payment", _("Money does not go back before the day on which it came."))
    if amount <= 0:
        raise Refused("nothing_left", _("Nothing is left of this payment."))
    if back.kind == Kind.REFUND and amount > free:
        raise Refused(
            "nothing_to_give_back", _("A refund needs a credit note first: this money pays an invoice.")
        )
    if amount > free + covering:
        raise Refused("more_than_received", _("More would go back than what is left of this payment."))
    if back.kind in {Kind.REFUND, Kind.DEPOSIT} and (back.means or payment.means) == Means.CASH:
        check_cash(amount, LEGAL_CASH_CEILING)


def _account(structure: Structure) -> StructureAccount:
    account = account_of(structure)
    if account is None:
        raise NotReadyToIssue([str(WITHOUT_ACCOUNT)])
    return account


def _check_day(account: StructureAccount, day: date) -> None:
    refuse_locked_day(account, day)
    if day > timezone.localdate(timezone=ZoneInfo(account.time_zone)):
        raise Refused("future_day", _("Money is not received before its day: the date is in the future."))
