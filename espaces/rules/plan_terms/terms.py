"""The terms of a plan as its rules read them, and one period of a membership."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

ONE_DAY = timedelta(days=1)


class Cycle(StrEnum):
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    WEEK = "week"
    DAYS = "days"  # rolling days, `cycle_days` of them: 30 days, a pass of 7 days, of one day


class Anchor(StrEnum):
    CALENDAR = (
        "calendar"  # the 1st of the month, quarter or year, Monday of the ISO week; never for rolling days
    )
    ANNIVERSARY = "anniversary"  # the day it began; 29, 30 and 31 fall back in short months and come back


class FirstPeriod(StrEnum):
    """What becomes of a membership that would begin inside a cycle."""

    PRORATED = "prorated"  # it costs the days left
    WHOLE = "whole"  # what is left of the cycle costs the whole price (A1-9)
    NEXT = "next"  # indivisible: it cannot begin before the next boundary (A1-8)


class Leaving(StrEnum):
    BOUNDARY = "boundary"  # between two periods only
    ANY_DAY = "any_day"  # inside a period too, which then costs its real days (A4-5)


@dataclass(frozen=True, kw_only=True)
class PlanTerms:
    """The terms frozen with a membership: editing the plan later does not touch them."""

    cycle: Cycle
    anchor: Anchor
    cycle_days: int = 0  # of Cycle.DAYS only
    first_period: FirstPeriod = FirstPeriod.PRORATED
    commitment: int = 0  # periods, the first one counts even when it is not whole
    notice_days: int = 0
    leaving: Leaving = Leaving.BOUNDARY
    renews: bool = True
    pauses_per_year: int = 0
    sold_ahead_from_month: int | None = None
    sold_ahead_from_day: int = 1
    """Calendar year only: begun from the 1st of that month on, it runs to the end of the next year (A2-5)."""
    anchor_on: date | None = None
    """Anniversary only: the day its boundaries are counted from, when it is not the day the membership begins
    (a plan changed at once keeps the rhythm of the former; a member arrives from another tool)."""

    def __post_init__(self) -> None:
        if self.cycle is Cycle.DAYS and self.cycle_days < 1:
            raise ValueError("Rolling days need their number.")
        if min(self.commitment, self.notice_days, self.pauses_per_year) < 0:
            raise ValueError("Commitment, notice and pauses are never negative.")
        if self.sold_ahead_from_month is not None:
            self._check_sold_ahead(self.sold_ahead_from_month)

    def _check_sold_ahead(self, month: int) -> None:
        if self.cycle is not Cycle.YEAR or self.anchor is not Anchor.CALENDAR:
            raise ValueError("Only a plan of the calendar year is sold ahead of the next one.")
        if not 2 <= month <= 12:
            raise ValueError("A year is sold ahead from a month after January.")

    @property
    def on_calendar(self) -> bool:
        """Rolling days have no calendar: they are counted from the start, whatever the anchor says."""
        return self.anchor is Anchor.CALENDAR and self.cycle is not Cycle.DAYS


@dataclass(frozen=True)
class Period:
    """Days covered, `[starts_on, ends_on)`, out of the days that one price pays, `[full_starts_on, full_ends_on)`.

    The latter are the whole cycle; for a first period sold at the whole price, what is left of it; for a year
    sold ahead, what is left of this year and the next one.
    """

    number: int
    """0 for the first."""
    starts_on: date
    ends_on: date
    full_starts_on: date
    full_ends_on: date
    ends_prorated: bool = True
    """False: cut short inside the cycle, it costs as much as if it had gone to the end of it."""

    @property
    def days(self) -> int:
        return (self.ends_on - self.starts_on).days

    @property
    def full_days(self) -> int:
        return (self.full_ends_on - self.full_starts_on).days

    @property
    def charged_days(self) -> int:
        """Out of `full_days`."""
        until = self.ends_on if self.ends_prorated else self.full_ends_on
        return (until - self.starts_on).days

    @property
    def is_whole(self) -> bool:
        return self.days == self.full_days

    @property
    def last_day(self) -> date:
        """Included: what is printed."""
        return self.ends_on - ONE_DAY

    def covers(self, day: date) -> bool:
        return self.starts_on <= day < self.ends_on
