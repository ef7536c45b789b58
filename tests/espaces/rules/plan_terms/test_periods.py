import datetime as dt
from dataclasses import replace
from itertools import count, pairwise

import pytest
from hypothesis import given, strategies as st

from espaces.rules.plan_terms.months import add_months
from espaces.rules.plan_terms.periods import (
    MONTHS,
    boundary,
    boundary_from,
    first_day,
    period_at,
    period_number,
    periods,
    term_end,
)
from espaces.rules.plan_terms.terms import Anchor, Cycle, FirstPeriod, Leaving, Period, PlanTerms
from tests.espaces.rules.plan_terms.any_terms import days, memberships, plan_terms
from tests.wall_clock import day

ONE_DAY = dt.timedelta(days=1)
MONTHLY = PlanTerms(cycle=Cycle.MONTH, anchor=Anchor.ANNIVERSARY)
CALENDAR_MONTH = PlanTerms(cycle=Cycle.MONTH, anchor=Anchor.CALENDAR)
ADHESION = PlanTerms(
    cycle=Cycle.YEAR,
    anchor=Anchor.CALENDAR,
    first_period=FirstPeriod.WHOLE,
    renews=False,
    sold_ahead_from_month=11,
)


def from_to(period: Period) -> tuple[str, str]:
    """First and last day, as people say them."""
    return period.starts_on.isoformat(), period.last_day.isoformat()


def first(terms: PlanTerms, starts_on: str) -> Period:
    return period_at(terms, day(starts_on), day(starts_on))


@pytest.mark.parametrize(
    ("starts_on", "last_day"),
    [
        ("2015-01-29", "2015-02-27"),
        ("2015-01-30", "2015-02-27"),
        ("2015-01-31", "2015-02-27"),
        ("2016-02-01", "2016-02-29"),
    ],
)
def test_m11_m12_the_first_month_of_an_anniversary(starts_on: str, last_day: str) -> None:
    assert first(MONTHLY, starts_on).last_day == day(last_day)


def test_m13_the_31st_falls_back_in_short_months_and_comes_back() -> None:
    found = periods(MONTHLY, day("2027-01-31"), day("2027-08-31"))
    assert [from_to(period) for period in found] == [
        ("2027-01-31", "2027-02-27"),
        ("2027-02-28", "2027-03-30"),
        ("2027-03-31", "2027-04-29"),
        ("2027-04-30", "2027-05-30"),
        ("2027-05-31", "2027-06-29"),
        ("2027-06-30", "2027-07-30"),
        ("2027-07-31", "2027-08-30"),
    ]


def test_a2_10_a_month_from_date_to_date_or_of_thirty_days() -> None:
    thirty_days = PlanTerms(cycle=Cycle.DAYS, cycle_days=30, anchor=Anchor.ANNIVERSARY)
    assert first(MONTHLY, "2025-03-10").last_day == day("2025-04-09")
    assert first(MONTHLY, "2025-01-31").last_day == day("2025-02-27")
    assert first(thirty_days, "2025-03-10").last_day == day("2025-04-08")


def test_a5_10_a_week_bought_on_wednesday_runs_to_tuesday() -> None:
    week = PlanTerms(cycle=Cycle.DAYS, cycle_days=7, anchor=Anchor.ANNIVERSARY, renews=False)
    assert from_to(first(week, "2026-03-04")) == ("2026-03-04", "2026-03-10")


def test_rolling_days_have_no_calendar() -> None:
    pass_of_a_day = PlanTerms(cycle=Cycle.DAYS, cycle_days=1, anchor=Anchor.CALENDAR)
    assert from_to(first(pass_of_a_day, "2026-03-04")) == ("2026-03-04", "2026-03-04")


def test_a1_8_an_indivisible_month_asked_for_on_12_april_begins_on_1_may() -> None:
    permanent = replace(CALENDAR_MONTH, first_period=FirstPeriod.NEXT)
    assert first_day(permanent, day("2026-04-12")) == day("2026-05-01")
    assert first_day(permanent, day("2026-05-01")) == day("2026-05-01")
    assert first(permanent, "2026-05-01").is_whole


def test_a1_9_a_whole_month_bought_on_15_march_covers_march_only() -> None:
    unlimited = replace(CALENDAR_MONTH, first_period=FirstPeriod.WHOLE, renews=False)
    assert first_day(unlimited, day("2026-03-15")) == day("2026-03-15")
    (only,) = periods(unlimited, day("2026-03-15"), day("2027-01-01"))
    assert from_to(only) == ("2026-03-15", "2026-03-31")
    assert only.charged_days == only.full_days


@pytest.mark.parametrize(
    ("joins", "last_day"),
    [("2023-10-31", "2023-12-31"), ("2023-11-01", "2024-12-31"), ("2023-11-15", "2024-12-31")],
)
def test_a2_5_from_november_on_a_yearly_membership_runs_to_the_end_of_the_next_year(
    joins: str, last_day: str
) -> None:
    period = first(ADHESION, joins)
    assert from_to(period) == (joins, last_day)
    assert period.is_whole


def test_a2_5_the_year_after_one_sold_ahead_is_a_calendar_year() -> None:
    found = periods(replace(ADHESION, renews=True), day("2023-11-15"), day("2026-01-01"))
    assert [from_to(period) for period in found] == [
        ("2023-11-15", "2024-12-31"),
        ("2025-01-01", "2025-12-31"),
    ]


@pytest.mark.parametrize(
    ("cycle", "cycle_starts", "last_day"),
    [
        (Cycle.WEEK, "2026-08-17", "2026-08-23"),
        (Cycle.MONTH, "2026-08-01", "2026-08-31"),
        (Cycle.QUARTER, "2026-07-01", "2026-09-30"),
        (Cycle.YEAR, "2026-01-01", "2026-12-31"),
    ],
)
def test_calendar_cycles_begin_on_monday_or_on_the_first(
    cycle: Cycle, cycle_starts: str, last_day: str
) -> None:
    begun_on_thursday = first(PlanTerms(cycle=cycle, anchor=Anchor.CALENDAR), "2026-08-20")
    assert begun_on_thursday.full_starts_on == day(cycle_starts)
    assert from_to(begun_on_thursday) == ("2026-08-20", last_day)
    assert not begun_on_thursday.is_whole


def test_a_quarter_from_date_to_date() -> None:
    quarterly = PlanTerms(cycle=Cycle.QUARTER, anchor=Anchor.ANNIVERSARY)
    found = periods(quarterly, day("2026-11-30"), day("2027-06-01"))
    assert [from_to(period) for period in found] == [
        ("2026-11-30", "2027-02-27"),
        ("2027-02-28", "2027-05-29"),
        ("2027-05-30", "2027-08-29"),
    ]


def test_a_membership_may_keep_the_anniversary_of_another() -> None:
    kept = replace(MONTHLY, anchor_on=day("2026-01-31"))
    found = list(periods(kept, day("2026-02-10"), day("2026-04-01")))
    assert [from_to(period) for period in found] == [
        ("2026-02-10", "2026-02-27"),
        ("2026-02-28", "2026-03-30"),
        ("2026-03-31", "2026-04-29"),
    ]
    assert (found[0].full_starts_on, found[0].full_days) == (day("2026-01-31"), 28)


def test_the_end_of_the_membership_cuts_its_last_period() -> None:
    leaves_any_day = replace(CALENDAR_MONTH, leaving=Leaving.ANY_DAY)
    for terms, charged in ((leaves_any_day, 9), (CALENDAR_MONTH, 30)):
        last = list(periods(terms, day("2026-05-01"), day("2027-01-01"), day("2026-06-10")))[-1]
        assert from_to(last) == ("2026-06-01", "2026-06-09")
        assert (last.number, last.days, last.charged_days, last.full_days) == (1, 9, charged, 30)
        assert last == period_at(terms, day("2026-05-01"), day("2026-06-09"), day("2026-06-10"))


def test_a_plan_that_does_not_renew_has_one_period() -> None:
    terms, start = replace(MONTHLY, renews=False), day("2026-01-31")
    assert [from_to(period) for period in periods(terms, start, day("2030-01-01"))] == [
        ("2026-01-31", "2026-02-27")
    ]
    assert term_end(terms, start) == day("2026-02-28")
    assert term_end(MONTHLY, start) is None


@pytest.mark.parametrize("uncovered", ["2026-01-30", "2026-02-28", "2026-02-20"])
def test_no_period_covers_a_day_outside_the_membership(uncovered: str) -> None:
    terms = replace(MONTHLY, renews=False)
    ends_on = day("2026-02-20") if uncovered == "2026-02-20" else None
    with pytest.raises(ValueError, match=uncovered):
        period_at(terms, day("2026-01-31"), day(uncovered), ends_on)


@pytest.mark.parametrize(
    "wrong",
    [
        {"cycle": Cycle.DAYS},
        {"notice_days": -1},
        {"sold_ahead_from_month": 11},
        {"cycle": Cycle.YEAR, "sold_ahead_from_month": 11},
        {"cycle": Cycle.YEAR, "anchor": Anchor.CALENDAR, "sold_ahead_from_month": 1},
    ],
)
def test_terms_without_meaning_do_not_exist(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"days need|never negative|sold ahead"):
        replace(MONTHLY, **wrong)


@given(memberships(), st.integers(1, 800))
def test_periods_follow_one_another_from_the_start(
    membership: tuple[PlanTerms, dt.date], length: int
) -> None:
    terms, starts_on = membership
    until = starts_on + dt.timedelta(days=length)
    found = list(periods(terms, starts_on, until))
    assert found[0].starts_on == starts_on
    assert [period.number for period in found] == list(range(len(found)))
    for before, after in pairwise(found):
        assert before.ends_on == after.starts_on
    for period in found:
        assert period.full_starts_on <= period.starts_on < period.ends_on <= period.full_ends_on
        assert 0 < period.charged_days <= period.full_days
        assert period.number == 0 or period.is_whole
    assert found[-1].ends_on >= until if terms.renews else len(found) == 1


def every_boundary(terms: PlanTerms, starts_on: dt.date) -> list[dt.date]:
    """Said otherwise than the rule: all the days, of a few years around the start, on which a cycle begins."""
    if terms.cycle in MONTHS:
        anchor = (terms.anchor_on or starts_on) if terms.anchor is Anchor.ANNIVERSARY else day("2024-01-01")
        return [add_months(anchor, n * MONTHS[terms.cycle]) for n in range(-130, 260)]
    length, monday = terms.cycle_days or 7, day("2024-01-01")
    on_calendar = terms.cycle is Cycle.WEEK and terms.anchor is Anchor.CALENDAR
    anchor = monday if on_calendar else terms.anchor_on or starts_on
    anchor += (starts_on - anchor) // (length * ONE_DAY) * length * ONE_DAY
    return [anchor + n * length * ONE_DAY for n in range(-50, 260)]


@given(memberships(), st.integers(0, 40))
def test_each_boundary_comes_from_the_anchor_and_none_is_skipped(
    membership: tuple[PlanTerms, dt.date], number: int
) -> None:
    terms, starts_on = replace(membership[0], renews=True), membership[1]
    period = next(periods(terms, starts_on, dt.date.max, from_number=number))
    assert period.number == number
    boundaries = every_boundary(terms, starts_on)
    assert period.ends_on in boundaries
    assert number == 0 or period.starts_on in boundaries
    sold_ahead = number == 0 and starts_on.month >= (terms.sold_ahead_from_month or 13)
    assert len([b for b in boundaries if period.starts_on < b < period.ends_on]) == int(sold_ahead)


@given(memberships(), st.integers(0, 800), st.integers(1, 800))
def test_the_period_of_a_day_is_the_one_that_covers_it(
    membership: tuple[PlanTerms, dt.date], distance: int, length: int
) -> None:
    terms, starts_on = membership
    on, ends_on = starts_on + dt.timedelta(days=distance), starts_on + dt.timedelta(days=length)
    covering = [p for p in periods(terms, starts_on, ends_on, ends_on) if p.covers(on)]
    if covering:
        assert [period_at(terms, starts_on, on, ends_on)] == covering
        assert period_number(terms, starts_on, on) == covering[0].number
    else:
        with pytest.raises(ValueError, match="does not cover"):
            period_at(terms, starts_on, on, ends_on)


@given(memberships(), st.integers(-400, 800))
def test_the_next_boundary_is_the_first_that_is_not_before(
    membership: tuple[PlanTerms, dt.date], distance: int
) -> None:
    terms, starts_on = membership
    on = starts_on + distance * ONE_DAY
    first_one = next(b for b in (boundary(terms, starts_on, n) for n in count(1)) if b >= on)
    assert boundary_from(terms, starts_on, on) == first_one


@given(plan_terms(), days)
def test_only_an_indivisible_plan_begins_later_and_then_whole(terms: PlanTerms, asked_on: dt.date) -> None:
    starts_on = first_day(terms, asked_on)
    assert starts_on >= asked_on
    if terms.first_period is FirstPeriod.NEXT:
        assert next(periods(terms, starts_on, dt.date.max)).is_whole
        waited = range((starts_on - asked_on).days)
        assert all(first_day(terms, asked_on + n * ONE_DAY) == starts_on for n in waited)
    else:
        assert starts_on == asked_on
