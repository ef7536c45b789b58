"""What is declared day by day: sales to consumers and what was collected on them (5-french-rules.md, section 2.5)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings

from billing.rules.accounting.collection import collected
from billing.rules.accounting.facts import Facts, Issued, Purpose
from billing.rules.books.closings import Period
from billing.rules.ereporting.daily import DayOfPayments, DayOfSales, payments_by_day, sales_by_day
from billing.rules.invoices.content import Party
from billing.rules.pricing.rounding import total_of
from tests.billing.rules.books_strategies import Life, lives
from tests.billing.rules.books_world import (
    DEPOSIT,
    FEE,
    YEAR,
    back,
    credit,
    june,
    paid,
    set_off,
    settles,
    sold,
)
from tests.billing.rules.invoice_world import item

JUNE = Period(june(1), june(30))


def sale(day: int, rate: str, count: int, net: str, tax: str) -> DayOfSales:
    return DayOfSales(june(day), "EUR", "TPS1", Decimal(rate), count, Decimal(net), Decimal(tax))


def received(day: int, rate: str, amount: str) -> DayOfPayments:
    return DayOfPayments(june(day), "EUR", Decimal(rate), Decimal(amount))


def test_sales_of_a_day_are_added_by_rate_and_counted() -> None:
    issued = (
        sold(item("12.00"), item("10.55", rate="5.5")),
        sold(item("24.00"), reference="FA-2"),
        sold(item("6.00"), reference="FA-3", issued_on=june(2)),
    )
    assert sales_by_day(Facts(issued=issued), JUNE) == (
        sale(1, "5.5", 1, "10.00", "0.55"),
        sale(1, "20", 2, "30.00", "6.00"),
        sale(2, "20", 1, "5.00", "1.00"),
    )


def test_a_credit_note_lowers_the_sales_of_its_own_day() -> None:
    bought = sold(item("12.00"))
    issued = (bought, credit(bought, {1: "6.00"}, on=june(9)))
    assert sales_by_day(Facts(issued=issued), JUNE)[1:] == (sale(9, "20", 1, "-5.00", "-1.00"),)


def test_only_days_of_the_period_are_declared() -> None:
    issued = (
        sold(item("12.00"), issued_on=june(1)),
        sold(item("12.00"), issued_on=june(11), reference="FA-2"),
    )
    assert [one.day for one in sales_by_day(Facts(issued=issued), Period(june(1), june(11)))] == [june(1)]


def half_paid(bought: Issued) -> Facts:
    return Facts(
        issued=(bought,), payments=(paid("6.00", on=june(4)),), allocations=(settles("6.00", on=june(4)),)
    )


@pytest.mark.parametrize(
    "more",
    [
        {"buyer": Party("Bob SARL", is_professional=True)},
        {"buyer": Party("Mairie", is_public=True)},
        {"regime": "exempt"},
    ],
    ids=["to a professional", "to a public body", "by an exempt seller"],
)
def test_some_sales_are_not_declared_nor_their_payments(more: dict[str, Any]) -> None:
    facts = half_paid(sold(item("12.00"), **more))
    assert sales_by_day(facts, JUNE) == ()
    assert payments_by_day(facts, JUNE) == ()


def test_under_franchise_sales_and_payments_are_declared_without_vat() -> None:
    facts = half_paid(sold(item("12.00", rate="0"), regime="franchise"))
    assert sales_by_day(facts, JUNE) == (sale(1, "0", 1, "12.00", "0.00"),)
    assert payments_by_day(facts, JUNE) == (received(4, "0", "6.00"),)


@pytest.mark.parametrize("regime", ["normal", "franchise"])
def test_security_deposits_and_association_fees_are_no_sales(regime: str) -> None:
    bought = sold(item("50.00", rate="0"), item("20.00", rate="0"), purposes=[DEPOSIT, FEE], regime=regime)
    assert sales_by_day(Facts(issued=(bought,)), JUNE) == ()


def test_under_the_normal_regime_a_service_without_vat_is_not_declared() -> None:
    issued = (sold(item("12.00"), item("30.00", rate="0"), purposes=[Purpose.DESK, Purpose.SALE]),)
    assert sales_by_day(Facts(issued=issued), JUNE) == (sale(1, "20", 1, "10.00", "2.00"),)


def test_a_partial_payment_is_declared_at_its_amount_over_the_rates_of_the_invoice() -> None:
    bought = sold(item("12.00"), item("12.00", rate="10"))
    facts = Facts(
        issued=(bought,), payments=(paid("8.01", on=june(4)),), allocations=(settles("8.01", on=june(4)),)
    )
    assert payments_by_day(facts, JUNE) == (received(4, "10", "4.01"), received(4, "20", "4.00"))


def test_payments_of_one_day_are_added() -> None:
    facts = Facts(
        issued=(sold(item("12.00")), sold(item("24.00"), reference="FA-2")),
        payments=(paid("36.00", on=june(4)),),
        allocations=(settles("12.00", on=june(4)), settles("24.00", invoice="FA-2", on=june(4))),
    )
    assert payments_by_day(facts, JUNE) == (received(4, "20", "36.00"),)


def test_a_refund_is_negative_on_its_own_day() -> None:
    bought = sold(item("24.00"))
    facts = Facts(
        issued=(bought, credit(bought, {1: "12.00"}, on=june(9))),
        payments=(paid("24.00"),),
        allocations=(settles("24.00"), *set_off("12.00", june(9), freed="12.00")),
        reversals=(back("12.00", on=june(12), credit_note="AV-1"),),
    )
    assert payments_by_day(facts, JUNE) == (received(1, "20", "24.00"), received(12, "20", "-12.00"))


def test_on_debits_payments_are_not_declared_and_sales_are() -> None:
    facts = half_paid(sold(item("12.00"), tax_on_debits=True))
    assert payments_by_day(facts, JUNE) == ()
    assert len(sales_by_day(facts, JUNE)) == 1


@settings(max_examples=100, deadline=None)
@given(lives(rates=("5.5", "10", "20")))
def test_declared_days_add_up_to_the_documents_and_to_the_money(life: Life) -> None:
    facts, always = life.facts(), Period(YEAR.starts_on, YEAR.ends_on.replace(year=2031))
    sales = sales_by_day(facts, always)
    assert total_of(one.net + one.tax for one in sales) == total_of(
        one.sign * one.document.gross for one in life.issued
    )
    assert total_of(one.collected for one in payments_by_day(facts, always)) == total_of(
        one.amount.gross for one in collected(facts)
    )
