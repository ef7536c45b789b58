"""Reservations that no longer fit the hours, closures and places of their venue."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from espaces.models import Venue
from espaces.queries.calendars import calendars_with_resources
from espaces.rules.clock import ONE_DAY
from espaces.rules.intervals import Interval, covers
from espaces.rules.opening import VenueCalendar, closures_meeting, hours_between
from reservations.models import Reservation
from reservations.rules.half_days import HalfDay, Stay, half_day_of


def conflicts_at(venue: Venue, now: datetime) -> dict[int, Reservation]:
    """By id: reservations to come (or under way) that nobody could book as they stand; two queries.

    Extended access counts for everybody here: a change of public hours does not hit those who have a key only
    because their rights were not read. Allotted days are not hit: their holder has the place, open or not.
    """
    reservations = list(
        Reservation.objects.holding_at(now)
        .filter(venue=venue, ends_at__gt=now, booking_day__gte=now.astimezone(venue.zone).date() - ONE_DAY)
        .filter(allotment=None)
        .select_related("person", "resource__venue", "place", "venue")
        .order_by("starts_at", "pk")
    )
    if not reservations:
        return {}
    days = [reservation.booking_day for reservation in reservations]
    calendars = calendars_with_resources([venue], first_day=min(days), last_day=max(days) + ONE_DAY)[venue.pk]
    return {
        reservation.pk: reservation
        for reservation in reservations
        if not _fits(reservation, calendars.of_resource(reservation.resource_id, reservation.place_id))
    }


def _fits(reservation: Reservation, calendar: VenueCalendar) -> bool:
    place = reservation.place
    gone = place.valid_to is not None and reservation.booking_day >= place.valid_to
    if gone or reservation.resource.archived_at is not None:
        return False
    return fits_calendar(reservation, calendar)


def fits_calendar(reservation: Reservation, calendar: VenueCalendar) -> bool:
    stay = Interval(reservation.starts_at, reservation.ends_at)
    if reservation.half_day:
        found = half_day_of(calendar, reservation.booking_day, HalfDay(reservation.half_day), extended=True)
        return isinstance(found, Stay) and found.interval.contains(stay)
    open_hours = hours_between(calendar, stay, extended=True)
    return covers(open_hours, stay) and not closures_meeting(calendar, stay)


def persons_of(reservations: Iterable[Reservation]) -> set[int]:
    return {reservation.person_id for reservation in reservations}
