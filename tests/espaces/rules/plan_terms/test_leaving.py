import datetime as dt
from dataclasses import replace
from itertools import count

import pytest
from hypothesis import given, strategies as st

from espaces.rules.plan_terms.leaving import EndRule, committed_until, earliest_end, last_day_to_ask
from espaces.rules.plan_terms.periods import boundary, boundary_from, term_end
from espaces.rules.plan_terms.terms import Anchor, Cycle, FirstPeriod, Leaving, PlanTerms
from tests.espaces.rules.plan_terms.any_terms import days, memberships
from tests.wall_clock import day

ONE_DAY = dt.timedelta(days=1)
FORTNIGHT = PlanTerms(cycle=Cycle.MONTH, anchor=Anchor.ANNIVERSARY, notice_days=14)
RESIDENT = PlanTerms(
    cycle=Cycle.MONTH, anchor=Anchor.CALENDAR, commitment=2, notice_days=30, leaving=Leaving.ANY_DAY
)


@pytest.mark.parametrize(
    ("asked_on", "end", "rule"),
    [("2026-06-02", "2026-06-16", EndRule.BOUNDARY), ("2026-06-03", "2026-07-16", EndRule.NOTICE)],
)
def test_a_fortnight_before_the_16th(asked_on: str, end: str, rule: EndRule) -> None:
    found = earliest_end(FORTNIGHT, day("2026-05-16"), day(asked_on))
    assert (found.on, found.decided_by) == (day(end), rule)
    assert found.notice_until == day(asked_on) + dt.timedelta(days=14)


def test_a4_4_a_resident_who_leaves_as_early_as_possible_pays_two_months() -> None:
    end = earliest_end(RESIDENT, day("2015-03-01"), day("2015-03-01"))
    assert (end.on, end.decided_by) == (day("2015-05-01"), EndRule.COMMITMENT)
    assert end.committed_until == boundary(RESIDENT, day("2015-03-01"), 2)


def test_a4_5_after_the_commitment_a_resident_leaves_any_day_a_month_later() -> None:
    end = earliest_end(RESIDENT, day("2015-03-01"), day("2015-05-11"))
    assert (end.on, end.decided_by) == (day("2015-06-10"), EndRule.NOTICE)


def test_the_first_period_counts_in_the_commitment_even_when_it_is_not_whole() -> None:
    assert committed_until(RESIDENT, day("2015-03-20")) == day("2015-05-01")
    assert committed_until(FORTNIGHT, day("2015-03-20")) is None


def test_a_period_begun_is_due_even_without_notice() -> None:
    monthly = replace(FORTNIGHT, notice_days=0)
    assert earliest_end(monthly, day("2026-05-16"), day("2026-06-15")).on == day("2026-06-16")
    assert earliest_end(monthly, day("2026-05-16"), day("2026-06-16")).on == day("2026-07-16")
    any_day = earliest_end(replace(monthly, leaving=Leaving.ANY_DAY), day("2026-05-16"), day("2026-06-16"))
    assert (any_day.on, any_day.decided_by) == (day("2026-06-17"), EndRule.AT_ONCE)


def test_a_membership_asked_to_end_before_it_begins_has_its_first_period() -> None:
    assert earliest_end(FORTNIGHT, day("2026-05-16"), day("2026-03-01")).on == day("2026-06-16")


def test_a_plan_that_does_not_renew_ends_without_being_asked() -> None:
    once = replace(FORTNIGHT, renews=False, commitment=3)
    end = earliest_end(once, day("2026-05-16"), day("2026-06-10"))
    assert (end.on, end.decided_by) == (day("2026-06-16"), EndRule.TERM)
    assert end.committed_until == day("2026-06-16")
    assert last_day_to_ask(once, end) is None


def test_an_indivisible_month_ends_between_two_months() -> None:
    permanent = replace(RESIDENT, first_period=FirstPeriod.NEXT, leaving=Leaving.BOUNDARY, commitment=0)
    end = earliest_end(permanent, day("2026-05-01"), day("2026-05-12"))
    assert (end.on, end.decided_by) == (day("2026-07-01"), EndRule.NOTICE)


@given(memberships(), days)
def test_an_end_respects_notice_commitment_and_boundaries(
    membership: tuple[PlanTerms, dt.date], asked_on: dt.date
) -> None:
    terms, starts_on = replace(membership[0], renews=True), membership[1]
    end = earliest_end(terms, starts_on, asked_on)
    assert end.on >= asked_on + dt.timedelta(days=terms.notice_days)
    assert end.on > asked_on
    assert end.on > starts_on
    assert end.on >= (end.committed_until or starts_on)
    if terms.leaving is Leaving.BOUNDARY:
        assert end.on == boundary_from(terms, starts_on, end.on)


@given(memberships(), st.integers(-400, 800))
def test_no_earlier_end_respects_them_all(membership: tuple[PlanTerms, dt.date], distance: int) -> None:
    terms, starts_on = replace(membership[0], renews=True), membership[1]
    asked_on = starts_on + distance * ONE_DAY
    lower = max(
        asked_on + max(1, terms.notice_days) * ONE_DAY,
        starts_on + ONE_DAY,
        committed_until(terms, starts_on) or starts_on,
    )
    if terms.leaving is Leaving.BOUNDARY:
        lower = next(b for b in (boundary(terms, starts_on, n) for n in count(1)) if b >= lower)
    assert earliest_end(terms, starts_on, asked_on).on == lower


@given(memberships(), days)
def test_the_last_day_to_ask_is_the_last(membership: tuple[PlanTerms, dt.date], asked_on: dt.date) -> None:
    terms, starts_on = membership
    end = earliest_end(terms, starts_on, asked_on)
    by = last_day_to_ask(terms, end)
    if by is None:
        assert end.on == term_end(terms, starts_on)
    else:
        assert by >= asked_on
        assert earliest_end(terms, starts_on, by).on == end.on
        later = earliest_end(terms, starts_on, by + ONE_DAY)
        assert later.on > end.on
