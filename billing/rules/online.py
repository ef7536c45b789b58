"""How a payment through Stripe goes on, and when a debit is taken and tried again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

SEPA_NOTICE = timedelta(days=2)
"""Between the mail that announces a debit and the debit: what Stripe's mandate agrees on."""
LEAST = Decimal("0.50")
"""Below, Stripe refuses."""
TRIED_AGAIN_AFTER = (timedelta(days=3), timedelta(days=7))
"""A debit that failed is tried twice more, days apart, then no more: the customer is asked to pay otherwise."""


class State(StrEnum):
    CREATED = "created"
    PROCESSING = "processing"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    EXPIRED = "expired"


UNDER_WAY = frozenset({State.CREATED, State.PROCESSING})
FOLLOWED_BY: dict[State, frozenset[State]] = {
    State.CREATED: frozenset(State) - {State.CREATED},
    State.PROCESSING: frozenset({State.SUCCEEDED, State.FAILED}),
    State.FAILED: frozenset({State.PROCESSING, State.SUCCEEDED}),
    State.EXPIRED: frozenset({State.PROCESSING, State.SUCCEEDED}),
    State.SUCCEEDED: frozenset(),
}
"""Only forward, whatever the order in which news come. Money that arrives after all is taken in."""


def may_become(old: str, new: str) -> bool:
    return State(new) in FOLLOWED_BY[State(old)]


def day_to_collect(due_on: date, today: date, *, by_debit: bool) -> date:
    """On the due day, never before the customer had time to read that it will be taken."""
    return max(due_on, today + SEPA_NOTICE if by_debit else today)


def day_to_try_again(failed_on: Sequence[date]) -> date | None:
    """After so many failures in a row; None: no more."""
    tries = len(failed_on)
    if not 0 < tries <= len(TRIED_AGAIN_AFTER):
        return None
    return max(failed_on) + TRIED_AGAIN_AFTER[tries - 1]
