"""What a reader sees of figures: some rows without their numbers, and public data rounded."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from reporting.rules.confidentiality.cells import Hidden, KnownCell, nearest, told_of
from reporting.rules.confidentiality.nesting import NO_NESTING, Nesting
from reporting.rules.confidentiality.universes import universes
from reporting.rules.figures import Figures, Row

STEP = 5
"""Public counts are multiples of it."""


def hide(figures: Figures, hidden: Collection[Hidden]) -> Figures:
    """Without what is secret. A hidden row keeps only its key, a hidden indicator disappears from its row.

    Only one marker is shown for all of them, "secret": why one is hidden would tell something about it.
    """
    secret = {(table, key, code) for table, key, code in hidden}
    tables = {
        table: () if is_left_out(table, secret) else tuple(_shown(table, row, secret) for row in rows)
        for table, rows in figures.tables.items()
    }
    return replace(figures, tables=tables)


def _shown(table: str, row: Row, secret: Collection[Hidden]) -> Row:
    if (table, row.key, "") in secret:
        return Row(row.key, {}, {})
    kept = {code: value for code, value in row.values.items() if (table, row.key, code) not in secret}
    return Row(row.key, row.counts, kept)


def is_hidden(row: Row) -> bool:
    """A row always has its counts, unless it is secret."""
    return not row.counts


def is_left_out(table: str, hidden: Collection[Hidden]) -> bool:
    """The whole table is secret: to say which of its rows hold somebody would say too much."""
    return table != "total" and (table, "", "") in hidden


def told(
    figures: Figures, hidden: Collection[Hidden], *, nesting: Nesting = NO_NESTING, public: bool = False
) -> list[KnownCell]:
    """What readers know once they have read it: what later figures are protected against."""
    return [
        replace(
            told_of(place, hidden, nesting, STEP if public else 1), dimension=universe.name_of(place, nesting)
        )
        for universe in universes(figures, public=public)
        for place in universe.places
        if not is_left_out(place.mark[0], hidden)
    ]


def rounded(figures: Figures) -> Figures:
    """Public data: counts only, each by itself to the nearest multiple of 5, totals too: they may not add up."""
    tables = {table: tuple(_rounded(row) for row in rows) for table, rows in figures.tables.items()}
    return replace(figures, tables=tables)


def _rounded(row: Row) -> Row:
    return Row(row.key, {name: nearest(count, STEP) for name, count in row.counts.items()}, {})
