"""Units: what a stay takes, and from which grant. Pure; the ledger itself is in `services/units.py`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Per(StrEnum):
    HALF_DAY = "half_day"
    DAY = "day"
    HOUR = "hour"


@dataclass(frozen=True)
class UnitRate:
    """What one half-day, day or started hour takes: open space 1 ticket, private office 2, room 1 per hour.

    An hour is counted in steps of `step_minutes`, each started one due: 60 for whole hours, 30 for halves.
    """

    unit_id: int
    unit_name: str
    per: Per
    amount: Decimal
    step_minutes: int = 60
    unit_plural: str = ""


@dataclass(frozen=True)
class GrantBalance:
    """What is left of a grant on the day of use. `valid_to` is the first day on which it no longer counts.

    `venue_count` None: valid everywhere. `cap_left`: what this person may still take of a shared grant.
    """

    grant_id: int
    unit_id: int
    balance: Decimal
    valid_to: date | None = None
    venue_count: int | None = None
    included: bool = False
    shared: bool = False
    cap_left: Decimal | None = None

    @property
    def usable(self) -> Decimal:
        return self.balance if self.cap_left is None else min(self.balance, self.cap_left)


def in_order_of_consumption(grants: Iterable[GrantBalance]) -> list[GrantBalance]:
    """Fewer venues first, then the earliest end, included before bought, personal before shared, oldest."""
    return sorted(grants, key=_order)


def _order(grant: GrantBalance) -> tuple[bool, int, date, bool, bool, int]:
    return (
        grant.venue_count is None,
        grant.venue_count or 0,
        grant.valid_to or date.max,
        not grant.included,
        grant.shared,
        grant.grant_id,
    )
