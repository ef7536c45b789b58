"""Revenue and VAT of a structure, month by month and rate by rate."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby

from billing.queries.book_facts import all_facts
from billing.rules.accounting.facts import Facts
from billing.rules.accounting.summaries import MonthOfRate, on_invoices, on_receipts, tax_due
from billing.rules.books.closings import Period
from billing.rules.pricing.rounding import total_of

BASES: dict[str, Callable[[Facts], tuple[MonthOfRate, ...]]] = {
    "invoices": on_invoices,
    "receipts": on_receipts,
    "due": tax_due,
}
"""What was invoiced; what was received; what a VAT return asks for, each invoice as it was issued."""


@dataclass(frozen=True)
class Sums:
    net: Decimal
    tax: Decimal

    @property
    def gross(self) -> Decimal:
        return self.net + self.tax


@dataclass(frozen=True)
class Month:
    month: date
    rates: Sequence[MonthOfRate]
    total: Sums


def rows_of(structure_id: int, basis: str, period: Period) -> list[MonthOfRate]:
    """Of months that begin in the period."""
    return [row for row in BASES[basis](all_facts(structure_id)) if row.month in period]


def by_month(rows: Sequence[MonthOfRate]) -> list[Month]:
    return [
        Month(month, of_month, sums_of(of_month))
        for month, found in groupby(rows, key=lambda row: row.month)
        if (of_month := list(found))
    ]


def by_rate(rows: Sequence[MonthOfRate]) -> list[tuple[Decimal, bool, Sums]]:
    """Rate, whether it is outside VAT, and what all months have of it."""
    keys = sorted({(row.rate, row.outside) for row in rows})
    return [(*key, sums_of([row for row in rows if (row.rate, row.outside) == key])) for key in keys]


def sums_of(rows: Sequence[MonthOfRate]) -> Sums:
    return Sums(total_of(row.net for row in rows), total_of(row.tax for row in rows))
