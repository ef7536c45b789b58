"""Payments shared over invoices, credit notes against them, and what an invoice has become."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from billing.rules.pricing.rounding import ZERO


@dataclass(frozen=True)
class Debt:
    """What is still open of an invoice: its gross less what was paid and credited."""

    invoice: int
    due_on: date
    left: Decimal


@dataclass(frozen=True)
class Shared:
    """`shares`: (invoice, amount), none of them zero. `excess` becomes a credit balance of the customer."""

    shares: tuple[tuple[int, Decimal], ...]
    excess: Decimal


def share_payment(
    amount: Decimal, debts: Sequence[Debt], asked: Mapping[int, Decimal | None] | None = None
) -> Shared:
    """The invoices that were asked for first, in that order, each with the amount asked or (None) all it owes; then
    the others, the oldest due first. Never more on an invoice than it owes.

    Raises ValueError when nothing is paid, or for an invoice that is not among the debts.
    """
    asked = asked or {}
    left = {debt.invoice: debt.left for debt in debts}
    if amount <= 0 or not asked.keys() <= left.keys():
        raise ValueError("a payment is above zero and goes to invoices that are open")
    oldest_first = sorted(debts, key=lambda debt: (debt.due_on, debt.invoice))
    wishes = list(asked.items()) + [(debt.invoice, None) for debt in oldest_first]
    given: dict[int, Decimal] = {}
    rest = amount
    for invoice, wish in wishes:
        owed = max(left[invoice] - given.get(invoice, ZERO), ZERO)
        share = min(rest, owed if wish is None else min(wish, owed))
        if share > 0:
            given[invoice] = given.get(invoice, ZERO) + share
            rest -= share
    return Shared(tuple(given.items()), rest)


@dataclass(frozen=True)
class PaidShare:
    """What a payment covers of an invoice."""

    payment: int
    paid_at: datetime
    amount: Decimal


@dataclass(frozen=True)
class Credited:
    """`freed`: (payment, amount) that no longer covers the invoice, to be refunded or kept as a credit balance."""

    on_unpaid: Decimal
    freed: tuple[tuple[int, Decimal], ...]


def credit_against(amount: Decimal, unpaid: Decimal, paid: Sequence[PaidShare]) -> Credited:
    """A credit note first takes what is unpaid of its invoice, then frees payments, the latest first.

    Raises ValueError when it gives back more than was owed and paid.
    """
    on_unpaid = min(amount, unpaid)
    rest = amount - on_unpaid
    freed = []
    for share in sorted(paid, key=lambda share: (share.paid_at, share.payment), reverse=True):
        back = min(rest, share.amount)
        if back > 0:
            freed.append((share.payment, back))
            rest -= back
    if rest or amount <= 0:
        raise ValueError("a credit note gives back something, and no more than its invoice")
    return Credited(on_unpaid, tuple(freed))


class State(StrEnum):
    TO_PAY = "to_pay"
    PARTLY_PAID = "partly_paid"
    PAID = "paid"
    CREDITED = "credited"
    """Wholly given back."""


@dataclass(frozen=True)
class Standing:
    """`overdue_since`: the first day after the last day to pay, when that day is past and something is left."""

    state: State
    left: Decimal
    overdue_since: date | None = None


def standing_of(
    gross: Decimal, allocated: Decimal, due_on: date, today: date, credited: Decimal = ZERO
) -> Standing:
    """`allocated`: what payments cover, refunds taken off. Raises ValueError when it holds more than is owed."""
    left = gross - credited - allocated
    if left < 0 or allocated < 0 or credited < 0:
        raise ValueError("an invoice never holds more than it asks for")
    if credited and credited == gross:
        return Standing(State.CREDITED, ZERO)
    if not left:
        return Standing(State.PAID, ZERO)
    state = State.PARTLY_PAID if allocated else State.TO_PAY
    return Standing(state, left, due_on + timedelta(days=1) if today > due_on else None)
