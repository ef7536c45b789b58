"""Sheet A5: hours with the first one in full, a day that switches on, students, two tax rates in one shop."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from billing.rules.pricing.settings import Audience, Part, PriceRules, Tariff
from tests.billing.rules.pricing_world import TTC, as_chosen, day, due, for_, hour, quote, window

HOUR = hour("6", "10", first_amount=Decimal(6), part=Part.PRO_RATA)
DAY = day("29", "20")
SHOP = (HOUR, DAY)

STUDENT = for_(Audience.REDUCED, "étudiant")
EVENING = window("12", "17:00-20:00", "20", weekdays=frozenset(range(5)), on_holidays=False, **STUDENT)
WEEKEND_DAY = day("24", "20", weekdays=frozenset({5, 6}), on_holidays=True, **STUDENT)
STUDENTS = (*SHOP, EVENING, WEEKEND_DAY)
WEDNESDAY, SATURDAY = date(2026, 11, 25), date(2026, 11, 28)


def test_A5_1_forty_minutes_cost_6() -> None:
    assert due("09:00-09:40", tariffs=SHOP) == "6.00"


def test_A5_2_two_hours_and_a_half_cost_15_at_10_percent() -> None:
    priced = quote("09:00-11:30", tariffs=SHOP)
    assert priced.due == 15
    assert [(rate.tax_rate, str(rate.net)) for rate in priced.rates] == [(10, "13.64")]


def test_A5_3_four_hours_forty_cost_28() -> None:
    assert due("09:00-13:40", tariffs=SHOP) == "28.00"


def test_A5_4_four_hours_fifty_cost_the_day() -> None:
    priced = quote("09:00-13:50", tariffs=SHOP)
    assert [(line.unit, str(line.amount)) for line in priced.lines] == [("day", "29.00")]


def test_A5_5_seven_hours_cost_29_and_not_42() -> None:
    assert due("09:00-16:00", tariffs=SHOP) == "29.00"


def test_A5_6_leaving_after_five_hours_and_coming_back_costs_29_in_all() -> None:
    assert due("09:00-14:00", "16:00-18:00", tariffs=SHOP) == "29.00"


@pytest.mark.parametrize(
    ("rules", "price"), [(TTC, "29.00"), (as_chosen(TTC), "36.00")], ids=["cumulated (default)", "two visits"]
)
def test_A5_7_ambiguous_three_hours_twice(rules: PriceRules, price: str) -> None:
    assert due("09:00-12:00", "14:00-17:00", tariffs=SHOP, rules=rules) == price


def test_A5_8_a_student_pays_12_on_a_wednesday_evening_and_24_on_saturday() -> None:
    assert due("17:00-20:00", tariffs=STUDENTS, on=WEDNESDAY) == "12.00"
    assert due("09:00-17:00", tariffs=STUDENTS, on=SATURDAY) == "24.00"
    assert due("17:00-20:00", tariffs=STUDENTS, on=SATURDAY) == "18.00"


def test_A5_8_a_holiday_is_a_day_of_the_weekend_for_students() -> None:
    assert due("09:00-17:00", tariffs=STUDENTS, on=WEDNESDAY, holiday=True) == "24.00"
    assert due("17:00-20:00", tariffs=STUDENTS, on=WEDNESDAY, holiday=True) == "18.00"


def test_A5_8_others_pay_the_hours_and_the_day() -> None:
    assert due("17:00-20:00", tariffs=SHOP, on=WEDNESDAY) == "18.00"
    assert due("09:00-17:00", tariffs=SHOP, on=SATURDAY) == "29.00"


def test_A5_8_ambiguous_a_student_who_begins_before_the_window_pays_those_minutes_by_the_hour() -> None:
    priced = quote("16:00-20:00", tariffs=STUDENTS, on=WEDNESDAY)
    assert [(line.unit, str(line.amount)) for line in priced.lines] == [("window", "12.00"), ("hour", "6.00")]
    assert due("16:30-19:30", tariffs=STUDENTS, on=WEDNESDAY) == "18.00"


def test_A5_8_ambiguous_by_the_unit_chosen_the_window_takes_only_stays_inside_it() -> None:
    rules = as_chosen(TTC)
    assert due("17:00-20:00", tariffs=STUDENTS, on=WEDNESDAY, rules=rules) == "12.00"
    assert due("16:00-20:00", tariffs=STUDENTS, on=WEDNESDAY, rules=rules) == "24.00"


@pytest.mark.parametrize(
    ("rules", "price"),
    [(TTC, "120.00"), (as_chosen(TTC), "144.00")],
    ids=["cheapest (default)", "by the hour"],
)
def test_A5_9_ambiguous_six_hours_of_the_room(rules: PriceRules, price: str) -> None:
    assert due("09:00-15:00", tariffs=(hour("24", "20"), day("120", "20")), rules=rules) == price


@pytest.mark.parametrize(("line", "net"), [(HOUR, "5.45"), (DAY, "24.17")])
def test_A5_11_the_tax_rate_belongs_to_the_price_and_not_to_the_venue(line: Tariff, net: str) -> None:
    priced = quote("09:00-10:00", tariffs=(line,))
    assert [(rate.tax_rate, str(rate.net)) for rate in priced.rates] == [(line.tax_rate, net)]
