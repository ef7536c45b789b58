"""What of payments, of what takes them back and of closings is signed into the books.

Not who is the customer: two rows for one human being may become one later.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Protocol


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
    means: str
    reference: str
    fee: Decimal


class Closed(Protocol):
    level: str
    starts_on: date
    ends_on: date
    totals: dict[str, Any]
    period_total: Decimal
    perpetual_total: Decimal
    last_position: int
    made_at: datetime


def payment_signed(payment: Received) -> dict[str, object]:
    names = ("means", "amount", "received_on", "recorded_at", "reference")
    return {name: _value(getattr(payment, name)) for name in names}


def reversal_signed(reversal: TakenBack) -> dict[str, object]:
    names = ("kind", "amount", "happened_on", "recorded_at", "reason", "means", "reference", "fee")
    return {"payment": reversal.payment_id} | {name: _value(getattr(reversal, name)) for name in names}


def closing_signed(closing: Closed) -> dict[str, object]:
    names = ("level", "starts_on", "ends_on", "totals", "last_position", "made_at")
    sums = ("period_total", "perpetual_total")
    return {name: _value(getattr(closing, name)) for name in names + sums}


def _value(value: object) -> object:
    """Amounts as the database gives them back: two decimals."""
    return f"{value:.2f}" if isinstance(value, Decimal) else value
