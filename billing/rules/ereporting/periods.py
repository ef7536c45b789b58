"""What is declared for which period and until when: decree 2022-1299 (5-french-rules.md, section 2.5)."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection, Iterable
from datetime import date, timedelta
from enum import StrEnum

from billing.rules.books.closings import Level, Period, period_end


class Kind(StrEnum):
    """The values are those of EReport.Kind."""

    TRANSACTIONS = "transactions"
    PAYMENTS = "payments"


class Filing(StrEnum):
    """How often a structure files its VAT."""

    MONTHLY = "monthly"
    """Normal regime, each month: sales are declared by decades."""
    QUARTERLY = "quarterly"
    """Normal regime, each quarter."""
    SIMPLIFIED = "simplified"
    FRANCHISE = "franchise"
    """No VAT: every two months."""


DECADES = (1, 11, 21)
ALWAYS = Period(date.min, date.max)


def period_of(kind: Kind, filing: Filing, day: date) -> Period:
    """The one that holds `day`."""
    if filing is Filing.FRANCHISE:
        first = day.replace(day=1, month=day.month - (day.month + 1) % 2)
        return Period(first, period_end(Level.MONTH, period_end(Level.MONTH, first)))
    if filing is Filing.MONTHLY and kind is Kind.TRANSACTIONS:
        return _decade(day)
    return Period(day.replace(day=1), period_end(Level.MONTH, day))


def periods_over(
    kind: Kind, filing: Filing, *, since: date, today: date, regime: Period = ALWAYS
) -> list[Period]:
    """Those that ended by `today` and have a day from `since` on, the oldest first.

    Where another VAT regime begins or ends in the middle of one, it is cut on that day: each day is declared once.
    """
    found = []
    period = period_of(kind, filing, since)
    while period.starts_on < regime.ends_on:
        cut = Period(max(period.starts_on, regime.starts_on), min(period.ends_on, regime.ends_on))
        if cut.ends_on > today:
            break
        found.append(cut)
        period = period_of(kind, filing, period.ends_on)
    return found


def beside_declared(periods: Iterable[Period], declared: Collection[Period]) -> list[Period]:
    """With those `declared`, what of `periods` is in none of them, in order: who files more or less often than before
    declares each day once."""
    found = set(declared)
    for period in periods:
        start = period.starts_on
        for other in sorted(declared, key=lambda one: one.starts_on):
            if other.ends_on > start and other.starts_on < period.ends_on:
                if start < other.starts_on:
                    found.add(Period(start, other.starts_on))
                start = other.ends_on
        if start < period.ends_on:
            found.add(Period(start, period.ends_on))
    return sorted(found, key=lambda one: one.starts_on)


def send_by(kind: Kind, filing: Filing, period: Period) -> date:
    """The last day to send it. A decade is due by the end of the next: the 20th, the last of the month, the 10th."""
    after = period.ends_on
    if filing is Filing.MONTHLY and kind is Kind.TRANSACTIONS:
        return _decade(after).last_day
    if filing in (Filing.MONTHLY, Filing.QUARTERLY):
        return after.replace(day=10)
    return after.replace(day=min(30, monthrange(after.year, after.month)[1]))


def _decade(day: date) -> Period:
    begins = max(first for first in DECADES if first <= day.day)
    first = day.replace(day=begins)
    if begins == DECADES[-1]:
        return Period(first, period_end(Level.MONTH, first))
    return Period(first, first + timedelta(days=10))
