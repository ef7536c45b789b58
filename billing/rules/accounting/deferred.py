"""What of a sale is still to be delivered when a fiscal year ends: revenue of the next one (C.com., L123-21)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from billing.rules.pricing.rounding import ZERO, cents


def deferred_pack(
    net: Decimal, *, units: Decimal, units_left: Decimal, ends_on: date | None, closing_on: date
) -> Decimal:
    """`net × units left ÷ units`, half-up. `units_left` is read from the ledger as of the end of `closing_on`.

    Nothing once the pack has ended: what nobody used by `ends_on` (excluded) is earned.
    """
    if ends_on is not None and ends_on <= closing_on + timedelta(days=1):
        return ZERO
    return cents(net * min(max(units_left, ZERO), units) / units)


def deferred_period(net: Decimal, *, first_day: date, last_day: date, closing_on: date) -> Decimal:
    """The share of the days after `closing_on`, of a service done from `first_day` to `last_day` included."""
    days = (last_day - first_day).days + 1
    after = (last_day - max(closing_on, first_day - timedelta(days=1))).days
    return cents(net * max(after, 0) / days)
