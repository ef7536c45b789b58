import datetime as dt
from dataclasses import replace

from hypothesis import given

from espaces.rules.plan_terms.agreement import agreement
from espaces.rules.plan_terms.leaving import EndRule
from espaces.rules.plan_terms.terms import Anchor, Cycle, FirstPeriod, Leaving, PlanTerms
from tests.espaces.rules.plan_terms.any_terms import days, plan_terms
from tests.wall_clock import day

MONTHLY = PlanTerms(cycle=Cycle.MONTH, anchor=Anchor.ANNIVERSARY, notice_days=14)


def test_a_month_from_date_to_date_shows_its_first_exit() -> None:
    shown = agreement(MONTHLY, day("2026-05-16"))
    assert (shown.starts_on, shown.next_boundary) == (day("2026-05-16"), day("2026-06-16"))
    assert shown.committed_until is None
    assert (shown.first_end.on, shown.leave_by) == (day("2026-06-16"), day("2026-06-02"))
    assert shown.first_end.decided_by is EndRule.BOUNDARY


def test_a1_8_a_permanent_office_asked_for_on_12_april_shows_may() -> None:
    permanent = PlanTerms(cycle=Cycle.MONTH, anchor=Anchor.CALENDAR, first_period=FirstPeriod.NEXT)
    shown = agreement(permanent, day("2026-04-12"))
    assert (shown.starts_on, shown.next_boundary) == (day("2026-05-01"), day("2026-06-01"))
    assert shown.first_period.is_whole
    assert (shown.first_end.on, shown.leave_by) == (day("2026-06-01"), day("2026-05-31"))


def test_a4_4_a_resident_sees_his_commitment_and_the_day_to_give_notice() -> None:
    resident = PlanTerms(
        cycle=Cycle.MONTH, anchor=Anchor.CALENDAR, commitment=2, notice_days=30, leaving=Leaving.ANY_DAY
    )
    shown = agreement(resident, day("2015-03-01"))
    assert shown.committed_until == day("2015-05-01")
    assert (shown.first_end.on, shown.leave_by) == (day("2015-05-01"), day("2015-04-01"))


def test_a2_5_a_yearly_membership_sold_ahead_shows_the_end_of_the_next_year() -> None:
    adhesion = PlanTerms(
        cycle=Cycle.YEAR,
        anchor=Anchor.CALENDAR,
        first_period=FirstPeriod.WHOLE,
        renews=False,
        sold_ahead_from_month=11,
    )
    shown = agreement(adhesion, day("2023-11-15"))
    assert shown.first_period.last_day == day("2024-12-31")
    assert (shown.first_end.on, shown.first_end.decided_by) == (day("2025-01-01"), EndRule.TERM)
    assert shown.leave_by is None


def test_a_notice_longer_than_the_period_shows_a_later_exit() -> None:
    shown = agreement(replace(MONTHLY, notice_days=45), day("2026-05-16"))
    assert (shown.first_end.on, shown.first_end.decided_by) == (day("2026-07-16"), EndRule.NOTICE)
    assert shown.leave_by == day("2026-06-01")


@given(plan_terms(), days)
def test_every_date_shown_is_in_order(terms: PlanTerms, asked_on: dt.date) -> None:
    shown = agreement(terms, asked_on)
    assert asked_on <= shown.starts_on < shown.next_boundary
    assert shown.starts_on < shown.first_end.on
    assert shown.leave_by is None or asked_on <= shown.leave_by < shown.first_end.on
    assert (
        shown.committed_until is None
        or shown.committed_until <= shown.first_end.on
        or (shown.first_end.decided_by is EndRule.TERM)
    )
