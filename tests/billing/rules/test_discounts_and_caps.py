"""Discounts (C2, C6, I1, I2) and caps: one line for each tax rate, cents shared by largest remainder."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from billing.rules.pricing.corrections import discounted
from billing.rules.pricing.day import price_day
from billing.rules.pricing.quotes import Quote, RateTotal, Step
from billing.rules.pricing.rounding import spread
from billing.rules.pricing.settings import Audience, Cap, CapPeriod, Discount
from tests.billing.rules.pricing_world import (
    TTC,
    as_chosen,
    day,
    due,
    facts,
    for_,
    half_day,
    hour,
    quote,
    stay,
)

WHOLE_DAY = "09:00-18:00"
DESK = (half_day("5"), day("9"))


def percent(value: str, reason: str = "plan", name: str = "") -> Discount:
    return Discount(Decimal(value), reason, name)


def amounts(priced: Quote, unit: str) -> list[str]:
    return [str(line.amount) for line in priced.lines if line.unit == unit]


def shared(total: str, *weights: str) -> list[str]:
    return [str(share) for share in spread(Decimal(total), [Decimal(weight) for weight in weights])]


def an_hour_and_a_morning(an_hour: str, a_morning: str) -> Quote:
    """Two lines at 20 %, less 20 %."""
    tariffs = (hour(an_hour, "20"), half_day(a_morning, "20"))
    day_facts = facts(tariffs=tariffs, rules=as_chosen(TTC), discounts=(percent("20"),))
    booked = (stay(1, "09:00-12:00", by_half_days=True), stay(2, "14:00-15:00"))
    return price_day(replace(day_facts, stays=booked))


@pytest.mark.parametrize(
    ("prices", "left", "net", "tax"),
    [
        (("1.21", "14.98"), ["0.97", "11.98"], "10.79", "2.16"),
        (("14.23", "14.98"), ["11.38", "11.98"], "19.47", "3.89"),
    ],
    ids=["I1", "I2"],
)
def test_I1_I2_twenty_percent_off_two_lines_and_their_tax_on_the_sum_of_the_rate(
    prices: tuple[str, str], left: list[str], net: str, tax: str
) -> None:
    priced = an_hour_and_a_morning(*prices)
    assert (amounts(priced, "hour"), amounts(priced, "half_day")) == ([prices[0]], [prices[1]])
    assert priced.rates == (RateTotal(Decimal(20), Decimal(net), Decimal(tax)),)
    assert shared(str(priced.due), *prices) == left


@pytest.mark.parametrize("off", ["-1", "100.01", "1000"])
def test_C2_a_discount_of_more_than_the_price_is_refused_and_the_price_stays(off: str) -> None:
    with pytest.raises(ValueError, match="between 0 and 100"):
        percent(off)
    assert due("09:00-12:00", tariffs=(half_day("10"),), discounts=(percent("100"),)) == "0.00"
    assert due("09:00-12:00", tariffs=(half_day("10"),)) == "10.00"


def test_C6_fifteen_percent_off_three_lines_of_ten_cents_leaves_9_8_and_8() -> None:
    assert discounted(Decimal("0.30"), Decimal(15)) == Decimal("0.25")
    assert shared("0.25", "0.10", "0.10", "0.10") == ["0.09", "0.08", "0.08"]
    three = ("09:00-10:00", "10:00-11:00", "11:00-12:00")
    priced = quote(*three, tariffs=(hour("0.10"),), rules=as_chosen(TTC), discounts=(percent("15"),))
    assert amounts(priced, "hour") == ["0.10", "0.10", "0.10"]
    assert amounts(priced, "discount") == ["-0.05"]
    assert priced.due == Decimal("0.25")


def test_each_tax_rate_has_its_own_discount_line() -> None:
    prices = (hour("3", "5.5"), half_day("10", "20"))
    priced = quote("09:00-13:00", "14:00-16:00", tariffs=prices, discounts=(percent("10"),))
    assert [(line.tax_rate, str(line.amount)) for line in priced.lines if line.unit == "discount"] == [
        (20, "-1.00"),
        (Decimal("5.5"), "-0.60"),
    ]


def test_a_discount_is_never_on_top_of_another_advantage() -> None:
    members = half_day("4.60", **for_(Audience.ASSOCIATION))
    priced = quote("09:00-12:00", tariffs=(*DESK, members), discounts=(percent("10"),))
    assert [(line.unit, str(line.amount)) for line in priced.lines] == [
        ("half_day", "5.00"),
        ("discount", "-0.50"),
    ]
    lower = replace(members, amount=Decimal("4.40"))
    assert due("09:00-12:00", tariffs=(*DESK, lower), discounts=(percent("10"),)) == "4.40"


def test_the_larger_of_two_discounts_counts_alone() -> None:
    discounts = (percent("10"), percent("20", "colleague"))
    priced = quote("09:00-12:00", tariffs=DESK, discounts=discounts)
    assert amounts(priced, "discount") == ["-1.00"]
    assert [line.facts["reason"] for line in priced.trace if line.step is Step.DISCOUNT] == ["colleague"]


def test_a_discount_needs_prices_for_everybody() -> None:
    members = (half_day("5", **for_(Audience.ASSOCIATION)),)
    assert due("09:00-12:00", tariffs=members, discounts=(percent("50"),)) == "5.00"


def cap(period: CapPeriod, limit: str, spent: str = "0", tariff_id: int | None = None) -> Cap:
    return Cap(period, Decimal(limit), Decimal(spent), tariff_id)


@pytest.mark.parametrize(
    ("spent", "price"),
    [("0", "9.00"), ("261", "9.00"), ("264.50", "5.50"), ("270", "0.00"), ("300", "0.00")],
)
def test_a_cap_leaves_what_the_other_days_have_not_taken(spent: str, price: str) -> None:
    assert due(WHOLE_DAY, tariffs=DESK, caps=(cap(CapPeriod.MONTH, "270", spent),)) == price


def test_caps_apply_one_after_the_other_from_the_day_to_the_month() -> None:
    caps = (
        cap(CapPeriod.MONTH, "100", "96"),
        cap(CapPeriod.WEEK, "30", "25"),
        cap(CapPeriod.WEEK, "40", "34", tariff_id=3),
        cap(CapPeriod.DAY, "8"),
    )
    priced = quote(WHOLE_DAY, tariffs=DESK, caps=caps)
    assert [(line.unit, str(line.amount)) for line in priced.lines] == [
        ("day", "9.00"),
        ("cap", "-1.00"),
        ("week", "-2.00"),
        ("cap", "-1.00"),
        ("cap", "-1.00"),
    ]
    assert priced.due == 4


def test_a_cap_is_shared_over_tax_rates_and_its_tax_comes_down_with_it() -> None:
    prices = (hour("3", "5.5"), half_day("10", "20"))
    priced = quote("09:00-13:00", "14:00-16:00", tariffs=prices, caps=(cap(CapPeriod.DAY, "8"),))
    assert [(line.tax_rate, str(line.amount)) for line in priced.lines if line.unit == "cap"] == [
        (20, "-5.00"),
        (Decimal("5.5"), "-3.00"),
    ]
    assert priced.due == 8


def test_under_a_cap_the_claim_that_was_lower_before_it_is_told() -> None:
    members = half_day("4", **for_(Audience.ASSOCIATION, "adhérents"))
    priced = quote(
        "09:00-12:00", tariffs=(*DESK, members), discounts=(percent("40"),), caps=(cap(CapPeriod.DAY, "2"),)
    )
    assert amounts(priced, "discount") == ["-2.00"]
    assert priced.due == 2


def test_cents_left_over_go_to_the_largest_remainder_then_to_the_first() -> None:
    assert shared("0.05", "1", "1", "1") == ["0.02", "0.02", "0.01"]
    assert shared("1.00", "1", "2") == ["0.33", "0.67"]
    assert shared("1.00", "0", "0") == ["1.00", "0.00"]
    assert shared("0.00", "3", "1") == ["0.00", "0.00"]
