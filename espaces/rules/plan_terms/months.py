"""Dates that months later bring: never from one end to the next, always from the anchor."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

MONTHS_A_YEAR = 12


def add_months(anchor: date, months: int) -> date:
    """The same day `months` later (or earlier), or the last of a month that is too short (MO1, M11, M12).

    Two additions in a row lose the 31st for ever; `add_months(anchor, n)` for each n finds it back (M13).
    """
    year, month = divmod(anchor.year * MONTHS_A_YEAR + anchor.month - 1 + months, MONTHS_A_YEAR)
    longest = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(anchor.day, longest))


def months_between(anchor: date, day: date) -> int:
    """Whole months from `anchor` to `day`: the greatest n with `add_months(anchor, n) <= day`."""
    months = (day.year - anchor.year) * MONTHS_A_YEAR + day.month - anchor.month
    return months if add_months(anchor, months) <= day else months - 1


def end_of_validity(bought_on: date, months: int = 0, days: int = 0) -> date:
    """First day on which a pack is no longer valid; its first day is the day it is bought (MO1, A5-10).

    Exactly one of `months` and `days`; a pack without end has no end to compute.
    """
    if (months > 0) == (days > 0):
        raise ValueError("Validity is a number of months, or a number of days.")
    return add_months(bought_on, months) if months else bought_on + timedelta(days=days)
