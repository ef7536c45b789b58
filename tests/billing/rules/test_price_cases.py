"""MO2 to MO11: a day's price, in units and money."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from billing.rules.pricing.day import price_day
from billing.rules.pricing.quotes import RateTotal
from billing.rules.pricing.settings import Audience, Cap, CapPeriod
from reservations.rules.units import Per
from tests.billing.rules.pricing_world import (
    HT,
    TTC,
    as_chosen,
    booklet,
    by_duration,
    day,
    due,
    facts,
    for_,
    half_day,
    hour,
    quote,
    stay,
    tickets,
    units,
    used,
)

DESK = (half_day("5"), day("9"))
ROOM = (hour("12"), half_day("35"), day("60"))


def test_MO2_a_room_for_two_hours_and_a_half_takes_three_tickets() -> None:
    rates = (tickets(Per.HOUR, "1"),)
    assert units("09:00-11:30", rates=rates, grants=(booklet("10"),)) == 3


def test_MO3_one_ticket_left_pays_the_morning_and_money_the_afternoon() -> None:
    priced = quote("09:00-18:00", tariffs=DESK, rates=(tickets(Per.HALF_DAY, "1"),), grants=(booklet("1"),))
    assert used(priced) == 1
    assert priced.due == Decimal("5.00")


def test_MO4_the_afternoon_added_to_the_morning_costs_what_makes_a_day_of_both() -> None:
    assert due("09:00-12:00", tariffs=DESK) == "5.00"
    assert due("09:00-12:00", "14:00-18:00", tariffs=DESK) == "9.00"


@pytest.mark.parametrize(
    ("stays", "price"),
    [
        (["09:00-11:00"], "24.00"),
        (["09:00-12:00"], "35.00"),
        (["09:00-12:00", "14:00-15:00"], "47.00"),
        (["10:00-16:00"], "60.00"),
        (["09:00-15:00"], "59.00"),
        (["09:00-10:30", "10:30-12:00"], "35.00"),
    ],
)
def test_MO5_the_cheapest_cover_of_the_day(stays: list[str], price: str) -> None:
    assert due(*stays, tariffs=ROOM, boundary="13:00") == price


MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("first", "days", "price"),
    [(0, 5, "40.00"), (0, 4, "36.00"), (3, 2, "18.00"), (7, 2, "18.00")],
    ids=["Mon-Fri", "Mon-Thu", "Thu-Fri", "Mon-Tue of the next week"],
)
def test_MO6_a_week_costs_its_days_or_the_week_price(first: int, days: int, price: str) -> None:
    spent = Decimal(0)
    for n in range(first, first + days):
        week = Cap(CapPeriod.WEEK, Decimal(40), spent, tariff_id=7)
        spent += quote("09:00-18:00", tariffs=DESK, caps=(week,), on=MONDAY + timedelta(days=n)).total
    assert str(spent) == price


def test_MO7_after_ten_half_days_the_eleventh_is_money_at_the_member_price() -> None:
    member = half_day("4", **for_(Audience.PLAN, "Essentiel"))
    allowance = {"rates": (tickets(Per.HALF_DAY, "1", name="half-day"),), "tariffs": (*DESK, member)}
    tenth = quote("09:00-12:00", grants=(booklet("1", included=True),), **allowance)
    eleventh = quote("09:00-12:00", grants=(booklet("0", included=True),), **allowance)
    assert (tenth.due, used(tenth)) == (0, 1)
    assert (eleventh.due, used(eleventh)) == (4, 0)
    assert eleventh.lines[0].audience_name == "Essentiel"


def test_MO8_without_tax_each_line_is_rounded_and_the_tax_once() -> None:
    three = ("09:00-10:00", "10:00-11:00", "11:00-12:00")
    priced = quote(*three, tariffs=(hour("0.335", "20"),), rules=as_chosen(HT))
    assert [str(line.amount) for line in priced.lines] == ["0.34", "0.34", "0.34"]
    assert priced.rates == (RateTotal(Decimal(20), Decimal("1.02"), Decimal("0.20")),)
    assert priced.due == Decimal("1.22")


def test_MO9_with_tax_three_times_five_are_fifteen() -> None:
    priced = quote("09:00-12:00", tariffs=(hour("5", "20"),))
    assert priced.rates == (RateTotal(Decimal(20), Decimal("12.50"), Decimal("2.50")),)
    assert priced.due == 15


def test_MO10_what_was_announced_is_what_is_paid() -> None:
    priced = quote("09:00-12:00", tariffs=(half_day("9.99", "20"),))
    assert priced.rates == (RateTotal(Decimal(20), Decimal("8.33"), Decimal("1.66")),)
    assert priced.due == Decimal("9.99")


def test_MO11_tax_is_computed_for_each_rate_and_then_summed() -> None:
    prices = (hour("3", "5.5"), half_day("10", "20"))
    priced = quote("09:00-13:00", "14:00-16:00", tariffs=prices, rules=HT)
    assert priced.rates == (
        RateTotal(Decimal(20), Decimal("10.00"), Decimal("2.00")),
        RateTotal(Decimal("5.5"), Decimal("6.00"), Decimal("0.33")),
    )
    assert priced.due == Decimal("18.33")


def test_by_duration_a_half_day_pays_for_the_first_minutes_only_never_for_all_those_beyond() -> None:
    """Ten hours: two half-days at 20. The six hours beyond the first four are no half-day at 10."""
    prices = (hour("2"), half_day("10"))
    assert due("09:00-19:00", tariffs=prices, rules=by_duration(TTC, 240)) == "20.00"
    assert due("09:00-14:00", tariffs=prices, rules=by_duration(TTC, 240)) == "10.00"
    dearer = (hour("4"), half_day("10"))
    assert due("09:00-14:00", tariffs=dearer, rules=by_duration(TTC, 240)) == "14.00"


@pytest.mark.parametrize(("minutes", "price"), [("09:30", "12.00"), ("11:00", "12.00"), ("11:01", "18.00")])
def test_less_than_the_minimum_counts_as_the_minimum(minutes: str, price: str) -> None:
    assert due(f"09:00-{minutes}", tariffs=(hour("6", minimum_minutes=120),)) == price


def test_the_tolerance_is_for_the_step_beyond_and_never_for_the_first() -> None:
    lenient = (hour("6", tolerance_minutes=10),)
    assert [due(f"09:00-{end}", tariffs=lenient) for end in ("09:05", "10:10", "10:11")] == [
        "6.00",
        "6.00",
        "12.00",
    ]


def test_a_plan_that_includes_the_day_has_one_line_for_a_reservation_used_in_two_visits() -> None:
    visits = replace(facts(included="Mois"), stays=(stay(4, "09:00-10:00"), stay(4, "11:00-12:00")))
    assert [line.reservation_id for line in price_day(visits).lines] == [4]
