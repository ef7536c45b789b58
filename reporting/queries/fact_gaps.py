"""Which days are still to be filled, and which changed after they were: a look at the ends of what is filled."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from itertools import chain
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest
from django.utils.dateparse import parse_datetime

from espaces.models import Closure, Venue
from espaces.rules.clock import ONE_DAY, calendar_day, presence_day
from reporting.models import BookingDay, UsageDay, VenueDay
from reporting.rules.runs import Run, missing_runs, runs_of
from reservations.models import Move, Presence, PresenceCorrection, Reservation, Transition

Change = tuple[int, datetime, datetime]
"""A venue, and the time in which something of the past is no longer what it was."""


def stale_runs(venue: Venue | None = None) -> list[Run]:
    rows = VenueDay.objects.filter(stale=True)
    if venue is not None:
        rows = rows.filter(venue=venue)
    return runs_of(rows.order_by("venue", "day").values_list("venue", "day"))


def unfilled_runs(now: datetime, venue: Venue | None = None) -> list[Run]:
    """From the first day on which something happened or could, to the last that is over: the days of each venue."""
    rows = Venue.objects.all() if venue is None else Venue.objects.filter(pk=venue.pk)
    return list(chain.from_iterable(_unfilled(row, now) for row in _with_ends(rows).order_by("pk")))


def _with_ends(venues: QuerySet[Venue]) -> QuerySet[Any]:
    """Each a look at one end of an index."""
    filled = VenueDay.objects.filter(venue=OuterRef("pk"))
    reservations = Reservation.objects.filter(venue=OuterRef("pk"))
    presences = Presence.objects.filter(venue=OuterRef("pk"))
    return venues.prefetch_related("cut_offs").annotate(
        first_filled=Subquery(filled.order_by("day").values("day")[:1]),
        last_filled=Subquery(filled.order_by("-day").values("day")[:1]),
        first_reservation=Subquery(reservations.order_by("booking_day").values("booking_day")[:1]),
        first_presence=Subquery(presences.order_by("day").values("day")[:1]),
    )


def _unfilled(venue: Any, now: datetime) -> list[Run]:
    published = venue.published_at and calendar_day(venue.published_at, venue.zone)
    starts = [day for day in (published, venue.first_reservation, venue.first_presence) if day]
    if not starts:
        return []
    cutoffs = tuple(sorted((row.valid_from, row.at) for row in venue.cut_offs.all()))
    last = presence_day(now, venue.zone, cutoffs) - ONE_DAY
    if venue.archived_at is not None:
        last = min(last, presence_day(venue.archived_at, venue.zone, cutoffs))
    filled = (venue.first_filled, venue.last_filled) if venue.first_filled else None
    return missing_runs(venue.pk, min(starts), last, filled)


def changes_between(since: datetime, now: datetime) -> Iterator[Change]:
    """Written in that time, of reservations, arrivals and closures of whatever day that is not to come."""
    yield from (change for change in _changes((since, now)) if change[1] <= now)


def _changes(written: tuple[datetime, datetime]) -> Iterator[Change]:
    reservations = Transition.objects.filter(at__range=written).order_by("pk")
    yield from reservations.values_list(
        "reservation__venue", "reservation__starts_at", "reservation__ends_at"
    )
    moves = Move.objects.filter(at__range=written).order_by("pk")
    yield from moves.values_list("from_resource__venue", "from_starts_at", "from_ends_at")
    yield from moves.values_list("to_resource__venue", "to_starts_at", "to_ends_at")
    yield from _of_presences(Presence.objects.filter(updated_at__range=written))
    closures = Closure.objects.filter(Q(created_at__range=written) | Q(lifted_at__range=written))
    yield from closures.order_by("pk").values_list("venue", "starts_at", "ends_at")


def _of_presences(rows: QuerySet[Presence]) -> Iterator[Change]:
    """When somebody was there, as it is now and as it was before; and the stay, to which somebody came or nobody."""
    rows = rows.order_by("pk")
    stay_end = F("reservation__ends_at")
    left = Greatest("started_at", Coalesce("ended_at", stay_end))
    yield from rows.values_list("venue", "started_at", left)
    yield from rows.values_list("reservation__venue", "reservation__starts_at", stay_end)
    corrections = PresenceCorrection.objects.filter(presence__in=rows.order_by()).order_by("pk")
    for venue, end, before, after in corrections.values_list(
        "presence__venue", "presence__reservation__ends_at", "before", "after"
    ):
        for state in (before, after):
            if state:
                yield venue, *_times_of(state, end)


def _times_of(state: dict[str, Any], stay_end: datetime) -> tuple[datetime, datetime]:
    """As a correction wrote them."""
    started = parse_datetime(state["started_at"])
    assert started is not None
    ended = parse_datetime(state["ended_at"]) if state["ended_at"] else stay_end
    return started, max(started, ended or stay_end)


def days_of_merged_persons() -> Iterator[tuple[int, date]]:
    """A day that was being filled while two persons became one still names the old one."""
    for model in (UsageDay, BookingDay):
        rows = model.objects.filter(person__merged_into__isnull=False)
        yield from rows.order_by("pk").values_list("venue", "day")
