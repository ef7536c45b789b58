"""Closings: every day, month and fiscal year, and totals that add up (BOI-TVA-DECLA-30-10-30, §170)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings, strategies as st

from billing.rules.accounting.facts import Back, Facts, Means
from billing.rules.books.closings import Level, Period, due_closings, fiscal_year
from billing.rules.books.totals import MeansSum, RateSum, Totals, totals_of
from billing.rules.pricing.rounding import ZERO, total_of
from tests.billing.rules.books_strategies import Life, lives
from tests.billing.rules.books_world import back, credit, june, paid, settles, sold
from tests.billing.rules.invoice_world import item

DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))


def due(level: Level, first: date, today: date, *, until: date | None = None, month: int = 1) -> list[Period]:
    return due_closings(level, first_day=first, closed_until=until, today=today, first_month=month)


def test_every_day_is_closed_once_it_is_over_empty_ones_too() -> None:
    assert due(Level.DAY, june(1), june(4)) == [Period(june(n), june(n + 1)) for n in (1, 2, 3)]
    assert due(Level.DAY, june(1), june(1)) == []


def test_days_go_on_from_the_last_closed() -> None:
    assert due(Level.DAY, june(1), june(4), until=june(3)) == [Period(june(3), june(4))]
    assert due(Level.DAY, june(1), june(4), until=june(4)) == []


def test_a_month_is_closed_after_its_last_day() -> None:
    assert due(Level.MONTH, date(2026, 1, 17), date(2026, 2, 28)) == [
        Period(date(2026, 1, 17), date(2026, 2, 1))
    ]
    assert due(Level.MONTH, date(2026, 1, 17), date(2026, 3, 1), until=date(2026, 2, 1)) == [
        Period(date(2026, 2, 1), date(2026, 3, 1))
    ]


@pytest.mark.parametrize(
    ("month", "first", "ends"),
    [
        (1, date(2026, 5, 4), date(2027, 1, 1)),
        (9, date(2026, 5, 4), date(2026, 9, 1)),
        (5, date(2026, 5, 4), date(2027, 5, 1)),
        (9, date(2026, 9, 1), date(2027, 9, 1)),
    ],
)
def test_a_fiscal_year_is_closed_after_its_last_month(month: int, first: date, ends: date) -> None:
    assert due(Level.YEAR, first, ends - timedelta(days=1), month=month) == []
    assert due(Level.YEAR, first, ends, month=month) == [Period(first, ends)]


def test_the_whole_fiscal_year_of_a_day() -> None:
    assert fiscal_year(date(2026, 5, 4), 9) == Period(date(2025, 9, 1), date(2026, 9, 1))
    assert fiscal_year(date(2026, 12, 31)) == Period(date(2026, 1, 1), date(2027, 1, 1))


@given(st.sampled_from(list(Level)), DAYS, st.integers(0, 800), st.integers(1, 12))
def test_periods_follow_each_other_and_none_ends_after_today(
    level: Level, first: date, days: int, month: int
) -> None:
    today = first + timedelta(days=days)
    found = due(level, first, today, month=month)
    starts = [first, *(period.ends_on for period in found)]
    assert [period.starts_on for period in found] == starts[:-1]
    assert starts[-1] <= today
    assert due(level, first, today, until=starts[-1], month=month) == []


def test_totals_of_a_day_by_rate_and_means() -> None:
    bought = sold(item("12.00"), item("10.55", rate="5.5"))
    facts = Facts(
        issued=(bought, credit(bought, {1: "6.00"}), sold(item("5.00"), reference="FA-2", issued_on=june(2))),
        payments=(paid("22.55", means=Means.CASH), paid("7.00", number=2, means=Means.CARD)),
        reversals=(back("6.00"),),
        allocations=(settles("22.55"),),
    )
    assert totals_of(Period(june(1), june(2)), facts, before=Decimal("100.00")) == Totals(
        rates=(
            RateSum(Decimal("5.5"), Decimal("10.00"), Decimal("0.55")),
            RateSum(Decimal(20), Decimal("5.00"), Decimal("1.00")),
        ),
        means=(MeansSum("card", Decimal("7.00")), MeansSum("cash", Decimal("16.55"))),
        invoices=1,
        credit_notes=1,
        payments=2,
        reversals=1,
        period_total=Decimal("16.55"),
        perpetual_total=Decimal("116.55"),
    )


def test_an_empty_day_keeps_the_perpetual_total() -> None:
    assert totals_of(Period(june(1), june(2)), Facts(), before=Decimal("100.00")) == Totals(
        (), (), 0, 0, 0, 0, ZERO, Decimal("100.00")
    )


def test_what_is_recorded_later_counts_on_the_day_it_was_recorded() -> None:
    facts = Facts(
        payments=(paid("20.00", on=june(1), recorded_on=june(3)),),
        reversals=(replace(back("20.00", Back.MISTAKE, on=june(1)), recorded_on=june(5)),),
    )
    counted = [totals_of(Period(june(day), june(day + 1)), facts) for day in (1, 3, 5)]
    assert [(one.payments, one.reversals) for one in counted] == [(0, 0), (1, 0), (0, 1)]
    assert counted[2].means == (MeansSum("transfer", Decimal("-20.00")),)


def test_what_goes_back_by_other_means_counts_under_those() -> None:
    facts = Facts(payments=(paid("20.00", means=Means.CARD),), reversals=(back("5.00", means=Means.CASH),))
    found = totals_of(Period(june(1), june(2)), facts).means
    assert found == (MeansSum("card", Decimal("20.00")), MeansSum("cash", Decimal("-5.00")))


def added(
    parts: list[Totals],
) -> tuple[dict[Decimal, tuple[Decimal, Decimal]], dict[str, Decimal], list[int], Decimal]:
    rates: dict[Decimal, tuple[Decimal, Decimal]] = {}
    means: dict[str, Decimal] = {}
    for one in parts:
        for rate in one.rates:
            net, tax = rates.get(rate.rate, (ZERO, ZERO))
            rates[rate.rate] = (net + rate.net, tax + rate.tax)
        for by in one.means:
            means[by.means] = means.get(by.means, ZERO) + by.amount
    counts = [
        sum(getattr(one, name) for one in parts)
        for name in ("invoices", "credit_notes", "payments", "reversals")
    ]
    return rates, means, counts, total_of(one.period_total for one in parts)


def closed(level: Level, facts: Facts, month: int) -> list[tuple[Period, Totals]]:
    """One after the other, as they are made."""
    found: list[tuple[Period, Totals]] = []
    for period in due(level, date(2026, 1, 2), date(2028, 1, 1), month=month):
        before = found[-1][1].perpetual_total if found else ZERO
        found.append((period, totals_of(period, facts, before=before)))
    return found


@settings(max_examples=15, deadline=None)
@given(lives(most=8), st.integers(1, 12))
def test_a_month_is_the_sum_of_its_days_and_a_year_of_its_months(life: Life, month: int) -> None:
    facts = life.facts()
    days, months, years = (closed(level, facts, month) for level in Level)
    for smaller, larger in ((days, months), (months, years)):
        for period, total in larger:
            inside = [(part, one) for part, one in smaller if part.starts_on in period]
            assert added([one for _part, one in inside]) == added([total])
            assert inside[-1][1].perpetual_total == total.perpetual_total
