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

from billing.errors import NotReadyToIssue
from billing.locks import lock_invoices, lock_invoices_of, lock_payments
from billing.models import BankLine, Invoice, Means, Payment, Reversal, StructureAccount
from billing.queries.accounts import WITHOUT_ACCOUNT, account_of
from billing.queries.debts import free_of, shares_of_payment
from billing.rules.books.events import payment_signed, reversal_signed
from billing.rules.payments import check_cash
from billing.services.allocating import When, allocate_payment, release
from billing.services.chaining import add_link
from billing.services.issuing import refuse_locked_day
from espaces.errors import Refused
from espaces.locks import locking_transaction
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
) -> Payment:
    """Pays the invoices `asked` for (None: all that is left of it), then the others, the oldest due first.

    What remains is the customer's credit balance. A second sending with the same token gives the same payment.
    Locks the customer's invoices at the structure, then the head of the books. Raises Refused on a locked or future
    day, on cash above the ceilings, on an invoice that is not open; nothing has changed then.
    """
    account = _account(structure)
    lock_invoices_of(structure.pk, customer.pk)
    known = Payment.objects.filter(token=token).first()
    if known is not None:
        return known
    _check_day(account, received.on)
    if received.means == Means.CASH:
        check_cash(received.amount, account.cash_ceiling)
    now = timezone.now()
    payment = Payment.objects.create(
        structure=structure,
        customer=customer,
        means=received.means,
        amount=received.amount,
        received_on=received.on,
        recorded_at=now,
        reference=received.reference,
        bank_line=received.bank_line,
        token=token,
        made_by=actor,
    )
    try:
        allocate_payment(payment, payment.amount, When(received.on, now, actor), asked)
    except ValueError:
        raise Refused("not_open", _("One of these invoices is already paid: look at them again.")) from None
    add_link(structure.pk, "payment", payment.pk, payment_signed(payment), now)
    return payment


@dataclass(frozen=True)
class Back:
    """`on`: the day in the structure's zone. `fee`: what the bank took for it."""

    kind: str
    amount: Decimal
    on: date
    reason: str
    reference: str = ""
    fee: Decimal = Decimal(0)
    credit_note: Invoice | None = None


@locking_transaction
def take_back(*, actor: Person | None, payment_id: int, back: Back, token: UUID) -> Reversal:
    """Money of a payment that went back; the invoices that it covered are owed again, the latest first.

    A refund gives back a credit balance only: what still pays an invoice needs a credit note first. Locks the
    invoices covered, the payment, the head of the books. Raises Refused; a second sending gives the same row.
    """
    covered = lock_invoices(shares_of_payment(payment_id))
    payment = lock_payments([payment_id])[payment_id]
    if set(shares_of_payment(payment_id)) - set(covered):
        lock_invoices(shares_of_payment(payment_id))
    known = Reversal.objects.filter(token=token).first()
    if known is not None:
        return known
    _check_day(_account(payment.structure), back.on)
    free = free_of(payment_id)
    if back.kind == Kind.REFUND and back.amount > free:
        raise Refused(
            "nothing_to_give_back", _("A refund needs a credit note first: this money pays an invoice.")
        )
    if back.amount > free + sum(shares_of_payment(payment_id).values()):
        raise Refused("more_than_received", _("More would go back than what is left of this payment."))
    now = timezone.now()
    if back.amount > free:
        release(payment, back.amount - free, When(back.on, now, actor))
    reversal = Reversal.objects.create(
        payment=payment,
        kind=back.kind,
        amount=back.amount,
        happened_on=back.on,
        recorded_at=now,
        reason=back.reason,
        reference=back.reference,
        fee=back.fee,
        credit_note=back.credit_note,
        token=token,
        made_by=actor,
    )
    add_link(payment.structure_id, "reversal", reversal.pk, reversal_signed(reversal), now)
    return reversal


def _account(structure: Structure) -> StructureAccount:
    account = account_of(structure)
    if account is None:
        raise NotReadyToIssue([str(WITHOUT_ACCOUNT)])
    return account


def _check_day(account: StructureAccount, day: date) -> None:
    refuse_locked_day(account, day)
    if day > timezone.localdate(timezone=ZoneInfo(account.time_zone)):
        raise Refused("future_day", _("Money is not received before its day: the date is in the future."))
