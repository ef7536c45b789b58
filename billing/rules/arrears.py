"""When an invoice is late, for how long, and when that stops somebody from booking by himself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Range(StrEnum):
    """Of days after the day on which an invoice had to be paid."""

    UP_TO_30 = "30"
    UP_TO_60 = "60"
    UP_TO_90 = "90"
    LONGER = "more"


LAST_DAYS = {Range.UP_TO_30: 30, Range.UP_TO_60: 60, Range.UP_TO_90: 90}


@dataclass(frozen=True)
class Arrears:
    """`since`: the day on which the oldest late invoice had to be paid; `days` since then."""

    since: date
    days: int


def days_late(due_on: date, today: date) -> int:
    """The day on which it has to be paid is the last one in time. Negative: still so many days to pay."""
    return (today - due_on).days


def range_of(days: int) -> Range:
    """Of an invoice that is late by at least a day."""
    return next((name for name, last in LAST_DAYS.items() if days <= last), Range.LONGER)


def stops_booking(arrears: Arrears | None, limit: int | None) -> bool:
    """From the `limit`-th day late on; None: the structure stops nobody. On time is never late, even with 0."""
    return arrears is not None and limit is not None and arrears.days >= max(limit, 1)
