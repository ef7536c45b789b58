"""Asking for figures in tests: of whole venues, for a period as people write it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from espaces.models import Venue
from reporting.queries.indicators.computing import compute
from reporting.rules.figures import Figures, Row
from reporting.rules.periods import Period
from reporting.rules.scopes import Scope, Span


def figures(*venues: Venue, period: str = "2026", **kwargs: Any) -> Figures:
    when = Period.parse(period)
    return compute(Scope.of(Span(venue.pk, when.first, when.after) for venue in venues), when, **kwargs)


def value(
    code: str, *venues: Venue, period: str = "2026", table: str = "total", key: str = ""
) -> Decimal | None:
    return row(*venues, period=period, table=table, key=key).values[code].value


def row(*venues: Venue, period: str = "2026", table: str = "total", key: str = "") -> Row:
    found = figures(*venues, period=period).row(table, key)
    assert found is not None
    return found
