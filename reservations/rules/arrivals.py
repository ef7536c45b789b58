"""What a person may do about a reservation of today: arrive, leave, come back, or why not."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from espaces.rules.intervals import Interval
from reservations.rules.presence import may_check_in


class Arrival(StrEnum):
    TOO_EARLY = "too_early"
    MAY_ARRIVE = "may_arrive"
    PRESENT = "present"
    MAY_RETURN = "may_return"
    HAS_LEFT = "has_left"
    MISSED = "missed"


def arrival_of(
    stay: Interval, now: datetime, *, arrived_at: datetime | None, left_at: datetime | None
) -> Arrival:
    """Of a confirmed reservation; whoever leaves for lunch may come back until the end."""
    if arrived_at is not None and left_at is None:
        return Arrival.PRESENT
    if arrived_at is not None:
        return Arrival.MAY_RETURN if now < stay.end else Arrival.HAS_LEFT
    if now >= stay.end:
        return Arrival.MISSED
    return Arrival.MAY_ARRIVE if may_check_in(stay, now) else Arrival.TOO_EARLY
