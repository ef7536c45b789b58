"""Weekly hours for people ("lun-ven 9 h-12 h, 14 h-18 h") and for open data (OpenStreetMap)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _, pgettext

from espaces.rules.dates_in_words import time_in_words
from espaces.rules.intervals import Interval
from espaces.rules.opening import WeeklyPeriod

OSM_WEEKDAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
MINUTES_OF_A_DAY = 24 * 60

Span = tuple[int, int]
"""Wall-clock minutes from midnight; an end beyond 24 h is in the night that follows."""


def weekly_hours_in_words(periods: Iterable[WeeklyPeriod], on: date, *, extended: bool = False) -> list[str]:
    """One line for each group of days that have the same hours, as they are in the week of `on`."""
    return [
        pgettext("weekdays and their hours", "%(days)s %(hours)s")
        % {"days": _days_in_words(days), "hours": spans_in_words(spans)}
        for days, spans in _grouped(_week(periods, on, extended=extended))
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
    return _joined_runs(days, lambda day: str(WEEKDAYS_ABBR[day]), ", ")


def osm_opening_hours(periods: Iterable[WeeklyPeriod], on: date, *, closed_on_holidays: bool = True) -> str:
    """Public hours in the week of `on`, as in https://wiki.openstreetmap.org/wiki/Key:opening_hours."""
    rules = [
        f"{_joined_runs(days, OSM_WEEKDAYS.__getitem__, ',')} {','.join(map(_osm_span, spans))}"
        for days, spans in _grouped(_week(periods, on, extended=False))
    ]
    if not rules:
        return "off"
    return "; ".join([*rules, "PH off"] if closed_on_holidays else rules)


def _osm_span(span: Span) -> str:
    start, end = span
    shown_end = end if end <= MINUTES_OF_A_DAY else end - MINUTES_OF_A_DAY
    return f"{start // 60:02d}:{start % 60:02d}-{shown_end // 60:02d}:{shown_end % 60:02d}"


def _week(periods: Iterable[WeeklyPeriod], on: date, *, extended: bool) -> list[tuple[Span, ...]]:
    """The hours of each weekday, Monday first. A season that begins in the middle of the week is shown."""
    monday = on - timedelta(days=on.weekday())
    known = [period for period in periods if extended or not period.extended]
    days = [monday + timedelta(days=n) for n in range(7)]
    return [_merged([_span(period) for period in known if period.holds_on(day)]) for day in days]


def _span(period: WeeklyPeriod) -> Span:
    start, end = (wall.hour * 60 + wall.minute for wall in (period.opens, period.closes))
    return (start, end + MINUTES_OF_A_DAY if period.ends_next_day else end)


def _merged(spans: list[Span]) -> tuple[Span, ...]:
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def _grouped(week: list[tuple[Span, ...]]) -> list[tuple[list[int], tuple[Span, ...]]]:
    """Days with the same hours together, in the order of their first day; closed days left out."""
    groups: dict[tuple[Span, ...], list[int]] = {}
    for weekday, spans in enumerate(week):
        if spans:
            groups.setdefault(spans, []).append(weekday)
    return [(days, spans) for spans, days in groups.items()]


def _joined_runs(days: Sequence[int], name: Callable[[int], str], separator: str) -> str:
    """Mon-Fri for three days or more in a row, "Mon, Tue" for two."""
    runs: list[list[int]] = []
    for day in days:
        if runs and day == runs[-1][-1] + 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    parts = []
    for run in runs:
        named = [name(day) for day in run]
        parts.extend([f"{named[0]}-{named[-1]}"] if len(run) > 2 else named)
    return separator.join(parts)
