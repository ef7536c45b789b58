"""The period that a page is about: `?periode=2026-11`, `2026-T4` or `2026`; this month unless said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from reporting.rules.periods import Period

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

FIRST_YEAR, LAST_YEAR = 2000, 2200
KINDS = {"month": _("Month"), "quarter": _("Quarter"), "year": _("Year")}


@dataclass(frozen=True)
class Choices:
    """The links of components/period_nav.html: the periods beside, and the month, quarter and year around."""

    before: Period
    after: Period
    kinds: Sequence[tuple[StrOrPromise, Period, bool]]


def period_asked(request: HttpRequest, today: date, kind: str = "month") -> Period:
    """A period that nobody can mean is the current one."""
    try:
        asked = Period.parse(request.GET.get("periode", ""))
    except ValueError:
        return Period.holding(today, kind)
    return asked if FIRST_YEAR < asked.first.year < LAST_YEAR else Period.holding(today, kind)


def month_asked(request: HttpRequest, today: date) -> Period:
    asked = period_asked(request, today)
    return asked if asked.kind == "month" else Period.holding(asked.first, "month")


def beside(period: Period) -> tuple[Period, Period]:
    """The period of the same kind just before, and the one just after."""
    kind = period.kind
    return Period.holding(date.fromordinal(period.first.toordinal() - 1), kind), Period.starting(
        period.after, kind
    )


def choices(period: Period, today: date) -> Choices:
    """Of a year under way one comes back to this month, of one that is over to its last."""
    before, after = beside(period)
    day = min(period.last, max(today, period.first))
    kinds = [(words, Period.holding(day, kind), kind == period.kind) for kind, words in KINDS.items()]
    return Choices(before, after, kinds)
