"""The life of a reservation: one table of transitions, any other raises."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum


class Status(StrEnum):
    """`requested` waits for the host's approval, `held` for a payment or the answer to an offer."""

    REQUESTED = "requested"
    HELD = "held"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"
    REFUSED = "refused"
    EXPIRED = "expired"


HOLDING_A_PLACE = frozenset({Status.REQUESTED, Status.HELD, Status.CONFIRMED})

TRANSITIONS: dict[Status | None, frozenset[Status]] = {
    None: frozenset({Status.REQUESTED, Status.HELD, Status.CONFIRMED}),
    Status.REQUESTED: frozenset(
        {Status.HELD, Status.CONFIRMED, Status.REFUSED, Status.EXPIRED, Status.CANCELLED}
    ),
    Status.HELD: frozenset({Status.CONFIRMED, Status.EXPIRED, Status.CANCELLED}),
    Status.CONFIRMED: frozenset({Status.CANCELLED}),
    Status.CANCELLED: frozenset(),
    Status.REFUSED: frozenset(),
    Status.EXPIRED: frozenset(),
}


def has_lapsed(status: str, starts_at: datetime, hold_until: datetime | None, now: datetime) -> bool:
    """A hold whose time is over, a request nobody answered before its time: they keep no place from others."""
    if status == Status.HELD:
        return hold_until is None or hold_until <= now
    return status == Status.REQUESTED and starts_at <= now


class ImpossibleTransitionError(ValueError):
    """A status was asked for that does not follow the present one. A programming error, never a user's."""

    def __init__(self, old: Status | None, new: Status) -> None:
        super().__init__(f"A reservation does not go from {old or 'nothing'} to {new}.")
        self.old, self.new = old, new


def check_transition(old: Status | str | None, new: Status | str) -> None:
    """Raises ImpossibleTransitionError unless `new` may follow `old` (None: the reservation is new)."""
    before, after = None if old is None else Status(old), Status(new)
    if after not in TRANSITIONS[before]:
        raise ImpossibleTransitionError(before, after)
