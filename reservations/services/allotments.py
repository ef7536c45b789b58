"""A resident's desk, an office by the month: a pinned reservation for each day, opened ahead of all bookings."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import uuid4

from django.db.models import Q
from django.utils import timezone

from espaces.locks import lock_resources, locking_transaction
from espaces.models import Allotment, Resource, Venue
from espaces.queries.calendars import calendars_with_resources
from espaces.rules.clock import calendar_day
from espaces.rules.intervals import Interval, hull
from espaces.rules.opening import opening_of_day
from espaces.rules.seasons import VenueCalendars
from reservations.locks import lock_allotted
from reservations.models import Reservation
from reservations.queries.pools import pools_of
from reservations.queries.proposals import CHOSEN, with_choice
from reservations.rules.allotments import AllottedDays, blocked_ranges
from reservations.rules.lifecycle import Status
from reservations.rules.places import Seating, TooHardError
from reservations.rules.seating import find_seat
from reservations.services import writing

logger = logging.getLogger(__name__)
AHEAD_OF_THE_HORIZON = timedelta(days=8)


def open_allotments(*, now: datetime | None = None) -> int:
    """Opens the days of every allotment up to a week beyond its venue's horizon; returns how many days.

    Run nightly and often: a second run opens nothing. Days that its holder has freed stay free; days after an
    allotment's end are given back. Whoever sits on the place is re-seated; where that cannot be, the day is
    left to him and tried again.
    """
    now = now or timezone.now()
    opened = 0
    for allotment in _allotments(now):
        venue = allotment.place.resource.venue
        today = calendar_day(now, venue.zone)
        _give_back_after_end(allotment, today, now)
        opened += _open_days(allotment, today, today + _horizon(venue, allotment), now)
    return opened


def _allotments(now: datetime) -> Iterable[Allotment]:
    """Those that run, and those whose end may have been brought forward."""
    recent = now.date() - timedelta(days=60)
    return (
        Allotment.objects.filter(
            Q(ends_on=None) | Q(ends_on__gt=recent),
            place__resource__archived_at=None,
            place__resource__venue__archived_at=None,
        )
        .select_related("person", "place__resource__venue", "membership__customer")
        .order_by("pk")
    )


def _horizon(venue: Venue, allotment: Allotment) -> timedelta:
    own = allotment.place.resource.horizon_days or 0
    return timedelta(days=max(venue.horizon_days, own)) + AHEAD_OF_THE_HORIZON


@locking_transaction
def _give_back_after_end(allotment: Allotment, today: date, now: datetime) -> None:
    if allotment.ends_on is None:
        return
    for reservation in lock_allotted(allotment.pk, max(allotment.ends_on, today)):
        reservation.percent_kept = 0
        writing.change_status(reservation, Status.CANCELLED, actor=None, now=now, reason="allotment_ended")


def _open_days(allotment: Allotment, first: date, last: date, now: datetime) -> int:
    known = set(
        Reservation.objects.filter(allotment=allotment, booking_day__gte=first).values_list(
            "booking_day", flat=True
        )
    )
    venue = allotment.place.resource.venue
    calendars = calendars_with_resources([venue], first_day=first, last_day=last)[venue.pk]
    days = AllottedDays(allotment.starts_on, allotment.ends_on)
    resource_calendar = calendars.of_resource(allotment.place.resource_id)
    missing = blocked_ranges(resource_calendar, days, first, last, known)
    return sum(_open_day(allotment, day, blocked, calendars, now) for day, blocked in missing)


@locking_transaction
def _open_day(
    allotment: Allotment, day: date, blocked: Interval, calendars: VenueCalendars, now: datetime
) -> bool:
    """Under the resource's lock. A day on which the venue is closed has no reservation: nobody else comes."""
    resource = allotment.place.resource
    lock_resources([resource.pk])
    stay = hull(opening_of_day(calendars.of_resource(resource.pk), day, extended=True))
    exists = Reservation.objects.filter(allotment=allotment, booking_day=day).exists()
    if stay is None or stay.end <= now or exists:
        return False
    seat = _seat(allotment, resource, blocked, calendars, now)
    if seat is None:
        logger.warning("place %s is promised to somebody else on %s", allotment.place_id, day)
        return False
    writing.give_places(seat.moves)
    _write(allotment, day, stay, blocked, calendars, now)
    return True


def _seat(
    allotment: Allotment,
    resource: Resource,
    blocked: Interval,
    calendars: VenueCalendars,
    now: datetime,
) -> Seating | None:
    pool = pools_of([resource], {resource.venue_id: calendars}, blocked, now)[resource.pk]
    places = with_choice(pool.places, allotment.place_id)
    try:
        return find_seat(places, pool.occupied, blocked, needs=frozenset({CHOSEN}))
    except TooHardError:
        return None


def _write(
    allotment: Allotment,
    day: date,
    stay: Interval,
    blocked: Interval,
    calendars: VenueCalendars,
    now: datetime,
) -> None:
    resource = allotment.place.resource
    opening = opening_of_day(calendars.of_resource(resource.pk), day, extended=False)
    reservation = Reservation.objects.create(
        person=allotment.person,
        customer=allotment.membership.customer,
        structure_id=resource.venue.structure_id,
        venue=resource.venue,
        resource=resource,
        place=allotment.place,
        status=Status.CONFIRMED,
        starts_at=stay.start,
        ends_at=stay.end,
        blocked=writing.as_range(Interval(min(blocked.start, stay.start), max(blocked.end, stay.end))),
        booking_day=day,
        minutes=sum(interval.minutes for interval in opening),
        half_day=Reservation.HalfDay.DAY,
        pinned=True,
        channel=Reservation.Channel.ALLOTMENT,
        allotment=allotment,
        token=uuid4(),
    )
    writing.record_transition(reservation, "", Status.CONFIRMED, None, now, "allotment")
