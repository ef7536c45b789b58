"""What facts are made of, for some days of some venues: the number of queries does not depend on how many."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q

from espaces.rules.clock import MIDNIGHT, ONE_DAY
from espaces.rules.intervals import Interval
from reporting.queries.fact_frames import Day, empty_days
from reporting.rules.raw_days import Came, RawDay, Reserved
from reporting.rules.runs import Run, by_dates
from reservations.models import Presence, Reservation
from reservations.rules.lifecycle import Status

LONGEST = timedelta(days=31)
"""A stay or a presence is looked for on the day on which it begins and so many days after it."""


def raw_days(runs: Sequence[Run]) -> dict[Day, RawDay]:
    """By venue and day."""
    if not runs:
        return {}
    days = empty_days(runs)
    reserved: dict[Day, list[Reserved]] = defaultdict(list)
    for venue_id, day, one in _reserved(runs):
        for here in _days_met(days, venue_id, day, one.stay.start, one.stay.end):
            reserved[here].append(one)
    came: dict[Day, list[Came]] = defaultdict(list)
    for venue_id, day, there in _came(runs):
        end = max(there.started_at, there.ended_at or there.stay.end)
        for here in _days_met(days, venue_id, day, there.started_at, end):
            came[here].append(there)
    return {
        here: replace(raw, reserved=tuple(reserved[here]), came=tuple(came[here]))
        for here, raw in days.items()
    }


def _days_met(
    days: Mapping[Day, RawDay], venue_id: int, day: date, start: datetime, end: datetime
) -> Iterator[Day]:
    """Those of `days` that [start, end) meets, or in which an instant lies; it begins on `day` or next to it."""
    for offset in range(-1, (end.date() - day).days + 2):
        here = (venue_id, day + ONE_DAY * offset)
        if here in days:
            bounds = days[here].frame.bounds
            if bounds.has(start) or (start < bounds.end and bounds.start < end):
                yield here


def _reserved(runs: Sequence[Run]) -> Iterator[tuple[int, date, Reserved]]:
    came = Presence.objects.filter(reservation=OuterRef("pk"), voided_at=None)
    rows = (
        Reservation.objects.filter(_reaching(runs, "booking_day", "ends_at"))
        .filter(status__in=[Status.CONFIRMED, Status.CANCELLED])
        .annotate(arrived=Exists(came))
        .order_by("pk")
        .values_list(
            *(
                "venue",
                "booking_day",
                "person",
                "resource",
                "resource__kind",
                "place",
                "starts_at",
                "ends_at",
            ),
            *("status", "channel", "arrived"),
        )
    )
    for venue, day, person, resource, kind, place, start, end, status, channel, arrived in rows:
        allotted = channel == Reservation.Channel.ALLOTMENT
        stay, confirmed = Interval(start, end), status == Status.CONFIRMED
        yield venue, day, Reserved(person, resource, kind, place, stay, confirmed, allotted, arrived)


def _came(runs: Sequence[Run]) -> Iterator[tuple[int, date, Came]]:
    rows = (
        Presence.objects.filter(_reaching(runs, "day", "ended_at"), voided_at=None)
        .order_by("pk")
        .values_list(
            *("venue", "day", "person", "reservation__resource__kind", "reservation__place"),
            *("reservation__starts_at", "reservation__ends_at", "started_at", "ended_at", "end_source"),
        )
    )
    for venue, day, person, kind, place, start, end, started, ended, source in rows:
        by_rule = source == Presence.Source.RULE
        yield venue, day, Came(person, kind, place, Interval(start, end), started, ended, by_rule)


def _reaching(runs: Sequence[Run], day: str, end: str) -> Q:
    """Rows that begin on a day of a run or before it and do not end before it; of some, the end is not known."""
    wanted = Q(pk__in=[])
    for (first, last), venues in by_dates(runs).items():
        since = datetime.combine(first - ONE_DAY, MIDNIGHT, UTC)
        begun = {"venue__in": venues, f"{day}__range": (first - LONGEST, last + ONE_DAY)}
        wanted |= Q(**begun) & (Q(**{f"{end}__gte": since}) | Q(**{end: None}))
    return wanted
