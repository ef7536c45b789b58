"""The figures of a scope and period: one statement over the facts, then the arithmetic of the definitions."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.db import connection, transaction

from reporting.queries.indicators.calendar import worked_days_by_row
from reporting.queries.indicators.statements import statement_for
from reporting.rules.definitions import CURRENT, Definition, named
from reporting.rules.definitions.definition import WORKED_DAYS
from reporting.rules.figures import COUNTS, Figures, Row, Value
from reporting.rules.periods import Period
from reporting.rules.scopes import Scope
from reporting.rules.table_rows import keys_of
from reporting.rules.tables import NO_ANSWER, TABLES

COUNTED_BY = {"themes": "sessions_v1"}
COUNTED_ELSEWHERE_BY = "usage_v1"
"""Which query says how many persons, visits and half-days stand behind a row."""

SETTINGS = "SELECT set_config('work_mem', '64MB', true), set_config('jit', 'off', true)"
"""Of this transaction only: grouping a year in memory, and no compiling of a statement that is run once."""

Parts = dict[str, Decimal]
Found = Mapping[tuple[str, str, str | None], Parts]
"""By query, table and key; without a key, for each row of the table whose persons answered."""


def compute(
    scope: Scope,
    period: Period,
    *,
    definitions: Mapping[str, int] | None = None,
    tables: Collection[str] | None = None,
    worked_days: Mapping[str, int] | None = None,
) -> Figures:
    """`definitions`: versions by code (None: the current ones); `tables`: codes of rules/tables.py (None: all).

    A visit before the period, or before its venue joined the scope, is looked at to say who is new. `worked_days`:
    those of a frozen report (`worked_days_of`), instead of the calendar's.
    """
    versions = dict(CURRENT if definitions is None else definitions)
    within = scope.during(period)
    wanted = [table.code for table in TABLES if tables is None or table.code in tables]
    found = _count(within, period, _queries(named(versions), wanted))
    if worked_days is None:
        worked_days = worked_days_by_row(within, period)
    made = {
        table: tuple(
            _row(table, key, [one for one in named(versions) if table in one.tables], found, worked_days)
            for key in keys_of(table, within, period, _keys_found(found, table))
        )
        for table in wanted
    }
    spans = tuple((span.venue_id, span.first.isoformat(), span.after.isoformat()) for span in within.spans)
    return Figures(period.first.isoformat(), period.after.isoformat(), spans, versions, made)


def _queries(definitions: Iterable[Definition], tables: Collection[str]) -> list[str]:
    needed = {COUNTED_BY.get(table, COUNTED_ELSEWHERE_BY) for table in tables}
    for one in definitions:
        if not set(one.tables).isdisjoint(tables):
            needed.update(one.queries)
    return sorted(needed)


def _count(scope: Scope, period: Period, queries: Collection[str]) -> Found:
    found: dict[tuple[str, str, str | None], Parts] = {}
    if not queries:
        return found
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(SETTINGS)
        cursor.execute(statement_for(queries), _parameters(scope, period))
        for query, text in cursor.fetchall():
            row = json.loads(text, parse_float=Decimal, parse_int=Decimal)
            place, key = row.pop("place"), row.pop("key")
            found[query, place, key] = {part: number for part, number in row.items() if number is not None}
    return found


def _parameters(scope: Scope, period: Period) -> dict[str, Any]:
    return {
        "venues": [span.venue_id for span in scope.spans],
        "firsts": [span.first for span in scope.spans],
        "afters": [span.after for span in scope.spans],
        "first": period.first,
        "after": period.after,
        "level": scope.territory_level,
        "territory": sorted(scope.territory),
    }


def _keys_found(found: Found, table: str) -> set[str]:
    return {key for _query, place, key in found if place == table and key is not None}


def _row(
    table: str, key: str, definitions: Iterable[Definition], found: Found, worked_days: Mapping[str, int]
) -> Row:
    counted = found.get((COUNTED_BY.get(table, COUNTED_ELSEWHERE_BY), table, key), {})
    counts = {name: int(counted.get(name, 0)) for name in COUNTS}
    values = {}
    for one in definitions:
        parts = _parts(one, table, key, found)
        if WORKED_DAYS in one.parts:
            parts[WORKED_DAYS] = Decimal(worked_days[key if table == "months" else ""])
        kept = {name: parts.get(name, Decimal(0)) for name in one.parts}
        values[one.code] = Value(one.value_of(parts), kept)
    return Row(key, counts, values)


def _parts(definition: Definition, table: str, key: str, found: Found) -> Parts:
    parts: Parts = {}
    for query in definition.queries:
        if key != NO_ANSWER:
            parts |= found.get((query, table, None), {})
        parts |= found.get((query, table, key), {})
    return parts
