"""Percentages off invoice lines: I1, I2, C2, C6."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from billing.rules.invoices.discounts import discounted_amounts, discounted_items
from billing.rules.pricing.rounding import CENT
from tests.billing.rules.invoice_world import item


def left(percent: str, *amounts: str) -> list[str]:
    return [str(one) for one in discounted_amounts([Decimal(amount) for amount in amounts], Decimal(percent))]


def test_I1_I2_twenty_percent_is_rounded_up_once_on_the_sum() -> None:
    assert left("20", "1.21", "14.98") == ["0.97", "11.98"]
    assert left("20", "14.23", "14.98") == ["11.38", "11.98"]


def test_C6_three_lines_of_ten_cents() -> None:
    assert left("15", "0.10", "0.10", "0.10") == ["0.09", "0.08", "0.08"]


@pytest.mark.parametrize("percent", ["-1", "100.01", "1000"])
def test_C2_more_than_everything_is_refused(percent: str) -> None:
    with pytest.raises(ValueError, match="between 0 and 100"):
        left(percent, "10.00")


def test_nothing_or_everything_off() -> None:
    assert left("0", "1.21", "14.98") == ["1.21", "14.98"]
    assert left("100", "1.21", "14.98") == ["0.00", "0.00"]
    assert left("20") == []
    with pytest.raises(ValueError, match="only what is sold"):
        left("20", "10.00", "-1.00")


def test_lines_that_give_back_and_unit_prices_stay_and_bases_do_not_mix() -> None:
    listed = [item("0.02"), item("-5.00"), item("0.02", with_tax=False)]
    kept = discounted_items(listed, Decimal(30))
    assert [str(one.amount) for one in kept] == ["0.01", "-5.00", "0.01"]
    assert [one.unit_price for one in kept] == [one.unit_price for one in listed]


@given(st.lists(st.decimals("0", "500", places=2), min_size=1, max_size=8), st.decimals("0", "100", places=2))
def test_the_customer_never_gets_less_than_his_percentage(amounts: list[Decimal], percent: Decimal) -> None:
    kept = discounted_amounts(amounts, percent)
    exact = sum(amounts) * percent / 100
    assert 0 <= (sum(amounts) - sum(kept)) - exact < CENT
    assert all(0 <= after <= before for after, before in zip(kept, amounts, strict=True))
