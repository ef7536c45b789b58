"""The hours of a week as wall-clock minutes, weekday by weekday, and days that have the same hours together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta

from espaces.rules.opening import WeeklyPeriod

MINUTES_OF_A_DAY = 24 * 60

Span = tuple[int, int]
"""Wall-clock minutes from midnight; an end beyond 24 h is in the night that follows."""
Spans = tuple[Span, ...]


def week_of(periods: Iterable[WeeklyPeriod], on: date, *, extended: bool) -> list[Spans]:
    """The hours of each weekday, Monday first. A season that begins in the middle of the week is shown."""
    monday = on - timedelta(days=on.weekday())
    known = [period for period in periods if extended or not period.extended]
    days = [monday + timedelta(days=n) for n in range(7)]
    return [merged(_span(period) for period in known if period.holds_on(day)) for day in days]


def merged(spans: Iterable[Span]) -> Spans:
    """In order, those that overlap or touch as one."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)


def days_alike(week: Sequence[Spans]) -> list[tuple[list[int], Spans]]:
    """Days with the same hours together, in the order of their first day; closed days left out."""
    groups: dict[Spans, list[int]] = {}
    for weekday, spans in enumerate(week):
        if spans:
            groups.setdefault(spans, []).append(weekday)
    return [(days, spans) for spans, days in groups.items()]


def runs_named(days: Sequence[int], name: Callable[[int], str], separator: str) -> str:
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


def _span(period: WeeklyPeriod) -> Span:
    start, end = (wall.hour * 60 + wall.minute for wall in (period.opens, period.closes))
    return (start, end + MINUTES_OF_A_DAY if period.ends_next_day else end)
