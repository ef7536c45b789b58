"""Lines and totals of an invoice: MO8 to MO11, I2, 12.99, both bases, lines that give back."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given

from billing.rules.invoices.content import Category, Line, RateTotal
from billing.rules.invoices.layout import Exemption, Item, apportioned, laid_out
from billing.rules.pricing.rounding import CENT, total_of
from tests.billing.rules.invoice_world import item, items

EXEMPTION = Exemption("VATEX-FR-FRANCHISE", "TVA non applicable, article 293 B du CGI")


def nets(lines: tuple[Line, ...]) -> list[str]:
    return [str(line.net) for line in lines]


def said(totals: tuple[RateTotal, ...]) -> list[tuple[str, str, str]]:
    return [(f"{total.rate:.2f}", str(total.net), str(total.tax)) for total in totals]


def test_MO8_three_lines_of_0_34_without_tax() -> None:
    lines, totals = laid_out([item("0.34", with_tax=False, unit_price="0.335")] * 3, None)
    assert nets(lines) == ["0.34", "0.34", "0.34"]
    assert said(totals) == [("20.00", "1.02", "0.20")]


def test_MO9_three_times_five_with_tax() -> None:
    lines, totals = laid_out([item("5.00")] * 3, None)
    assert said(totals) == [("20.00", "12.50", "2.50")]
    assert nets(lines) == ["4.17", "4.17", "4.16"]
    assert [line.position for line in lines] == [1, 2, 3]


@pytest.mark.parametrize(
    ("amount", "net", "tax"), [("9.99", "8.33", "1.66"), ("12.99", "10.83", "2.16"), ("0.01", "0.01", "0.00")]
)
def test_MO10_what_was_announced_with_tax_is_what_is_paid(amount: str, net: str, tax: str) -> None:
    assert said(laid_out([item(amount)], None)[1]) == [("20.00", net, tax)]


def test_MO11_tax_is_computed_for_each_rate_the_lowest_first() -> None:
    mixed = [item("10.00", rate="20", with_tax=False), item("10.10", rate="5.5", with_tax=False)]
    assert said(laid_out(mixed, None)[1]) == [("5.50", "10.10", "0.56"), ("20.00", "10.00", "2.00")]


@pytest.mark.parametrize(
    ("amounts", "net", "tax"),
    [(("0.97", "11.98"), "10.79", "2.16"), (("11.38", "11.98"), "19.47", "3.89")],
    ids=["I1", "I2"],
)
def test_I1_I2_tax_is_on_the_sum_of_the_rate_and_not_on_each_line(
    amounts: tuple[str, str], net: str, tax: str
) -> None:
    assert said(laid_out([item(amount) for amount in amounts], None)[1]) == [("20.00", net, tax)]


def test_both_bases_come_together_under_their_rate() -> None:
    lines, totals = laid_out([item("12.00"), item("10.00", with_tax=False), item("3.00")], None)
    assert nets(lines) == ["10.00", "10.00", "2.50"]
    assert said(totals) == [("20.00", "22.50", "4.50")]


def test_days_given_back_beside_new_ones() -> None:
    lines, totals = laid_out([item("-60.00", with_tax=False), item("100.00", with_tax=False)], None)
    assert nets(lines) == ["-60.00", "100.00"]
    assert said(totals) == [("20.00", "40.00", "8.00")]


@pytest.mark.parametrize(("back", "expected"), [("-100.00", "-83.33"), ("-99.99", "-83.32")])
def test_lines_that_nearly_cancel_out_keep_their_own_nets(back: str, expected: str) -> None:
    """By weight, the cent that remains would have made 100.00 and -99.99 of them."""
    lines, totals = laid_out([item("100.00"), item(back)], None)
    assert lines[1].net == Decimal(expected)
    assert lines[0].net + lines[1].net == totals[0].net


def test_a_rate_of_zero_says_why() -> None:
    totals = laid_out([item("30.00", rate="0"), item("12.00")], EXEMPTION)[1]
    assert totals == (
        RateTotal(
            Decimal(0),
            Decimal("30.00"),
            Decimal("0.00"),
            Category.EXEMPT,
            EXEMPTION.code,
            EXEMPTION.text,
        ),
        RateTotal(Decimal(20), Decimal("10.00"), Decimal("2.00")),
    )
    assert laid_out([item("30.00", rate="0")], None)[1][0].exemption == ""


def test_nothing_to_lay_out() -> None:
    assert laid_out([], None) == ((), ())


@given(items())
def test_line_nets_add_up_to_the_net_of_their_rate_and_stay_within_a_cent(listed: list[Item]) -> None:
    lines, totals = laid_out(listed, None)
    for total in totals:
        assert total_of(line.net for line in lines if line.tax_rate == total.rate) == total.net
    for line in lines:
        exact = Fraction(line.amount) / (1 + (Fraction(line.tax_rate) / 100 if line.includes_tax else 0))
        assert abs(Fraction(line.net) - exact) < Fraction(CENT)
        assert line.net == line.net.quantize(CENT)


@given(items())
def test_with_tax_the_gross_is_what_was_announced(listed: list[Item]) -> None:
    announced = [one for one in listed if one.includes_tax]
    totals = laid_out(announced, None)[1]
    assert sum(total.net + total.tax for total in totals) == sum(one.amount for one in announced)


def test_cents_left_go_to_the_largest_remainder_then_to_the_first() -> None:
    assert apportioned(Decimal("0.05"), [Fraction(5, 300)] * 3) == [
        Decimal("0.02"),
        Decimal("0.02"),
        Decimal("0.01"),
    ]
    assert apportioned(Decimal("0.10"), [Fraction(1, 100), Fraction(1, 100)]) == [Decimal("0.05")] * 2
