"""The periods of a membership: where they begin and end (design: Memberships, "billing anchor").

Every boundary is computed from the anchor and a number of cycles, never from the boundary before it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import count

from espaces.rules.plan_terms.months import add_months, months_between
from espaces.rules.plan_terms.terms import Cycle, FirstPeriod, Leaving, Period, PlanTerms

MONTHS = {Cycle.MONTH: 1, Cycle.QUARTER: 3, Cycle.YEAR: 12}
WEEK_DAYS = 7


def first_day(terms: PlanTerms, asked_on: date) -> date:
    """The day a membership asked for on `asked_on` begins: that day, or a boundary when it is indivisible (A1-8)."""
    if terms.first_period is not FirstPeriod.NEXT or _start_of_cycle(terms, asked_on) == asked_on:
        return asked_on
    anchor = _anchor(terms, asked_on)
    return _add_cycles(terms, anchor, _cycles_between(terms, anchor, asked_on) + 1)


def boundary(terms: PlanTerms, starts_on: date, number: int) -> date:
    """The first day of period `number`, which is also the end, exclusive, of the one before."""
    if number == 0:
        return starts_on
    anchor = _anchor(terms, starts_on)
    cycles = _cycles_between(terms, anchor, starts_on) + _cycles_sold_ahead(terms, starts_on)
    return _add_cycles(terms, anchor, cycles + number)


def boundary_from(terms: PlanTerms, starts_on: date, day: date) -> date:
    """The first boundary on `day` or later; the start of the membership is none."""
    if day <= starts_on:
        return boundary(terms, starts_on, 1)
    before = period_number(terms, starts_on, day)
    found = boundary(terms, starts_on, before)
    return found if found == day else boundary(terms, starts_on, before + 1)


def period_number(terms: PlanTerms, starts_on: date, day: date) -> int:
    """The number of the period of `day`, which is not before `starts_on`; blind to the end of the membership."""
    anchor = _anchor(terms, starts_on)
    cycles = _cycles_between(terms, anchor, day) - _cycles_between(terms, anchor, starts_on)
    return max(0, cycles - _cycles_sold_ahead(terms, starts_on))


def term_end(terms: PlanTerms, starts_on: date) -> date | None:
    """The end, exclusive, of a plan that does not renew; None for those that do."""
    return None if terms.renews else boundary(terms, starts_on, 1)


def period_at(terms: PlanTerms, starts_on: date, day: date, ends_on: date | None = None) -> Period:
    """The period that covers `day`. `ends_on`: end, exclusive, of the membership.

    Raises ValueError when none does: before the start, from the end on, after the one period of a plan that
    does not renew.
    """
    end = _earliest(ends_on, term_end(terms, starts_on))
    if day < starts_on or (end is not None and day >= end):
        raise ValueError(f"The membership does not cover {day}.")
    return _clipped(terms, _whole_period(terms, starts_on, period_number(terms, starts_on, day)), end)


def periods(
    terms: PlanTerms, starts_on: date, until: date, ends_on: date | None = None, *, from_number: int = 0
) -> Iterator[Period]:
    """Periods that begin before `until`, in order, from `from_number` on.

    `ends_on`, the end (exclusive) of the membership, cuts the last one.
    """
    end = _earliest(ends_on, term_end(terms, starts_on))
    until = until if end is None else min(until, end)
    for number in count(from_number):
        period = _whole_period(terms, starts_on, number)
        if period.starts_on >= until:
            return
        yield _clipped(terms, period, end)


def _whole_period(terms: PlanTerms, starts_on: date, number: int) -> Period:
    """Period `number` of a membership that never ends."""
    start, end = boundary(terms, starts_on, number), boundary(terms, starts_on, number + 1)
    return Period(
        number, start, end, _paid_from(terms, starts_on, start), end, terms.leaving is Leaving.ANY_DAY
    )


def _paid_from(terms: PlanTerms, starts_on: date, start: date) -> date:
    """The first day that the whole price pays: before the membership, where its first period is prorated."""
    if terms.first_period is FirstPeriod.WHOLE or _cycles_sold_ahead(terms, starts_on):
        return start
    return _start_of_cycle(terms, start) if start == starts_on else start


def _clipped(terms: PlanTerms, period: Period, end: date | None) -> Period:
    return period if end is None or period.ends_on <= end else replace(period, ends_on=end)


def _earliest(*days: date | None) -> date | None:
    return min((day for day in days if day is not None), default=None)


def _cycles_sold_ahead(terms: PlanTerms, starts_on: date) -> int:
    """1 when the first period takes the next year in: begun on the day it is sold ahead from, or later (A2-5)."""
    month = terms.sold_ahead_from_month
    return int(month is not None and (starts_on.month, starts_on.day) >= (month, terms.sold_ahead_from_day))


def _anchor(terms: PlanTerms, starts_on: date) -> date:
    if not terms.on_calendar:
        return terms.anchor_on or starts_on
    if terms.cycle is Cycle.WEEK:
        return starts_on - timedelta(days=starts_on.weekday())
    months = MONTHS[terms.cycle]
    return date(starts_on.year, (starts_on.month - 1) // months * months + 1, 1)


def _start_of_cycle(terms: PlanTerms, day: date) -> date:
    anchor = _anchor(terms, day)
    return _add_cycles(terms, anchor, _cycles_between(terms, anchor, day))


def _add_cycles(terms: PlanTerms, anchor: date, cycles: int) -> date:
    if terms.cycle in MONTHS:
        return add_months(anchor, cycles * MONTHS[terms.cycle])
    return anchor + timedelta(days=cycles * _cycle_days(terms))


def _cycles_between(terms: PlanTerms, anchor: date, day: date) -> int:
    """Whole cycles from `anchor` to `day`; negative before it."""
    if terms.cycle in MONTHS:
        return months_between(anchor, day) // MONTHS[terms.cycle]
    return (day - anchor).days // _cycle_days(terms)


def _cycle_days(terms: PlanTerms) -> int:
    return WEEK_DAYS if terms.cycle is Cycle.WEEK else terms.cycle_days
