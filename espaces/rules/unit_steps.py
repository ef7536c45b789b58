"""A unit is counted by its smallest part: whole tickets, or half tickets where these exist (A2-2)."""

from __future__ import annotations

from decimal import Decimal


def counts_by(step: Decimal, amount: Decimal) -> bool:
    """Whether `amount` is made of whole steps."""
    return amount % step == 0
