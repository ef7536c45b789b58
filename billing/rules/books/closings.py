"""Which days, months and fiscal years are to be closed: all, empty ones too (BOI-TVA-DECLA-30-10-30, §170)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Level(StrEnum):
    """The values are those of Closing.Level."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True)
class Period:
    """`ends_on` is excluded."""

    starts_on: date
    ends_on: date

    def __contains__(self, day: date) -> bool:
        return self.starts_on <= day < self.ends_on

    @property
    def last_day(self) -> date:
        return self.ends_on - timedelta(days=1)


def due_closings(
    level: Level, *, first_day: date, closed_until: date | None, today: date, first_month: int = 1
) -> list[Period]:
    """The periods that are over and not closed yet, the oldest first.

    `first_day` is that of the first event of the books: the first month and year begin on it. `closed_until` is the
    end (excluded) of the last closing of that level; `today` is in the structure's zone; `first_month` is that of
    its fiscal year.
    """
    due = []
    start = closed_until or first_day
    while (end := period_end(level, start, first_month)) <= today:
        due.append(Period(start, end))
        start = end
    return due


def period_end(level: Level, day: date, first_month: int = 1) -> date:
    """The first day after the period that holds `day`."""
    if level is Level.DAY:
        return day + timedelta(days=1)
    if level is Level.MONTH:
        return _first_of_month(day.year, day.month + 1)
    return _first_of_month(day.year + (day.month >= first_month), first_month)


def fiscal_year(day: date, first_month: int = 1) -> Period:
    """The whole one that holds `day`, whenever the books began."""
    end = period_end(Level.YEAR, day, first_month)
    return Period(end.replace(year=end.year - 1), end)


def _first_of_month(year: int, month: int) -> date:
    return date(year + (month > 12), (month - 1) % 12 + 1, 1)
