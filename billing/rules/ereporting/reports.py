"""A period's declaration, in versions: made again, it is the same; where figures changed, it cancels and replaces."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass, fields
from io import StringIO
from typing import Any

from billing.rules.books.canonical import canonical, plain
from billing.rules.books.closings import Period
from billing.rules.ereporting.daily import DayOfPayments, DayOfSales
from billing.rules.ereporting.periods import Kind

Rows = Sequence[DayOfSales | DayOfPayments]
ROW_OF = {Kind.TRANSACTIONS: DayOfSales, Kind.PAYMENTS: DayOfPayments}


@dataclass(frozen=True)
class Report:
    """`content` is in types of JSON, as it is stored. `replaces` is the version that it cancels."""

    kind: Kind
    period: Period
    version: int
    replaces: int | None
    content: dict[str, Any]


def content_of(siren: str, kind: Kind, period: Period, rows: Rows, *, tax_on_debits: bool) -> dict[str, Any]:
    """What is declared, and nothing that changes when the same is declared again."""
    content: dict[str, Any] = plain(
        {
            "siren": siren,
            "kind": kind.value,
            "first_day": period.starts_on,
            "last_day": period.last_day,
            "tax_on_debits": tax_on_debits,
            "rows": list(rows),
        }
    )
    return content


def next_report(
    kind: Kind, period: Period, content: dict[str, Any], last: tuple[int, dict[str, Any]] | None
) -> Report | None:
    """None when nothing is to be sent: `last`, the version sent before, says the same, or there is nothing to say."""
    if last is None:
        return Report(kind, period, 1, None, content) if content["rows"] else None
    version, said = last
    return None if said == content else Report(kind, period, version + 1, version, content)


def as_json(report: Report) -> str:
    return canonical({**report.content, "version": report.version, "replaces": report.replaces})


def as_csv(report: Report) -> str:
    """One row for each row of the content; amounts have a point and two decimals."""
    columns = [field.name for field in fields(ROW_OF[report.kind])]
    file = StringIO()
    writer = csv.DictWriter(file, columns, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(report.content["rows"])
    return file.getvalue()
