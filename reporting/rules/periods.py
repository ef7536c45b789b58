"""Months, quarters, years: the only periods that figures are published for. [first, after), days of the calendar."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from dateutil.relativedelta import relativedelta
from django.utils.formats import date_format
from django.utils.translation import gettext as _

MONTHS = {"month": 1, "quarter": 3, "year": 12}
WRITTEN = re.compile(r"(?P<year>\d{4})(?:-(?P<month>0[1-9]|1[0-2])|-T(?P<quarter>[1-4]))?")


@dataclass(frozen=True, order=True)
class Period:
    """Any run of days. `Period.parse("2026")`, `"2026-T3"`, `"2026-07"` are those of a calendar."""

    first: date
    after: date

    def __post_init__(self) -> None:
        if self.after <= self.first:
            raise ValueError("A period ends after it begins.")

    @classmethod
    def parse(cls, text: str) -> Period:
        """Raises ValueError for anything but a year, a quarter or a month."""
        found = WRITTEN.fullmatch(text)
        if found is None:
            raise ValueError(text)
        if found["quarter"]:
            return cls.starting(date(int(found["year"]), int(found["quarter"]) * 3 - 2, 1), "quarter")
        kind = "month" if found["month"] else "year"
        return cls.starting(date(int(found["year"]), int(found["month"] or 1), 1), kind)

    @classmethod
    def starting(cls, first: date, kind: str) -> Period:
        return cls(first, first + relativedelta(months=MONTHS[kind]))

    @classmethod
    def holding(cls, day: date, kind: str) -> Period:
        """The month, quarter or year that `day` is in."""
        step = MONTHS[kind]
        return cls.starting(date(day.year, (day.month - 1) // step * step + 1, 1), kind)

    @property
    def kind(self) -> str:
        """ "month", "quarter", "year", or "" for another run of days."""
        for kind in MONTHS:
            if Period.holding(self.first, kind) == self:
                return kind
        return ""

    @property
    def code(self) -> str:
        """As `parse` reads it; other periods as two dates."""
        if self.kind == "year":
            return f"{self.first:%Y}"
        if self.kind == "quarter":
            return f"{self.first:%Y}-T{(self.first.month + 2) // 3}"
        if self.kind == "month":
            return f"{self.first:%Y-%m}"
        return f"{self.first.isoformat()}/{self.after.isoformat()}"

    @property
    def last(self) -> date:
        return date.fromordinal(self.after.toordinal() - 1)

    @property
    def days(self) -> int:
        return (self.after - self.first).days

    @property
    def in_words(self) -> str:
        if self.kind == "year":
            return _("year %(year)s") % {"year": self.first.year}
        if self.kind == "quarter":
            quarter = (self.first.month + 2) // 3
            return _("quarter %(quarter)s of %(year)s") % {"quarter": quarter, "year": self.first.year}
        if self.kind == "month":
            return date_format(self.first, "F Y")
        return _("from %(first)s to %(last)s") % {
            "first": date_format(self.first, "j F Y"),
            "last": date_format(self.last, "j F Y"),
        }

    def is_closed(self, today: date) -> bool:
        """Nothing of it is still to come."""
        return self.after <= today

    def before(self) -> Period:
        """The same period one year earlier: what figures are compared with."""
        return Period(self.first - relativedelta(years=1), self.after - relativedelta(years=1))

    def split(self, kind: str) -> list[Period]:
        """The months (quarters, years) that it is made of, cut at its ends."""
        parts, first = [], self.first
        while first < self.after:
            whole = Period.holding(first, kind)
            parts.append(Period(first, min(whole.after, self.after)))
            first = whole.after
        return parts

    def clip(self, first: date | None, after: date | None) -> Period | None:
        start, end = max(self.first, first or self.first), min(self.after, after or self.after)
        return Period(start, end) if start < end else None
