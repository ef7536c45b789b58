"""Opening hours for machines, as in https://wiki.openstreetmap.org/wiki/Key:opening_hours/specification.

The lasting week comes first, without dates; then each season that differs from it; then public holidays; then the
days to come on which something else happens: closures, holidays on which the venue opens. A rule takes the place of
those before it on the days it names. Hours of extended access are nobody's news.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

from espaces.rules.clock import ONE_DAY
from espaces.rules.intervals import Interval
from espaces.rules.opening import VenueCalendar, WeeklyPeriod, for_resource, opening_of_day
from espaces.rules.public_holidays import public_holidays
from espaces.rules.seasons import Season, seasons_from
from espaces.rules.weekly_spans import (
    MINUTES_OF_A_DAY,
    Span,
    Spans,
    days_alike,
    merged,
    runs_named,
    week_of,
)

WEEKDAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
Week = tuple[Spans, ...]


@dataclass(frozen=True)
class Dates:
    """From a day to a day, both included, on which the hours are not those of their week. None: closed."""

    first: date
    last: date
    spans: Spans


def osm_opening_hours(
    calendar: VenueCalendar, first: date, last: date, *, departement: str | None, closed_on_holidays: bool
) -> str:
    """What holds from `first` on; closures and choices of holidays are told until `last`. Empty: nothing is known.

    `calendar` is true from `first` to `last`; `closed_on_holidays` is the general rule of the venue.
    """
    if not calendar.periods:
        return ""
    weeks = _weeks(calendar, first)
    rules = [*_week_rules(weeks[-1][1]), *_season_rules(weeks)]
    rules += ["PH off"] if closed_on_holidays and rules else []
    rules += [
        f"{_dates(other.first, other.last)} {_hours(other.spans)}"
        for other in _other_days(
            calendar, weeks, first, last, departement, closed_on_holidays=closed_on_holidays
        )
    ]
    return "; ".join(rules) or "off"


def exceptional_days(calendar: VenueCalendar, first: date, last: date) -> list[Dates]:
    """Days of these on which the hours are not those of their week, whatever the reason, with their real hours."""
    return list(_other_days(calendar, _weeks(calendar, first), first, last, None, closed_on_holidays=False))


def is_always_accessible(periods: Sequence[WeeklyPeriod], on: date) -> bool:
    """Day and night all the week, if only for those with extended access."""
    week = week_of(periods, on, extended=True)
    nights = [
        tuple((start - MINUTES_OF_A_DAY, end - MINUTES_OF_A_DAY) for start, end in week[day - 1])
        for day in range(7)
    ]
    whole = [merged([*before, *spans]) for before, spans in zip(nights, week, strict=True)]
    return all(any(s <= 0 and e >= MINUTES_OF_A_DAY for s, e in spans) for spans in whole)


def _weeks(calendar: VenueCalendar, first: date) -> list[tuple[Season, Week]]:
    """The seasons of public hours from `first` on; two in a row with the same week are one."""
    public = [period for period in calendar.periods if not period.extended]
    found: list[tuple[Season, Week]] = []
    for season in seasons_from(public, first):
        week = tuple(week_of(season.periods, season.first, extended=False))
        if found and found[-1][1] == week:
            found[-1] = (replace(found[-1][0], after_last=season.after_last), week)
        else:
            found.append((season, week))
    return found


def _week_rules(week: Week) -> list[str]:
    return [
        f"{runs_named(days, WEEKDAYS.__getitem__, ',')} {_hours(spans)}" for days, spans in days_alike(week)
    ]


def _season_rules(weeks: Sequence[tuple[Season, Week]]) -> Iterator[str]:
    """The first season has begun before: its past is of no interest, and is said to begin with the year."""
    lasting = weeks[-1][1]
    for season, week in weeks[:-1]:
        if week == lasting or season.after_last is None:
            continue
        start = date(season.first.year, 1, 1) if season is weeks[0][0] else season.first
        dates = _dates(start, season.after_last - ONE_DAY)
        if any(usual and not own for usual, own in zip(lasting, week, strict=True)):
            yield f"{dates} off"
        yield from (f"{dates} {rule}" for rule in _week_rules(week))


def _other_days(
    calendar: VenueCalendar,
    weeks: Sequence[tuple[Season, Week]],
    first: date,
    last: date,
    departement: str | None,
    *,
    closed_on_holidays: bool,
) -> Iterator[Dates]:
    """Days in a row with the same hours together; days that are closed anyway do not part two closed ones."""
    national = public_holidays(None, first, last) if closed_on_holidays else {}
    local = public_holidays(departement, first, last) if closed_on_holidays else {}
    real = _real_hours(calendar, first, last)
    run: Dates | None = None
    for n in range((last - first).days + 1):
        day = first + n * ONE_DAY
        said = () if day in national else _week_on(weeks, day)[day.weekday()]
        # Who reads "PH" may not know the holidays of one département only: they are told in any case.
        differs = real[day] != said or day in local.keys() - national.keys()
        if not differs and not real[day] and run is not None and not run.spans:
            continue
        if differs and run is not None and run.spans == real[day]:
            run = replace(run, last=day)
            continue
        if run is not None:
            yield run
        run = Dates(day, day, real[day]) if differs else None
    if run is not None:
        yield run


def _week_on(weeks: Sequence[tuple[Season, Week]], day: date) -> Week:
    return next(week for season, week in weeks if season.after_last is None or day < season.after_last)


def _real_hours(calendar: VenueCalendar, first: date, last: date) -> dict[date, Spans]:
    """Without closures and closing holidays. What a closure leaves of a night after midnight is the next day's."""
    whole = for_resource(calendar, (), None)
    found: dict[date, list[Span]] = {}
    for n in range((last - first).days + 1):
        day = first + n * ONE_DAY
        for start, end in (_wall(part, day, calendar.zone) for part in opening_of_day(whole, day)):
            late = MINUTES_OF_A_DAY if start >= MINUTES_OF_A_DAY else 0
            found.setdefault(day + ONE_DAY if late else day, []).append((start - late, end - late))
        found.setdefault(day, [])
    return {day: merged(spans) for day, spans in found.items()}


def _wall(part: Interval, day: date, zone: ZoneInfo) -> Span:
    start, end = (at.astimezone(zone) for at in (part.start, part.end))
    minutes = [(at.date() - day).days * MINUTES_OF_A_DAY + at.hour * 60 + at.minute for at in (start, end)]
    return minutes[0], minutes[1]


def _dates(first: date, last: date) -> str:
    return _date(first) if first == last else f"{_date(first)}-{_date(last)}"


def _date(day: date) -> str:
    return f"{day.year} {MONTHS[day.month - 1]} {day.day:02d}"


def _hours(spans: Spans) -> str:
    return ",".join(map(_hours_of, spans)) or "off"


def _hours_of(span: Span) -> str:
    """An end in the night is that of the clock, unless a whole day lies between: 08:00-32:00."""
    start, end = span
    is_night = MINUTES_OF_A_DAY < end < start + MINUTES_OF_A_DAY
    return f"{_clock(start)}-{_clock(end - MINUTES_OF_A_DAY if is_night else end)}"


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
