"""When and where a reservation is, in words, for pages and mails. Times are the venue's."""

from __future__ import annotations

from datetime import date, datetime

from django import template

from espaces.models import Venue
from espaces.rules.dates_in_words import day_in_words, moment_in_words, time_in_words
from reservations.models import Reservation
from reservations.rules.places_in_words import place_in_words
from reservations.rules.stays_in_words import hours_in_words, stay_in_words
from reservations.rules.venues_in_words import street_address, whole_address

register = template.Library()
register.filter("day_in_words", day_in_words)
register.filter("place_in_words", place_in_words)
register.filter("street_address", street_address)
register.filter("whole_address", whole_address)


@register.filter
def stay(reservation: Reservation) -> str:
    return stay_in_words(reservation.starts_at, reservation.ends_at, reservation.venue.zone)


@register.filter
def hours(reservation: Reservation) -> str:
    return hours_in_words(reservation.starts_at, reservation.ends_at, reservation.venue.zone)


@register.filter
def day_of(reservation: Reservation) -> date:
    """The date on the venue's wall when the stay begins."""
    return reservation.starts_at.astimezone(reservation.venue.zone).date()


@register.filter
def time_at(at: datetime, venue: Venue) -> str:
    return time_in_words(at.astimezone(venue.zone).time())


@register.filter
def moment_at(at: datetime, venue: Venue) -> str:
    return moment_in_words(at.astimezone(venue.zone))
