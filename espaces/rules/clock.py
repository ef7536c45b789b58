"""Days and wall clocks of a venue, turned into instants (UTC) and back.

Two local datetimes are never subtracted (Python compares wall clocks when the zone is the same object), and
24 h are never added for a day: a day runs from one wall-clock time to the same time on the next date.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from espaces.rules.intervals import Interval

ONE_DAY = timedelta(days=1)
MIDNIGHT = time(0)
DEFAULT_CUT_OFF = time(3)
LATEST_CUT_OFF = time(6)

CutOffs = tuple[tuple[date, time], ...]
"""Dated cut-offs of the presence day: (first day it holds, wall-clock time). Before the first: 03:00."""


def instant(day: date, wall_time: time, zone: ZoneInfo, *, end: bool = False) -> datetime:
    """The instant at which the clock of `zone` shows `wall_time` on `day`.

    A time that the spring change skips becomes the first instant after the gap. A time that the autumn change
    shows twice is the first one for a start and the second one for an end, so that "1:00-4:00" lasts 4 h.
    """
    local = datetime.combine(day, wall_time.replace(fold=0, tzinfo=None), zone)
    before, after = local.utcoffset(), local.replace(fold=1).utcoffset()
    assert before is not None and after is not None  # noqa: PT018 - a ZoneInfo always knows its offset
    if before < after:
        return _end_of_gap(local.astimezone(UTC) - (after - before), local.astimezone(UTC), zone)
    return local.replace(fold=1 if end else 0).astimezone(UTC)


def _end_of_gap(low: datetime, high: datetime, zone: ZoneInfo) -> datetime:
    """The change of offset in (low, high], found by halving: zoneinfo does not publish its table."""
    changed = high.astimezone(zone).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = (low + (high - low) / 2).replace(microsecond=0)
        if middle.astimezone(zone).utcoffset() == changed:
            high = middle
        else:
            low = middle
    return high


def calendar_day(at: datetime, zone: ZoneInfo) -> date:
    return at.astimezone(zone).date()


def day_bounds(day: date, zone: ZoneInfo, cutoff: time = MIDNIGHT) -> Interval:
    """From `cutoff` on `day` to `cutoff` on the next date: 23, 24 or 25 h."""
    return Interval(instant(day, cutoff, zone), instant(day + ONE_DAY, cutoff, zone))


def date_span(
    first: date | None, after_last: date | None, zone: ZoneInfo
) -> tuple[datetime | None, datetime | None]:
    """The instants at which a dated thing (a place, a season) begins and ends. None: it has no such bound."""
    return (
        None if first is None else instant(first, MIDNIGHT, zone),
        None if after_last is None else instant(after_last, MIDNIGHT, zone),
    )


def cutoff_on(day: date, cutoffs: CutOffs) -> time:
    """The cut-off at which `day` begins: the last one dated on or before it."""
    dated = [(since, at) for since, at in cutoffs if since <= day]
    return max(dated)[1] if dated else DEFAULT_CUT_OFF


def presence_day_bounds(day: date, zone: ZoneInfo, cutoffs: CutOffs = ()) -> Interval:
    """Presence days follow one another without gap, also on the day the cut-off changes."""
    return Interval(
        instant(day, cutoff_on(day, cutoffs), zone),
        instant(day + ONE_DAY, cutoff_on(day + ONE_DAY, cutoffs), zone),
    )


def presence_day(at: datetime, zone: ZoneInfo, cutoffs: CutOffs = ()) -> date:
    """The day to which a presence counts: for presence and figures only (see `opening.booking_day`)."""
    day = calendar_day(at, zone)
    return day - ONE_DAY if at < presence_day_bounds(day, zone, cutoffs).start else day


def minutes_between(start: datetime, end: datetime) -> int:
    """Real minutes, whatever clocks did meanwhile; a started minute does not count."""
    return int((end.astimezone(UTC) - start.astimezone(UTC)).total_seconds() // 60)
