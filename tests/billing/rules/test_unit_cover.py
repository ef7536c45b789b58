"""Which grants pay for what: portions, several grants and units, M1, M2, M26."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from billing.rules.pricing.day import price_day
from billing.rules.pricing.differences import UnitChange, difference
from billing.rules.pricing.facts import Stay
from billing.rules.pricing.quotes import Quote
from espaces.rules.intervals import Interval
from reservations.rules.units import GrantBalance, Per
from tests.billing.rules.pricing_world import booklet, day, facts, half_day, hour, quote, stay, tickets, used
from tests.wall_clock import at

WHOLE_DAY = "09:00-18:00"
HALF_DAYS = (tickets(Per.HALF_DAY, "1"),)
DESK = (half_day("5"), day("9"))
HOURS, DAYS = 2, 3


def taken(priced: Quote) -> list[tuple[int, str, int]]:
    return [(line.grant_id, str(line.quantity), line.reservation_id) for line in priced.units]


@pytest.mark.parametrize(
    ("fee", "included", "price", "days", "total"),
    [(75, 5, "20", 9, 155), (50, 3, "15", 5, 80)],
    ids=["M1", "M2"],
)
def test_M1_M2_a_month_of_days_beyond_the_allowance(
    fee: int, included: int, price: str, days: int, total: int
) -> None:
    owed = Decimal(fee)
    for before in range(days):
        left = max(0, included - before)
        grants = (booklet(str(left), included=True),)
        owed += quote(WHOLE_DAY, tariffs=(day(price),), rates=(tickets(Per.DAY, "1"),), grants=grants).due
    assert owed == total


def test_M26_a_pack_of_ten_is_nine_after_a_booking_and_ten_after_its_cancellation() -> None:
    booked = quote("09:00-12:00", rates=HALF_DAYS, grants=(booklet("10"),))
    assert difference(None, booked).units == (UnitChange(1, 1, "ticket", Decimal(1)),)
    assert difference(booked, None).units == (UnitChange(1, 1, "ticket", Decimal(-1)),)


def test_a_half_day_may_be_drawn_from_two_grants_of_the_same_unit() -> None:
    rates = (tickets(Per.HALF_DAY, "2"),)
    priced = quote("09:00-12:00", rates=rates, grants=(booklet("1", grant_id=1), booklet("5", grant_id=2)))
    assert taken(priced) == [(1, "1", 1), (2, "1", 1)]


def test_grants_are_taken_in_the_order_of_consumption() -> None:
    anywhere = booklet("1", grant_id=1)
    here_only = booklet("1", grant_id=2, venue_count=1)
    assert taken(quote("09:00-12:00", rates=HALF_DAYS, grants=(anywhere, here_only))) == [(2, "1", 1)]


def test_a_shared_grant_gives_a_person_no_more_than_what_his_cap_leaves() -> None:
    shared = booklet("10", shared=True, cap_left=Decimal(1))
    priced = quote(WHOLE_DAY, tariffs=DESK, rates=HALF_DAYS, grants=(shared,))
    assert (used(priced), priced.due) == (1, 5)


@pytest.mark.parametrize("left", [{"balance": "-1"}, {"balance": "5", "cap_left": Decimal(-2)}])
def test_a_grant_below_zero_gives_nothing_and_takes_nothing_from_others(left: dict) -> None:
    overdrawn = GrantBalance(1, 1, Decimal(left.pop("balance")), **left)
    priced = quote("09:00-12:00", tariffs=DESK, rates=HALF_DAYS, grants=(overdrawn, booklet("1", grant_id=2)))
    assert taken(priced) == [(2, "1", 1)]


def test_two_short_stays_of_a_morning_take_one_half_day_written_on_the_first() -> None:
    priced = quote("09:00-10:00", "11:00-12:00", rates=HALF_DAYS, grants=(booklet("10"),))
    assert taken(priced) == [(1, "1", 1)]


def test_each_half_day_is_written_on_the_reservation_in_which_it_begins() -> None:
    priced = quote("09:00-10:00", "10:00-18:00", rates=HALF_DAYS, grants=(booklet("10"),))
    assert taken(priced) == [(1, "1", 1), (1, "1", 2)]


def test_started_hours_of_the_day_are_counted_together() -> None:
    rates = (tickets(Per.HOUR, "1", unit_id=HOURS, name="hour"),)
    grants = (booklet("10", unit_id=HOURS),)
    assert taken(quote("09:00-10:30", "14:00-15:30", rates=rates, grants=grants)) == [
        (1, "2", 1),
        (1, "1", 2),
    ]


def test_hours_that_no_unit_pays_for_are_paid_in_money() -> None:
    rates = (tickets(Per.HOUR, "1", unit_id=HOURS, name="hour"),)
    grants = (booklet("2", unit_id=HOURS),)
    priced = quote("09:00-12:30", tariffs=(hour("6"),), rates=rates, grants=grants)
    assert (used(priced), priced.due) == (2, 12)


def test_a_day_is_taken_whole_or_not_at_all() -> None:
    rates = (tickets(Per.DAY, "1", unit_id=DAYS, name="day"),)
    enough = quote(WHOLE_DAY, tariffs=DESK, rates=rates, grants=(booklet("1", unit_id=DAYS),))
    too_few = quote(WHOLE_DAY, tariffs=DESK, rates=rates, grants=(booklet("0.5", unit_id=DAYS),))
    assert (used(enough), enough.due) == (1, 0)
    assert (used(too_few), too_few.due) == (0, 9)


def test_two_units_share_a_day_each_by_its_own_measure() -> None:
    """The hour of the plan, valid here only, goes first; the booklet pays for what is left of the morning."""
    rates = (*HALF_DAYS, tickets(Per.HOUR, "1", unit_id=HOURS, name="hour"))
    grants = (booklet("1", grant_id=1), booklet("1", grant_id=2, unit_id=HOURS, venue_count=1))
    priced = quote(WHOLE_DAY, tariffs=DESK, rates=rates, grants=grants)
    assert taken(priced) == [(2, "1", 1), (1, "1", 1)]
    assert priced.due == 5


def test_the_refusal_counts_what_is_missing_after_all_that_is_left() -> None:
    refused = quote(WHOLE_DAY, rates=(tickets(Per.HALF_DAY, "2"),), grants=(booklet("3"),))
    assert refused.missing_units == 1
    assert refused.trace[0].facts == {"unit": "ticket", "plural": "tickets", "needed": "2", "available": "1"}


def test_a_kind_that_takes_units_of_another_person_only_says_how_many_it_takes() -> None:
    assert quote(WHOLE_DAY, rates=HALF_DAYS).missing_units == 2


def test_nothing_booked_costs_nothing() -> None:
    assert quote(tariffs=DESK, rates=HALF_DAYS, grants=(booklet("1"),)) == Quote()


def test_the_lunch_closure_inside_a_stay_is_not_counted() -> None:
    lunch = replace(facts(tariffs=(hour("6"),)), stays=(stay(1, "11:00-12:00", "14:00-15:00"),))
    assert price_day(lunch).due == 12


def test_a_presence_is_counted_in_whole_minutes() -> None:
    """Under a minute is nothing, and seconds beyond the boundary are no afternoon."""
    begun, left = (
        at("2026-11-24 09:00") + timedelta(seconds=50),
        at("2026-11-24 13:30") + timedelta(seconds=40),
    )
    seen = Stay(1, (Interval(begun, left),))
    moment = Stay(2, (Interval(left, left + timedelta(seconds=10)),))
    priced = price_day(replace(facts(tariffs=DESK), stays=(seen, moment)))
    assert [(line.unit, line.amount) for line in priced.lines] == [("half_day", 5)]
    assert price_day(replace(facts(tariffs=DESK), stays=(moment,))) == Quote()


def test_minutes_of_two_overlapping_stays_are_counted_once() -> None:
    assert quote("09:00-11:00", "10:30-12:00", tariffs=(hour("6"),)).due == 18


def test_what_is_free_in_money_takes_no_ticket() -> None:
    priced = quote("09:00-12:00", tariffs=(half_day("0"),), rates=HALF_DAYS, grants=(booklet("10"),))
    assert (taken(priced), priced.due) == ([], 0)
    assert [line.unit for line in priced.lines] == ["half_day"], "free, and still counted"
