"""The figures of a report as one table, a row each: what is worked with in a spreadsheet or read by a program."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from reporting.rules.confidentiality import Hidden, is_left_out
from reporting.rules.definitions import Definition
from reporting.rules.figures import Figures, Row
from reporting.rules.open_data.table_files import Column
from reporting.rules.report_content import Said, in_order, label_of, said_of
from reporting.rules.tables import TABLES

SHOWN_PARTS = frozenset({"low", "high", "respondents", "people"})
"""What leaves with a value. The rest serves the rule of confidentiality itself: what the largest customer pays."""


@dataclass(frozen=True)
class FigureRow:
    """`said` None: the whole table is secret."""

    table: str
    key: str
    label: str
    definition: Definition | None
    said: Said | None

    @property
    def value(self) -> Decimal | None:
        return self.said.value if self.said else None

    @property
    def state(self) -> str:
        if self.said is None or self.said.is_secret:
            return "secret"
        return "none" if self.said.value is None else "shown"


COLUMNS: tuple[Column[FigureRow], ...] = (
    Column(
        "table",
        "string",
        _("table"),
        lambda row: row.table,
        constraints={"required": True, "enum": [table.code for table in TABLES]},
    ),
    Column(
        "row", "string", _("key of the row"), lambda row: row.key, _("Empty: the whole, or the whole table.")
    ),
    Column("label", "string", _("row"), lambda row: row.label),
    Column("indicator", "string", _("indicator"), lambda row: row.definition.code if row.definition else ""),
    Column(
        "version", "integer", _("version"), lambda row: row.definition.version if row.definition else None
    ),
    Column("name", "string", _("name"), lambda row: str(row.definition.name) if row.definition else ""),
    Column("unit", "string", _("unit"), lambda row: str(row.definition.unit.name) if row.definition else ""),
    Column("value", "number", _("value"), lambda row: row.value),
    Column(
        "state",
        "string",
        _("state"),
        lambda row: row.state,
        _(
            "shown; secret: hidden by the rule of confidentiality; none: without meaning there (closed, no answer)."
        ),
        {"required": True, "enum": ["shown", "secret", "none"]},
    ),
)


def rows_of(shown: Figures, hidden: Collection[Hidden], terms: Mapping[str, Any]) -> Iterator[FigureRow]:
    """Of shown figures only, in the order of the page."""
    used = in_order(shown.definitions)
    for table in TABLES:
        if is_left_out(table.code, hidden):
            yield FigureRow(table.code, "", "", None, None)
            continue
        wanted = [one for one in used if table.code in one.tables]
        for row in shown.tables.get(table.code, ()):
            label = label_of(table.code, row.key, terms) if row.key else ""
            yield from (_figure_row(table.code, label, one, row) for one in wanted)


def _figure_row(table: str, label: str, used: Definition, row: Row) -> FigureRow:
    return FigureRow(table, row.key, label, used, said_of(used, row))


def as_data(shown: Figures, hidden: Collection[Hidden], terms: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The same for programs: numbers as text, so that none is rounded on its way."""
    return [
        {
            "table": row.table,
            "row": row.key,
            "label": row.label,
            "indicator": row.definition.code if row.definition else "",
            "version": row.definition.version if row.definition else None,
            "value": None if row.value is None else f"{row.value:f}",
            "parts": _parts(row),
            "state": row.state,
        }
        for row in rows_of(shown, hidden, terms)
    ]


def _parts(row: FigureRow) -> dict[str, str]:
    parts = row.said.parts if row.said else {}
    return {name: f"{part:f}" for name, part in parts.items() if name in SHOWN_PARTS}
