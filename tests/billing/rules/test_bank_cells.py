"""Days and amounts of statements: nothing that could be read in two ways."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from billing.rules.bank.cells import amount_read, day_read


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        ("12", "12.00"),
        ("12,5", "12.50"),
        ("-12.50", "-12.50"),
        ("+7,00 €", "7.00"),
        ("1 234,56", "1234.56"),
        ("1\N{NO-BREAK SPACE}234\N{NO-BREAK SPACE}567,89", "1234567.89"),
        ("1\N{NARROW NO-BREAK SPACE}234\N{NARROW NO-BREAK SPACE}567,89 EUR", "1234567.89"),
        ("1.234,56", "1234.56"),
        ("1,234.56", "1234.56"),
        ("1.234.567", "1234567.00"),
        ("1'234.50", "1234.50"),
        ("\N{MINUS SIGN}3,20", "-3.20"),
        ("12,00-", "-12.00"),
        ("(12,00)", "-12.00"),
        ("- 12,00", "-12.00"),
        ("-0,00", "0.00"),
        ("1.234", None),
        ("1,234", None),
        ("1.234.56", None),
        ("12,345", None),
        ("12,", None),
        (",50", None),
        ("1 23,00", None),
        ("--1", None),
        ("abc", None),
        ("", None),
        ("1e3", None),
        ("NaN", None),
    ],
)
def test_amounts(cell: str, amount: str | None) -> None:
    read = amount_read(cell)
    assert (read if read is None else str(read)) == amount


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("23/11/2026", date(2026, 11, 23)),
        ("2026-11-23", date(2026, 11, 23)),
        ("23-11-2026 10:15:00", date(2026, 11, 23)),
        ("2026-11-23T10:15:00+01:00", date(2026, 11, 23)),
        ("3.1.2026", date(2026, 1, 3)),
        ("03/01/26", date(2026, 1, 3)),
        ("11/23/2026", None),
        ("31/02/2026", None),
        ("46349", None),
        ("", None),
    ],
)
def test_days_come_before_months(cell: str, day: date | None) -> None:
    assert day_read(cell) == day


@given(st.decimals("-9999999", "9999999", places=2))
def test_every_amount_is_read_back_however_a_bank_writes_it(amount: Decimal) -> None:
    english = f"{amount:,.2f}"
    french = english.replace(",", "\N{NARROW NO-BREAK SPACE}").replace(".", ",")
    german = english.translate(str.maketrans(",.", ".,"))
    assert {amount_read(written) for written in (english, french, german, f"{amount:.2f}")} == {amount}


@given(st.dates(date(1000, 1, 1)))
def test_every_day_is_read_back(day: date) -> None:
    assert day_read(day.isoformat()) == day_read(f"{day:%d/%m/}{day.year:04d}") == day
