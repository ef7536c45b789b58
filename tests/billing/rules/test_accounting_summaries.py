"""Revenue and VAT by month and rate, on invoices and on receipts; revenue received in advance."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings

from billing.rules.accounting.deferred import deferred_pack, deferred_period
from billing.rules.accounting.facts import Facts, Purpose
from billing.rules.accounting.summaries import MonthOfRate, on_invoices, on_receipts, tax_due
from billing.rules.pricing.rounding import ZERO, total_of
from tests.billing.rules.books_strategies import Life, lives
from tests.billing.rules.books_world import DEPOSIT, balance, credit, entries_of, june, paid, settles, sold
from tests.billing.rules.invoice_world import item

JULY = date(2026, 7, 1)
Summary = Callable[[Facts], tuple[MonthOfRate, ...]]


def rows(summary: Summary, facts: Facts) -> list[tuple[int, str, str, str]]:
    """Month, rate, net, tax."""
    return [(one.month.month, str(one.rate), str(one.net), str(one.tax)) for one in summary(facts)]


def half_paid_in_july(*, tax_on_debits: bool) -> Facts:
    bought = sold(item("24.00"), issued_on=june(20), tax_on_debits=tax_on_debits)
    return Facts(
        issued=(bought, credit(bought, {1: "6.00"}, on=JULY)),
        payments=(paid("12.00", on=JULY),),
        allocations=(settles("12.00", on=JULY),),
    )


def test_on_invoices_a_credit_note_counts_in_its_own_month() -> None:
    assert rows(on_invoices, half_paid_in_july(tax_on_debits=False)) == [
        (6, "20", "20.00", "4.00"),
        (7, "20", "-5.00", "-1.00"),
    ]


def test_on_receipts_only_what_was_paid_counts() -> None:
    assert rows(on_receipts, half_paid_in_july(tax_on_debits=False)) == [(7, "20", "10.00", "2.00")]


def test_vat_is_due_on_receipts_or_on_debits_as_each_invoice_says() -> None:
    assert rows(tax_due, half_paid_in_july(tax_on_debits=False)) == [(7, "20", "10.00", "2.00")]
    assert rows(tax_due, half_paid_in_july(tax_on_debits=True)) == [
        (6, "20", "20.00", "4.00"),
        (7, "20", "-5.00", "-1.00"),
    ]


def test_what_is_no_price_of_a_service_is_apart_and_in_no_vat_return() -> None:
    bought = sold(item("50.00", rate="0"), item("30.00", rate="0"), purposes=[DEPOSIT, Purpose.DESK])
    facts = Facts(issued=(bought,), payments=(paid("80.00"),), allocations=(settles("80.00"),))
    assert [(one.outside, str(one.gross)) for one in on_invoices(facts)] == [
        (False, "30.00"),
        (True, "50.00"),
    ]
    assert [(one.outside, str(one.gross)) for one in on_receipts(facts)] == [
        (False, "30.00"),
        (True, "50.00"),
    ]
    assert [str(one.gross) for one in tax_due(facts)] == ["30.00"]


@settings(max_examples=100, deadline=None)
@given(lives())
def test_vat_due_is_what_the_account_of_vat_collected_says(life: Life) -> None:
    facts = life.facts()
    entries = entries_of(
        issued=facts.issued,
        payments=facts.payments,
        reversals=facts.reversals,
        allocations=facts.allocations,
        differences=facts.differences,
    )
    by_month = {one.day.replace(day=1) for one in entries}
    for month in by_month:
        of_month = [one for one in entries if one.day.replace(day=1) == month]
        assert -balance(of_month, "44571") == total_of(
            one.tax for one in tax_due(facts) if one.month == month
        )


@pytest.mark.parametrize(
    ("left", "ends_on", "expected"),
    [
        ("10", None, "50.00"),
        ("4", None, "20.00"),
        ("3.5", date(2027, 6, 1), "17.50"),
        ("4", date(2027, 1, 2), "20.00"),
        ("4", date(2027, 1, 1), "0.00"),
        ("4", date(2026, 10, 1), "0.00"),
        ("0", None, "0.00"),
        ("-1", None, "0.00"),
        ("12", None, "50.00"),
    ],
)
def test_of_a_pack_what_is_left_after_the_closing_is_of_the_next_year(
    left: str, ends_on: date | None, expected: str
) -> None:
    found = deferred_pack(
        Decimal("50.00"),
        units=Decimal(10),
        units_left=Decimal(left),
        ends_on=ends_on,
        closing_on=date(2026, 12, 31),
    )
    assert str(found) == expected


def test_a_third_of_a_pack_is_rounded_half_up() -> None:
    found = deferred_pack(
        Decimal("50.00"), units=Decimal(3), units_left=Decimal(1), ends_on=None, closing_on=date(2026, 12, 31)
    )
    assert str(found) == "16.67"


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (date(2026, 12, 16), date(2027, 1, 15), "48.39"),
        (date(2026, 12, 1), date(2026, 12, 31), "0.00"),
        (date(2027, 1, 1), date(2027, 1, 31), "100.00"),
        (date(2026, 1, 1), date(2026, 1, 31), "0.00"),
    ],
)
def test_of_a_membership_the_days_after_the_closing_are_of_the_next_year(
    first: date, last: date, expected: str
) -> None:
    found = deferred_period(Decimal("100.00"), first_day=first, last_day=last, closing_on=date(2026, 12, 31))
    assert str(found) == expected
    assert found >= ZERO
