"""Declarations: their periods and last days, made twice, corrected, written as files."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest

from billing.rules.books.closings import Period
from billing.rules.ereporting.daily import DayOfPayments, DayOfSales
from billing.rules.ereporting.periods import Filing, Kind, period_of, periods_over, send_by
from billing.rules.ereporting.reports import Report, as_csv, as_json, content_of, next_report
from tests.billing.rules.books_world import june

SALES, PAYMENTS = Kind.TRANSACTIONS, Kind.PAYMENTS
DECADE = Period(june(1), june(11))
ROW = DayOfSales(june(3), "EUR", "TPS1", Decimal("20.00"), 2, Decimal("-10.00"), Decimal("-2.00"))


def on(month: int, day: int, year: int = 2026) -> date:
    return date(year, month, day)


@pytest.mark.parametrize(
    ("kind", "filing", "day", "first", "end", "send"),
    [
        (SALES, Filing.MONTHLY, on(6, 1), on(6, 1), on(6, 11), on(6, 20)),
        (SALES, Filing.MONTHLY, on(6, 20), on(6, 11), on(6, 21), on(6, 30)),
        (SALES, Filing.MONTHLY, on(2, 28), on(2, 21), on(3, 1), on(3, 10)),
        (SALES, Filing.MONTHLY, on(2, 12), on(2, 11), on(2, 21), on(2, 28)),
        (PAYMENTS, Filing.MONTHLY, on(6, 20), on(6, 1), on(7, 1), on(7, 10)),
        (SALES, Filing.QUARTERLY, on(12, 5), on(12, 1), on(1, 1, 2027), on(1, 10, 2027)),
        (PAYMENTS, Filing.QUARTERLY, on(6, 30), on(6, 1), on(7, 1), on(7, 10)),
        (SALES, Filing.SIMPLIFIED, on(6, 30), on(6, 1), on(7, 1), on(7, 30)),
        (PAYMENTS, Filing.SIMPLIFIED, on(1, 4), on(1, 1), on(2, 1), on(2, 28)),
        (SALES, Filing.FRANCHISE, on(6, 30), on(5, 1), on(7, 1), on(7, 30)),
        (PAYMENTS, Filing.FRANCHISE, on(1, 1), on(1, 1), on(3, 1), on(3, 30)),
        (SALES, Filing.FRANCHISE, on(12, 31), on(11, 1), on(1, 1, 2027), on(1, 30, 2027)),
    ],
)
def test_each_filing_has_its_periods_and_its_last_day_to_send(
    kind: Kind, filing: Filing, day: date, first: date, end: date, send: date
) -> None:
    period = period_of(kind, filing, day)
    assert period == Period(first, end)
    assert send_by(kind, filing, period) == send


def test_periods_over_follow_each_other_and_the_running_one_waits() -> None:
    found = periods_over(SALES, Filing.MONTHLY, since=june(5), today=on(7, 10))
    assert found == [Period(june(1), june(11)), Period(june(11), june(21)), Period(june(21), on(7, 1))]
    assert periods_over(SALES, Filing.MONTHLY, since=june(5), today=on(7, 11))[-1] == Period(
        on(7, 1), on(7, 11)
    )


def content(*rows: DayOfSales) -> dict[str, object]:
    return content_of("552100554", SALES, DECADE, rows, tax_on_debits=False)


def test_the_first_declaration_of_a_period_replaces_none() -> None:
    assert next_report(SALES, DECADE, content(ROW), None) == Report(SALES, DECADE, 1, None, content(ROW))


def test_declaring_the_same_again_sends_nothing() -> None:
    stored = json.loads(json.dumps(content(ROW)))
    assert next_report(SALES, DECADE, content(ROW), (1, stored)) is None


def test_other_figures_cancel_and_replace_the_last_version() -> None:
    later = next_report(SALES, DECADE, content(ROW, ROW), (2, content(ROW)))
    assert later is not None
    assert (later.version, later.replaces, later.content) == (3, 2, content(ROW, ROW))


def test_an_empty_period_is_not_sent_unless_something_was_declared_before() -> None:
    assert next_report(SALES, DECADE, content(), None) is None
    emptied = next_report(SALES, DECADE, content(), (1, content(ROW)))
    assert emptied is not None
    assert (emptied.version, emptied.content["rows"]) == (2, [])


def test_json_holds_the_period_the_version_and_amounts_as_text() -> None:
    said = json.loads(as_json(Report(SALES, DECADE, 2, 1, content(ROW))))
    assert said == {
        "siren": "552100554",
        "kind": "transactions",
        "first_day": "2026-06-01",
        "last_day": "2026-06-10",
        "tax_on_debits": False,
        "version": 2,
        "replaces": 1,
        "rows": [
            {
                "day": "2026-06-03",
                "currency": "EUR",
                "category": "TPS1",
                "rate": "20.00",
                "transactions": 2,
                "net": "-10.00",
                "tax": "-2.00",
            }
        ],
    }


def test_csv_has_a_row_for_each_day_and_rate() -> None:
    assert as_csv(Report(SALES, DECADE, 1, None, content(ROW))) == (
        "day,currency,category,rate,transactions,net,tax\r\n2026-06-03,EUR,TPS1,20.00,2,-10.00,-2.00\r\n"
    )


def test_csv_of_payments() -> None:
    row = DayOfPayments(june(4), "EUR", Decimal("5.50"), Decimal("-6.00"))
    said = content_of("552100554", PAYMENTS, DECADE, [row], tax_on_debits=False)
    assert as_csv(Report(PAYMENTS, DECADE, 1, None, said)) == (
        "day,currency,rate,collected\r\n2026-06-04,EUR,5.50,-6.00\r\n"
    )
