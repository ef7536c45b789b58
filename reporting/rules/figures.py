"""The figures of a scope and period, as they are computed, stored, signed and read again.

Their canonical JSON is what "equal" means: keys in order, no space, numbers as text.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

COUNTS = ("people", "visits", "half_days")
"""What stands behind every row: distinct persons, visits, half-days (a desk-day is two)."""


@dataclass(frozen=True)
class Value:
    """One indicator of one row. None: it has no meaning there (a closed venue has no occupancy, it is not 0 %).

    `parts` are what it was made of: numerator and denominator, respondents, the low and the high estimate.
    """

    value: Decimal | None
    parts: Mapping[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True)
class Row:
    """`key` is empty in the table of the whole; elsewhere a month, a venue's number, a situation, a code."""

    key: str
    counts: Mapping[str, int]
    values: Mapping[str, Value]


@dataclass(frozen=True)
class Figures:
    """`definitions` says which version of each indicator was used; `tables` are by name: see rules/tables.py."""

    first: str
    after: str
    spans: tuple[tuple[int, str, str], ...]
    definitions: Mapping[str, int]
    tables: Mapping[str, tuple[Row, ...]]

    @property
    def total(self) -> Row:
        return self.tables["total"][0]

    def row(self, table: str, key: str) -> Row | None:
        return next((row for row in self.tables.get(table, ()) if row.key == key), None)


def as_json(figures: Figures) -> dict[str, Any]:
    return {
        "first": figures.first,
        "after": figures.after,
        "spans": [list(span) for span in figures.spans],
        "definitions": dict(figures.definitions),
        "tables": {name: [_row_as_json(row) for row in rows] for name, rows in figures.tables.items()},
    }


def from_json(data: Mapping[str, Any]) -> Figures:
    return Figures(
        data["first"],
        data["after"],
        tuple((int(venue), first, after) for venue, first, after in data["spans"]),
        dict(data["definitions"]),
        {name: tuple(_row_from_json(row) for row in rows) for name, rows in data["tables"].items()},
    )


def canonical(data: Any) -> bytes:
    """One way only to write it: what is signed and compared."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def fingerprint(data: Any) -> str:
    return hashlib.sha256(canonical(data)).hexdigest()


def _row_as_json(row: Row) -> dict[str, Any]:
    return {
        "key": row.key,
        "counts": dict(row.counts),
        "values": {code: _value_as_json(value) for code, value in row.values.items()},
    }


def _value_as_json(value: Value) -> dict[str, Any]:
    parts = {name: _text(part) for name, part in value.parts.items()}
    return {"value": None if value.value is None else _text(value.value), "parts": parts}


def _row_from_json(row: Mapping[str, Any]) -> Row:
    values = {
        code: Value(
            None if found["value"] is None else Decimal(found["value"]),
            {name: Decimal(part) for name, part in found["parts"].items()},
        )
        for code, found in row["values"].items()
    }
    return Row(row["key"], dict(row["counts"]), values)


def _text(number: Decimal) -> str:
    """Without an exponent and without zeros that say nothing: 1.50 and 1.5 are one number."""
    plain = format(number, "f")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain
