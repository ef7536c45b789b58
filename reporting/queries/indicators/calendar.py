"""How many days are worked in a period: Monday to Friday, without public holidays."""

from __future__ import annotations

from datetime import date, timedelta

from espaces.models import Venue
from espaces.rules.public_holidays import SUBDIVISIONS, public_holidays
from reporting.rules.definitions.definition import WORKED_DAYS
from reporting.rules.figures import Figures
from reporting.rules.periods import Period
from reporting.rules.scopes import Scope

SATURDAY = 5


def worked_days_by_row(scope: Scope, period: Period) -> dict[str, int]:
    """By month ("2026-05"), and for the whole under an empty key.

    National holidays, unless every venue of the scope is where the same other ones hold.
    """
    departement = _common_departement(scope)
    months = {f"{month.first:%Y-%m}": _worked_days(month, departement) for month in period.split("month")}
    return {"": sum(months.values()), **months}


def worked_days_of(figures: Figures) -> dict[str, int]:
    """Those with which figures were made, for making them again: nobody can change a calendar behind them."""
    rows = [*figures.tables.get("total", ()), *figures.tables.get("months", ())]
    return {row.key: int(row.values["fte"].parts[WORKED_DAYS]) for row in rows if "fte" in row.values}


def _common_departement(scope: Scope) -> str | None:
    codes = Venue.objects.filter(pk__in=scope.venue_ids).values_list(
        "municipality__departement_code", flat=True
    )
    lists = {SUBDIVISIONS.get(code or "", ""): code for code in codes.distinct().order_by()}
    return lists.popitem()[1] if len(lists) == 1 else None


def _worked_days(period: Period, departement: str | None) -> int:
    off = public_holidays(departement, period.first, period.last)
    days: list[date] = [period.first + timedelta(days=rank) for rank in range(period.days)]
    return sum(day.weekday() < SATURDAY and day not in off for day in days)
