"""Sheets A7, A9, A10, A11 and A19: half-days and days, for members and others."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from billing.rules.pricing.settings import Audience, Cap, CapPeriod, Discount, PriceRules
from tests.billing.rules.pricing_world import (
    HT,
    TTC,
    as_chosen,
    by_duration,
    day,
    due,
    for_,
    half_day,
    quote,
)

WHOLE_DAY = "09:00-18:00"
MORNING = "09:00-12:00"

MEMBERS_DISCOUNT = Discount(Decimal(30), "plan", "adhérents")
SMALL_ROOM = (half_day("80", "20"), day("150", "20"))
LARGE_ROOM = (half_day("160", "20"), day("360", "20"))


def test_A7_1_a_member_pays_70_percent_of_the_day_of_a_small_room() -> None:
    priced = quote(WHOLE_DAY, tariffs=SMALL_ROOM, rules=HT, discounts=(MEMBERS_DISCOUNT,))
    assert [(line.unit, str(line.amount)) for line in priced.lines] == [
        ("day", "150.00"),
        ("discount", "-45.00"),
    ]
    assert priced.total == 105
    assert priced.due == 126


def test_A7_1_the_day_of_a_large_room_is_never_dearer_than_its_two_half_days() -> None:
    """The published day, 360, is more than two half-days, 320: the cheapest cover says 320."""
    assert quote(WHOLE_DAY, tariffs=LARGE_ROOM, rules=HT).total == 320
    assert quote(WHOLE_DAY, tariffs=LARGE_ROOM, rules=as_chosen(HT), by_half_days=True).total == 360


def test_A7_2_a_firm_pays_half_of_the_day_at_booking() -> None:
    rules = replace(as_chosen(HT), deposit_percent=Decimal(50), charges_tax=False)
    priced = quote(WHOLE_DAY, tariffs=LARGE_ROOM, rules=rules, by_half_days=True)
    assert (priced.deposit, priced.due - priced.deposit) == (180, 180)


def test_A7_3_an_unbooked_room_is_free_to_members_and_still_a_line() -> None:
    priced = quote(MORNING, tariffs=(*SMALL_ROOM, half_day("0", **for_(Audience.ASSOCIATION))), rules=HT)
    assert priced.is_possible
    assert [(line.unit, line.amount) for line in priced.lines] == [("half_day", 0)]


@pytest.mark.parametrize("rules", [HT, as_chosen(HT)], ids=["cheapest", "chosen"])
def test_A7_4_ambiguous_two_hours_without_an_hourly_price_are_a_half_day(rules: PriceRules) -> None:
    priced = quote("09:00-11:00", tariffs=SMALL_ROOM, rules=rules, discounts=(MEMBERS_DISCOUNT,))
    assert priced.total == 56


MEMBER = for_(Audience.ASSOCIATION, "adhérents")
VILLAGE = (half_day("9"), half_day("6", **MEMBER))


def test_A9_1_ambiguous_a_half_day_is_6_for_a_member_and_9_for_others() -> None:
    assert due(MORNING, tariffs=VILLAGE) == "6.00"
    assert due(MORNING, tariffs=VILLAGE[:1]) == "9.00"


def test_A9_2_ambiguous_a_member_s_eight_half_days_are_48() -> None:
    assert sum(Decimal(due(MORNING, tariffs=VILLAGE)) for _ in range(8)) == 48


def test_A9_3_ambiguous_the_month_at_110_is_worth_it_from_the_nineteenth_half_day() -> None:
    member = Decimal(due(MORNING, tariffs=VILLAGE))
    assert 18 * member < 110 < 19 * member


def test_A9_4_ambiguous_a_day_without_price_is_two_half_days() -> None:
    assert due(WHOLE_DAY, tariffs=VILLAGE) == "12.00"
    assert due(WHOLE_DAY, tariffs=(*VILLAGE, day("10", **MEMBER))) == "10.00"


PUBLIC = (half_day("12"), day("20"))


def test_A10_1_a_morning_is_12_and_a_day_is_20_and_not_24() -> None:
    assert due(MORNING, tariffs=PUBLIC) == "12.00"
    assert due(WHOLE_DAY, tariffs=PUBLIC) == "20.00"


@pytest.mark.parametrize(
    ("rules", "price"), [(TTC, "20.00"), (as_chosen(TTC), "24.00")], ids=["cheapest (default)", "chosen"]
)
def test_A10_2_ambiguous_the_afternoon_added_to_the_morning(rules: PriceRules, price: str) -> None:
    both = ("09:00-12:00", "14:00-18:00")
    assert due(*both, tariffs=PUBLIC, rules=rules, by_half_days=True) == price


def test_A10_3_eleven_days_are_220_and_the_twelfth_passes_the_resident_s_225() -> None:
    a_day = Decimal(due(WHOLE_DAY, tariffs=PUBLIC))
    assert (11 * a_day, 12 * a_day) == (220, 240)


def test_A10_3_under_a_cap_of_225_a_month_the_twelfth_day_is_5() -> None:
    month = Cap(CapPeriod.MONTH, Decimal(225), spent=Decimal(220))
    assert due(WHOLE_DAY, tariffs=PUBLIC, caps=(month,)) == "5.00"


DESK, OFFICE, ROOM = (half_day("5"),), (half_day("15"),), (half_day("45"), day("75"))


def test_A11_1_a_morning_of_open_space_is_5() -> None:
    assert due(MORNING, tariffs=DESK) == "5.00"


def test_A11_2_a_day_of_the_room_is_75_and_not_90() -> None:
    assert due(WHOLE_DAY, tariffs=ROOM) == "75.00"


def test_A11_3_an_office_without_day_price_is_30() -> None:
    assert due(WHOLE_DAY, tariffs=OFFICE) == "30.00"


@pytest.mark.parametrize(
    ("rules", "price"),
    [(TTC, "75.00"), (by_duration(TTC, 240), "45.00")],
    ids=["by the clock (default)", "by duration"],
)
def test_A11_4_ambiguous_four_hours_across_lunch(rules: PriceRules, price: str) -> None:
    assert due("11:30-15:30", tariffs=ROOM, rules=rules) == price


def test_A11_5_another_kind_is_another_day() -> None:
    assert Decimal(due(MORNING, tariffs=DESK)) + Decimal(due("14:00-18:00", tariffs=ROOM)) == 50


NEGOTIATED = half_day("6", "20", **for_(Audience.PLAN, "Clermont’ech"))


def test_A19_1_three_half_days_are_18_without_tax() -> None:
    priced = [quote(MORNING, tariffs=(NEGOTIATED,), rules=HT) for _ in range(3)]
    assert sum(each.total for each in priced) == 18
    assert sum(each.due for each in priced) == Decimal("21.60")


def test_A19_2_A19_3_where_half_time_and_full_time_become_worth_it() -> None:
    price = quote(MORNING, tariffs=(NEGOTIATED,), rules=HT).total
    assert 11 * price == 66
    assert 19 * price < 117 < 20 * price


def test_A19_4_nothing_is_for_sale_to_who_is_not_validated() -> None:
    refused = quote(MORNING, tariffs=(), rules=HT)
    assert (refused.not_on_sale, refused.is_possible, refused.lines) == (True, False, ())
