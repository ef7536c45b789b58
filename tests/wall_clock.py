"""Short ways to write instants in tests: at("2026-03-29 09:00"), span("2026-03-29 09:00", "12:00")."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from espaces.rules.intervals import Interval

PARIS = ZoneInfo("Europe/Paris")
MAYOTTE = ZoneInfo("Indian/Mayotte")


def at(text: str, zone: ZoneInfo = PARIS) -> datetime:
    """The instant of a wall-clock time that exists once."""
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def span(start: str, end: str, zone: ZoneInfo = PARIS) -> Interval:
    """The end may be a time of the same day."""
    return Interval(at(start, zone), at(end if "-" in end else f"{start[:10]} {end}", zone))


def shown(interval: Interval, zone: ZoneInfo = PARIS) -> str:
    """As a clock of the venue shows it: "09:00-12:00"."""
    return f"{interval.start.astimezone(zone):%H:%M}-{interval.end.astimezone(zone):%H:%M}"


def day(text: str) -> date:
    return date.fromisoformat(text)


def clock(text: str) -> time:
    return time.fromisoformat(text)
