"""A day of one venue in words: `raw(came(1, "09:00", "12:00"))`, 3 November 2026, a desk open 9-12 and 14-18."""

from __future__ import annotations

import datetime as dt
from typing import Any

from espaces.rules.clock import presence_day_bounds
from espaces.rules.intervals import Interval
from espaces.rules.opening import Closed
from reporting.rules.raw_days import Came, Frame, Offer, RawDay, Reserved
from tests.wall_clock import PARIS, at

DAY = dt.date(2026, 11, 3)
DESK, ROOM = 1, 2
HOURS = (("09:00", "12:00"), ("14:00", "18:00"))
LATER = dt.datetime(2026, 11, 10, tzinfo=dt.UTC)


def moment(text: str, day: dt.date = DAY) -> dt.datetime:
    """ "09:00" of the day, or a whole "2026-11-04 01:00"."""
    return at(text if "-" in text else f"{day} {text}")


def span(start: str, end: str, day: dt.date = DAY) -> Interval:
    return Interval(moment(start, day), moment(end, day))


def frame(
    day: dt.date = DAY, *, cut_off: str = "03:00", boundary: str = "13:00", counts_arrivals: bool = True
) -> Frame:
    cutoffs = ((dt.date(2000, 1, 1), dt.time.fromisoformat(cut_off)),)
    return Frame(
        venue_id=1,
        structure_id=1,
        day=day,
        bounds=presence_day_bounds(day, PARIS, cutoffs),
        boundary_at=moment(boundary, day),
        zone=PARIS,
        counts_arrivals=counts_arrivals,
    )


def offer(
    *hours: tuple[str, str],
    places: int = 1,
    resource: int = DESK,
    kind: str = "open_space",
    day: dt.date = DAY,
) -> Offer:
    """Places of resource 1 are 10, 11…, of resource 2 20, 21…"""
    spans = tuple(span(start, end, day) for start, end in hours)
    return Offer(resource, kind, spans, tuple(resource * 10 + n for n in range(places)))


def reserved(person: int, start: str, end: str, *, place: int = 10, **more: Any) -> Reserved:
    """Of a desk (place 10-19) or of the room (place 20), confirmed and not used unless said."""
    values = {"confirmed": True, "allotted": False, "arrived": False} | more
    kind = "open_space" if place < 20 else "meeting_room"
    return Reserved(person, place // 10, kind, place, span(start, end), **values)


def came(
    person: int,
    start: str,
    end: str | None,
    *,
    place: int = 10,
    stay: tuple[str, str] = ("09:00", "18:00"),
    by_rule: bool = False,
) -> Came:
    kind = "open_space" if place < 20 else "meeting_room"
    left = None if end is None else moment(end)
    return Came(person, kind, place, span(*stay), moment(start), left, by_rule)


def closed(start: str, end: str, *, resource: int | None = None, place: int | None = None) -> Closed:
    return Closed(span(start, end), "travaux", resource, place)


def raw(*happened: Reserved | Came | Closed, offers: tuple[Offer, ...] = (), **more: Any) -> RawDay:
    return RawDay(
        frame=more.pop("frame", None) or frame(**more),
        offers=offers or (offer(*HOURS),),
        closures=tuple(one for one in happened if isinstance(one, Closed)),
        reserved=tuple(one for one in happened if isinstance(one, Reserved)),
        came=tuple(one for one in happened if isinstance(one, Came)),
    )
