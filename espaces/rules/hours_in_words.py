"""Weekly hours as people say them: "lun-ven 9 h-12 h, 14 h-18 h"."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, time
from zoneinfo import ZoneInfo

from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _, pgettext

from espaces.rules.dates_in_words import time_in_words
from espaces.rules.intervals import Interval
from espaces.rules.opening import WeeklyPeriod
from espaces.rules.weekly_spans import MINUTES_OF_A_DAY, Span, days_alike, runs_named, week_of


def weekly_hours_in_words(periods: Iterable[WeeklyPeriod], on: date, *, extended: bool = False) -> list[str]:
    """One line for each group of days that have the same hours, as they are in the week of `on`."""
    return [
        pgettext("weekdays and their hours", "%(days)s %(hours)s")
        % {"days": _days_in_words(days), "hours": spans_in_words(spans)}
        for days, spans in days_alike(week_of(periods, on, extended=extended))
    ]


def opening_in_words(opening: Sequence[Interval], zone: ZoneInfo) -> str:
    """The hours of one day (`opening.opening_of_day`): "9 h-12 h, 14 h-18 h", or "closed"."""
    if not opening:
        return _("closed")
    return ", ".join(
        f"{time_in_words(i.start.astimezone(zone).time())}-{_end_in_words(i.end.astimezone(zone).time())}"
        for i in opening
    )


def spans_in_words(spans: Iterable[Span]) -> str:
    return ", ".join(_span_in_words(span) for span in spans)


def _span_in_words(span: Span) -> str:
    if span == (0, MINUTES_OF_A_DAY):
        return _("day and night")
    return f"{time_in_words(_wall(span[0]))}-{_end_in_words(_wall(span[1]))}"


def _end_in_words(end: time) -> str:
    return _("midnight") if end == time(0) else time_in_words(end)


def _wall(minutes: int) -> time:
    return time(minutes // 60 % 24, minutes % 60)


def _days_in_words(days: Sequence[int]) -> str:
    return runs_named(days, lambda day: str(WEEKDAYS_ABBR[day]), ", ")
