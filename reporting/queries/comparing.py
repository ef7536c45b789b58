"""Figures of a period beside those of the year before."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from dateutil.relativedelta import relativedelta

from reporting.queries.indicators.computing import compute
from reporting.rules.charts import Amount
from reporting.rules.confidentiality import is_hidden
from reporting.rules.definitions import CURRENT, Definition, current
from reporting.rules.figures import Figures, Row
from reporting.rules.figures_in_words import NOTHING, in_words
from reporting.rules.periods import Period
from reporting.rules.report_content import secret
from reporting.rules.scopes import Scope

TWELVE_MONTHS = relativedelta(months=12)


@dataclass(frozen=True)
class Shown:
    """One figure as it is read, with that of a year before (empty: nothing was counted then).

    `value` is None where it is secret or has no meaning (nothing was open).
    """

    definition: Definition
    value: Decimal | None
    text: str
    before: str = ""
    is_secret: bool = False


def figures_on(scope: Scope, period: Period, codes: Collection[str], tables: Collection[str]) -> Figures:
    """Of these indicators only, in their current versions."""
    return compute(scope, period, definitions={code: CURRENT[code] for code in codes}, tables=tables)


def compared(scope: Scope, period: Period, codes: Sequence[str], today: date) -> list[Shown]:
    """Exact; `scope` reaches over both years. A period under way is compared up to the same day of last year."""
    now = figures_on(scope, period, codes, ["total"]).total
    so_far = period.clip(None, today) or period
    before = figures_on(scope, so_far.before(), codes, ["total"]).total
    return [shown(code, now, before) for code in codes]


def shown(code: str, row: Row | None, before: Row | None) -> Shown:
    """A row that is missing was left out of a protected table: it is secret like one that is hidden."""
    one = current(code)
    if _is_secret(row, code):
        return Shown(one, None, secret(), _before(one, before), is_secret=True)
    assert row is not None
    value = row.values[code].value
    return Shown(one, value, in_words(one, value), _before(one, before))


def _is_secret(row: Row | None, code: str) -> bool:
    return row is None or is_hidden(row) or code not in row.values


def _before(one: Definition, row: Row | None) -> str:
    if row is None:
        return ""
    if _is_secret(row, one.code):
        return secret()
    text = in_words(one, row.values[one.code].value)
    return text if row.counts["visits"] and text != NOTHING else ""


def two_years(period: Period) -> Period:
    """The twelve months that end with the period, and the twelve before them."""
    after = period.split("month")[-1].first + relativedelta(months=1)
    return Period(after - 2 * TWELVE_MONTHS, after)


def by_month(scope: Scope, period: Period, code: str) -> list[tuple[Period, Amount, Amount]]:
    """Twelve months up to the end of the period, each with the same month of the year before."""
    months = two_years(period).split("month")
    rows = figures_on(scope, two_years(period), [code], ["months"]).tables["months"]
    values = [row.values[code].value for row in rows]
    return list(zip(months[12:], values[12:], values[:12], strict=True))
