"""What is declared for which period and until when: decree 2022-1299 (5-french-rules.md, section 2.5)."""

from __future__ import annotations

from calendar import monthrange
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


def period_of(kind: Kind, filing: Filing, day: date) -> Period:
    """The one that holds `day`."""
    if filing is Filing.FRANCHISE:
        first = day.replace(day=1, month=day.month - (day.month + 1) % 2)
        return Period(first, period_end(Level.MONTH, period_end(Level.MONTH, first)))
    if filing is Filing.MONTHLY and kind is Kind.TRANSACTIONS:
        return _decade(day)
    return Period(day.replace(day=1), period_end(Level.MONTH, day))


def periods_over(kind: Kind, filing: Filing, *, since: date, today: date) -> list[Period]:
    """Those that ended by `today` and have a day from `since` on, the oldest first."""
    found = []
    period = period_of(kind, filing, since)
    while period.ends_on <= today:
        found.append(period)
        period = period_of(kind, filing, period.ends_on)
    return found


def periods_within(
    kind: Kind, filing: Filing, *, since: date, regime: Period, today: date
) -> list[Period]:
    """As `periods_over`, of the time of one VAT regime: where another begins or ends in the middle of a period, that
    period is cut on that day, so that each day is declared once."""
    found = []
    period = period_of(kind, filing, since)
    while period.starts_on < regime.ends_on:
        cut = Period(max(period.starts_on, regime.starts_on), min(period.ends_on, regime.ends_on))
        if cut.ends_on > today:
            break
        found.append(cut)
        period = period_of(kind, filing, period.ends_on)
    return found


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
