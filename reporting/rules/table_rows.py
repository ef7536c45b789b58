"""Which rows each table has, and in which order: the fixed ones are there even when nobody is in them."""

from __future__ import annotations

from collections.abc import Collection

from reporting.models import Session, Status
from reporting.rules.periods import Period
from reporting.rules.scopes import Scope
from reporting.rules.tables import INSIDE, NO_ANSWER, OUTSIDE


def keys_of(table: str, scope: Scope, period: Period, found: Collection[str]) -> list[str]:
    """`found`: the codes that facts hold, for the tables of places of origin. Who did not answer comes last."""
    if table == "total":
        return [""]
    if table == "months":
        return [f"{month.first:%Y-%m}" for month in period.split("month")]
    if table == "venues":
        return [str(venue) for venue in scope.venue_ids]
    if table == "statuses":
        return [*Status.values, NO_ANSWER]
    if table == "sides":
        return [INSIDE, OUTSIDE, NO_ANSWER] if scope.territory_level else []
    if table == "themes":
        return list(Session.Theme.values)
    return [*sorted(set(found) - {NO_ANSWER}), NO_ANSWER]
