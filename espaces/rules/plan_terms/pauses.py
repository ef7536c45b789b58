"""Pauses (design: Memberships, "Pause"): whole periods, so many a year, never the one that has begun."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from espaces.rules.plan_terms.periods import period_number, periods
from espaces.rules.plan_terms.terms import Period, PlanTerms


def pauses_left(terms: PlanTerms, year: int, already_paused: Collection[date]) -> int:
    """`already_paused`: first days of paused periods. A period belongs to the calendar year it begins in."""
    return max(0, terms.pauses_per_year - sum(1 for day in already_paused if day.year == year))


def pausable_periods(
    terms: PlanTerms,
    starts_on: date,
    today: date,
    already_paused: Collection[date],
    *,
    until: date,
    ends_on: date | None = None,
) -> list[Period]:
    """Periods that begin after `today` and before `until`, each of which may be paused; `ends_on` as in `periods`.

    Each alone: whoever pauses several looks at `pauses_left`, or asks again after each.
    """
    first = 0 if today < starts_on else period_number(terms, starts_on, today) + 1
    return [
        period
        for period in periods(terms, starts_on, until, ends_on, from_number=first)
        if period.is_whole
        and period.starts_on not in already_paused
        and pauses_left(terms, period.starts_on.year, already_paused)
    ]
