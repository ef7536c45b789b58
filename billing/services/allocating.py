"""What settles an invoice: parts of payments and credit notes, added and taken off again, never rewritten.

The callers hold the locks of the invoices and of the payments, in that order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from billing.models import Allocation, Invoice, Payment
from billing.queries.debts import debts_of, free_payments, left_of, paid_shares, shares_of_payment
from billing.rules.invoices.settling_debts import credit_against, share_payment
from billing.rules.pricing.rounding import ZERO
from espaces.models import Person


@dataclass(frozen=True)
class When:
    """`on`: the day in the structure's zone on which it counts."""

    on: date
    at: datetime
    actor: Person | None = None


def allocate(payment: Payment, shares: Iterable[tuple[int, Decimal]], when: When) -> None:
    """The database refuses more than what is left of the payment or of an invoice."""
    Allocation.objects.bulk_create(
        Allocation(
            payment=payment,
            invoice_id=invoice,
            amount=amount,
            on=when.on,
            made_at=when.at,
            made_by=when.actor,
        )
        for invoice, amount in shares
    )


def allocate_payment(
    payment: Payment,
    free: Decimal,
    when: When,
    asked: Mapping[int, Decimal | None] | None = None,
    *,
    others: bool = True,
) -> Decimal:
    """To the invoices asked for, then to the `others` of the customer, the oldest due first; what is left over."""
    debts = debts_of(payment.structure_id, payment.customer_id)
    if not others:
        debts = [debt for debt in debts if debt.invoice in (asked or {})]
    shared = share_payment(free, debts, asked)
    allocate(payment, shared.shares, when)
    return shared.excess


def use_credit_balance(invoice: Invoice, when: When) -> Decimal:
    """Money that the customer has at the structure pays the invoice, the oldest first; how much it paid."""
    payments = list(free_payments(invoice.structure_id, invoice.customer_id))
    left = left_of([invoice.pk])[invoice.pk] if payments else ZERO
    used = ZERO
    for payment in payments:
        share = min(payment.free, left - used)
        if share <= 0:
            break
        allocate(payment, [(invoice.pk, share)], when)
        used += share
    return used


def release(payment: Payment, amount: Decimal, when: When) -> None:
    """Takes `amount` off what the payment covers, the latest invoice first."""
    shares = []
    for invoice, covered in reversed(shares_of_payment(payment.pk).items()):
        back = min(amount, covered)
        if back > 0:
            shares.append((invoice, -back))
            amount -= back
    allocate(payment, shares, when)


def set_off(credit_note: Invoice, when: When) -> None:
    """Against the invoice that it corrects: first what is unpaid, then payments become free, the latest first."""
    invoice = credit_note.corrects
    assert invoice is not None
    unpaid = left_of([invoice.pk])[invoice.pk]
    credited = credit_against(credit_note.gross, unpaid, paid_shares(invoice.pk))
    payments = Payment.objects.in_bulk([payment for payment, _amount in credited.freed])
    for number, amount in credited.freed:
        allocate(payments[number], [(invoice.pk, -amount)], when)
    Allocation.objects.create(
        credit_note=credit_note,
        invoice=invoice,
        amount=credit_note.gross,
        on=when.on,
        made_at=when.at,
        made_by=when.actor,
    )
