"""What the facts of one venue and presence day are made of, as it was recorded.

Instants are cut to the minute, so that minutes add up whatever they are summed by.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from espaces.rules.intervals import Interval
from espaces.rules.opening import Closed


@dataclass(frozen=True, slots=True)
class Frame:
    """The day itself, as it was when it was first filled: from cut-off to cut-off."""

    venue_id: int
    structure_id: int
    day: date
    bounds: Interval
    boundary_at: datetime
    zone: ZoneInfo
    counts_arrivals: bool


@dataclass(frozen=True, slots=True)
class Offer:
    """A resource: its hours of that day, public holidays already apart, and the places it had."""

    resource_id: int
    kind: str
    hours: tuple[Interval, ...]
    place_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Reserved:
    """A reservation that is confirmed, or was cancelled. `arrived`: somebody came, whoever and whenever."""

    person_id: int
    resource_id: int
    kind: str
    place_id: int
    stay: Interval
    confirmed: bool
    allotted: bool
    arrived: bool


@dataclass(frozen=True, slots=True)
class Came:
    """An arrival that is not struck out, with the place and the stay of its reservation."""

    person_id: int
    kind: str
    place_id: int
    stay: Interval
    started_at: datetime
    ended_at: datetime | None
    ended_by_rule: bool


@dataclass(frozen=True, slots=True)
class RawDay:
    """`shut`: why there were no hours at all, if there were none ("hours", "holiday"), as it was."""

    frame: Frame
    offers: tuple[Offer, ...]
    closures: tuple[Closed, ...]
    reserved: tuple[Reserved, ...]
    came: tuple[Came, ...]
    shut: str = "hours"


def to_the_minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)


def between(start: datetime, end: datetime) -> Interval | None:
    start, end = to_the_minute(start), to_the_minute(end)
    return Interval(start, end) if start < end else None


def time_there(came: Came, now: datetime) -> Interval | None:
    """From arrival to departure. None: under a minute.

    A departure that nobody recorded is not known: until it is, and when the closing time ended the presence, it
    counts until the end of the reservation at most.
    """
    if came.ended_at is None:
        end = min(now, came.stay.end)
    elif came.ended_by_rule:
        end = min(came.ended_at, came.stay.end)
    else:
        end = came.ended_at
    return between(came.started_at, end)
