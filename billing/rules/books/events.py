"""What of a payment and of what takes it back is signed into the books.

Not who is the customer: two rows for one human being may become one later.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Protocol


class Received(Protocol):
    means: str
    amount: Decimal
    received_on: date
    recorded_at: datetime
    reference: str


class TakenBack(Protocol):
    payment_id: int
    kind: str
    amount: Decimal
    happened_on: date
    recorded_at: datetime
    reason: str
    reference: str
    fee: Decimal


def payment_signed(payment: Received) -> dict[str, object]:
    names = ("means", "amount", "received_on", "recorded_at", "reference")
    return {name: _value(getattr(payment, name)) for name in names}


def reversal_signed(reversal: TakenBack) -> dict[str, object]:
    names = ("kind", "amount", "happened_on", "recorded_at", "reason", "reference", "fee")
    return {"payment": reversal.payment_id} | {name: _value(getattr(reversal, name)) for name in names}


def _value(value: object) -> object:
    """Amounts as the database gives them back: two decimals."""
    return f"{value:.2f}" if isinstance(value, Decimal) else value
