import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from espaces.rules.plan_terms.changes import change_at_boundary, credit_and_charge
from espaces.rules.plan_terms.periods import boundary_from, first_day, period_at
from espaces.rules.plan_terms.terms import Anchor, Cycle, FirstPeriod, PlanTerms
from tests.espaces.rules.plan_terms.any_terms import memberships, plan_terms
from tests.wall_clock import day

CALENDAR_MONTH = PlanTerms(cycle=Cycle.MONTH, anchor=Anchor.CALENDAR)
MONTHLY = PlanTerms(cycle=Cycle.MONTH, anchor=Anchor.ANNIVERSARY)


@pytest.mark.parametrize(
    ("asked_on", "changes_on"),
    [
        ("2026-06-15", "2026-06-16"),
        ("2026-06-16", "2026-07-16"),
        ("2026-05-16", "2026-06-16"),
        ("2026-05-01", "2026-05-16"),
    ],
)
def test_a_plan_changes_at_the_next_boundary(asked_on: str, changes_on: str) -> None:
    assert change_at_boundary(MONTHLY, day("2026-05-16"), day(asked_on)) == day(changes_on)


def test_a_plan_changed_at_once_credits_the_days_left_and_charges_the_new_ones() -> None:
    june = period_at(CALENDAR_MONTH, day("2026-01-01"), day("2026-06-16"))
    change = credit_and_charge(Decimal(100), june, Decimal(180), CALENDAR_MONTH, day("2026-06-16"))
    assert (change.unused.days, change.credit) == (15, Decimal("50.00"))
    assert (change.new_period.days, change.charge) == (15, Decimal("90.00"))
    assert change.due == Decimal("40.00")


def test_a_cheaper_plan_gives_money_back() -> None:
    june = period_at(CALENDAR_MONTH, day("2026-01-01"), day("2026-06-16"))
    change = credit_and_charge(Decimal(180), june, Decimal(100), CALENDAR_MONTH, day("2026-06-16"))
    assert change.due == Decimal("-40.00")


def test_on_the_first_day_of_a_period_all_of_it_is_credited() -> None:
    june = period_at(CALENDAR_MONTH, day("2026-01-01"), day("2026-06-01"))
    change = credit_and_charge(Decimal(100), june, Decimal(180), CALENDAR_MONTH, day("2026-06-01"))
    assert (change.unused, change.credit, change.charge) == (june, Decimal("100.00"), Decimal("180.00"))


def test_a_first_month_that_was_prorated_is_credited_at_the_same_rate() -> None:
    june = period_at(CALENDAR_MONTH, day("2026-06-16"), day("2026-06-16"))
    change = credit_and_charge(Decimal(100), june, Decimal(200), CALENDAR_MONTH, day("2026-06-26"))
    assert (change.credit, change.charge) == (Decimal("16.67"), Decimal("33.33"))


def test_a_month_sold_whole_is_credited_over_the_days_it_had() -> None:
    whole = replace(CALENDAR_MONTH, first_period=FirstPeriod.WHOLE)
    last_ten_days = period_at(whole, day("2026-06-21"), day("2026-06-21"))
    change = credit_and_charge(Decimal(100), last_ten_days, Decimal(300), CALENDAR_MONTH, day("2026-06-26"))
    assert (change.credit, change.charge) == (Decimal("50.00"), Decimal("50.00"))


def test_the_new_plan_keeps_the_anniversary_where_its_terms_say_so() -> None:
    old = period_at(MONTHLY, day("2026-05-16"), day("2026-06-01"))
    kept = replace(MONTHLY, anchor_on=day("2026-05-16"))
    change = credit_and_charge(Decimal(62), old, Decimal(93), kept, day("2026-06-01"))
    assert (change.unused.days, change.credit) == (15, Decimal("30.00"))
    assert (change.new_period.ends_on, change.charge) == (day("2026-06-16"), Decimal("45.00"))


def test_without_it_the_new_plan_begins_a_whole_period() -> None:
    old = period_at(MONTHLY, day("2026-05-16"), day("2026-06-01"))
    change = credit_and_charge(Decimal(62), old, Decimal(93), MONTHLY, day("2026-06-01"))
    assert (change.new_period.ends_on, change.charge) == (day("2026-07-01"), Decimal("93.00"))


def test_no_change_at_once_outside_the_period_or_to_an_indivisible_plan() -> None:
    june = period_at(CALENDAR_MONTH, day("2026-01-01"), day("2026-06-16"))
    indivisible = replace(CALENDAR_MONTH, first_period=FirstPeriod.NEXT)
    with pytest.raises(ValueError, match="old plan"):
        credit_and_charge(Decimal(100), june, Decimal(180), CALENDAR_MONTH, day("2026-07-01"))
    with pytest.raises(ValueError, match="new plan"):
        credit_and_charge(Decimal(100), june, Decimal(180), indivisible, day("2026-06-16"))


@given(memberships(), plan_terms(), st.decimals(0, 900, places=2), st.integers(0, 400))
def test_a_change_never_credits_more_than_the_old_price_nor_charges_more_than_the_new(
    membership: tuple[PlanTerms, dt.date], new_terms: PlanTerms, price: Decimal, distance: int
) -> None:
    terms, starts_on = membership
    old = period_at(terms, starts_on, starts_on)
    on = old.starts_on + dt.timedelta(days=distance % old.days)
    if first_day(new_terms, on) != on:
        on = old.starts_on
        new_terms = replace(new_terms, first_period=FirstPeriod.PRORATED)
    change = credit_and_charge(price, old, price + 1, new_terms, on)
    assert change.unused.ends_on == old.ends_on
    assert change.unused.starts_on == change.new_period.starts_on == on
    assert 0 <= change.credit <= price
    assert 0 <= change.charge <= price + 1


@given(memberships(), st.integers(-30, 900))
def test_the_day_of_a_change_is_a_boundary_still_to_come(
    membership: tuple[PlanTerms, dt.date], distance: int
) -> None:
    terms, starts_on = membership
    asked_on = starts_on + dt.timedelta(days=distance)
    on = change_at_boundary(terms, starts_on, asked_on)
    assert on > asked_on
    assert on == starts_on or on == boundary_from(terms, starts_on, on)
