import datetime as dt
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, strategies as st

from espaces.rules.plan_terms.periods import period_at, periods
from espaces.rules.plan_terms.proration import cut, prorated, prorated_allowance
from espaces.rules.plan_terms.terms import Anchor, Cycle, FirstPeriod, Leaving, Period, PlanTerms
from tests.espaces.rules.plan_terms.any_terms import memberships
from tests.wall_clock import day

CALENDAR_MONTH = PlanTerms(cycle=Cycle.MONTH, anchor=Anchor.CALENDAR)
HALF_A_CENT = Decimal("0.005")
prices = st.decimals(0, 5000, places=2)


def first(starts_on: str, terms: PlanTerms = CALENDAR_MONTH) -> Period:
    return period_at(terms, day(starts_on), day(starts_on))


@pytest.mark.parametrize(
    ("price", "starts_on", "share"),
    [
        ("100", "2026-06-16", "50.00"),
        ("100", "2027-02-10", "67.86"),
        ("100", "2026-06-01", "100.00"),
        ("0", "2026-06-16", "0.00"),
    ],
)
def test_the_first_month_costs_the_days_left(price: str, starts_on: str, share: str) -> None:
    assert prorated(Decimal(price), first(starts_on)) == Decimal(share)


def test_m15_a_last_month_from_7_to_21_june_is_half_a_month() -> None:
    terms = PlanTerms(cycle=Cycle.MONTH, anchor=Anchor.ANNIVERSARY, leaving=Leaving.ANY_DAY)
    (only,) = periods(terms, day("2026-06-07"), day("2027-01-01"), ends_on=day("2026-06-22"))
    assert (only.days, only.full_days, only.full_ends_on) == (15, 30, day("2026-07-07"))
    assert prorated(Decimal(30), only) == Decimal("15.00")


def test_m18_a_month_begun_on_15_april() -> None:
    assert prorated(Decimal("328.50"), first("2026-04-15")) == Decimal("175.20")


def test_a4_5_the_last_month_costs_the_days_spent_by_the_calendar() -> None:
    resident = PlanTerms(cycle=Cycle.MONTH, anchor=Anchor.CALENDAR, leaving=Leaving.ANY_DAY)
    last = period_at(resident, day("2015-03-01"), day("2015-06-01"), ends_on=day("2015-06-11"))
    assert prorated(Decimal(240), last) == Decimal("80.00")


def test_who_leaves_between_periods_only_gets_nothing_back_for_a_shorter_one() -> None:
    last = period_at(CALENDAR_MONTH, day("2026-06-16"), day("2026-06-16"), ends_on=day("2026-06-20"))
    assert last.days == 4
    assert prorated(Decimal(100), last) == Decimal("50.00")


def test_a1_9_a_first_month_sold_whole_costs_its_price() -> None:
    whole = PlanTerms(cycle=Cycle.MONTH, anchor=Anchor.CALENDAR, first_period=FirstPeriod.WHOLE)
    assert prorated(Decimal(100), first("2026-03-15", whole)) == Decimal("100.00")


@pytest.mark.parametrize(
    ("amount", "starts_on", "step", "units"),
    [
        ("5", "2026-06-16", "1", "3"),
        ("5", "2026-06-16", "0.5", "2.5"),
        ("10", "2026-06-11", "1", "7"),
        ("1", "2026-06-30", "0.5", "0.5"),
        ("5", "2026-06-01", "1", "5"),
    ],
)
def test_a_first_allowance_is_rounded_up_to_the_step(
    amount: str, starts_on: str, step: str, units: str
) -> None:
    assert prorated_allowance(Decimal(amount), first(starts_on), Decimal(step)) == Decimal(units)


@given(memberships(), prices, st.sets(st.integers(1, 366), max_size=6))
def test_the_pieces_of_a_period_cost_the_period_to_half_a_cent_each(
    membership: tuple[PlanTerms, dt.date], price: Decimal, cuts: set[int]
) -> None:
    terms, starts_on = membership
    period = period_at(terms, starts_on, starts_on)
    pieces = [period]
    for on in sorted(starts_on + dt.timedelta(days=distance) for distance in cuts):
        if pieces[-1].starts_on < on < pieces[-1].ends_on:
            pieces[-1:] = cut(pieces[-1], on)
    assert all(before.ends_on == after.starts_on for before, after in pairwise(pieces))
    exact = price * period.charged_days / period.full_days
    assert abs(sum(prorated(price, piece) for piece in pieces) - exact) <= HALF_A_CENT * len(pieces)
    assert all(0 <= prorated(price, piece) <= price for piece in pieces)


@given(memberships(), st.integers(0, 100), st.sampled_from(["0.25", "0.5", "1", "2"]))
def test_an_allowance_is_never_less_than_its_days_and_never_a_step_more(
    membership: tuple[PlanTerms, dt.date], steps: int, step_typed: str
) -> None:
    step = Decimal(step_typed)
    period = period_at(membership[0], membership[1], membership[1])
    units = prorated_allowance(steps * step, period, step)
    exact = steps * step * period.charged_days / period.full_days
    assert exact <= units < exact + step
    assert units % step == 0


@pytest.mark.parametrize("on", ["2026-05-31", "2026-06-01", "2026-07-01"])
def test_a_cut_is_inside(on: str) -> None:
    with pytest.raises(ValueError, match="does not cut"):
        cut(first("2026-06-01"), day(on))
