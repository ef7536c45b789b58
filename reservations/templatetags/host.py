"""A reservation as a host reads it in a line."""

from __future__ import annotations

from datetime import datetime

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from espaces.models import Place, Venue
from espaces.rules.dates_in_words import time_in_words
from reservations.models import Reservation
from reservations.rules.closures_in_words import closed_times, what_is_closed
from reservations.rules.places_in_words import place_in_words, where_in_words

register = template.Library()
register.filter("place_in_words", place_in_words)
register.filter("closed_times", closed_times)
register.filter("what_is_closed", what_is_closed)


@register.filter
def short_hours(reservation: Reservation) -> SafeString:
    """ "8 h 30 – 12 h 30": each time stays on one line."""
    zone = reservation.venue.zone
    times = (time_in_words(at.astimezone(zone).time()) for at in (reservation.starts_at, reservation.ends_at))
    start, end = (f'<span class="nowrap">{conditional_escape(time)}</span>' for time in times)
    return mark_safe(f"{start} – {end}")  # noqa: S308 - escaped above


@register.filter
def where_booked(reservation: Reservation) -> str:
    return where_in_words(reservation.resource, reservation.place)


@register.filter
def needs_in_words(reservation: Reservation) -> str:
    return ", ".join(str(Place.Feature(need).label) for need in reservation.needs)


@register.filter
def clock_of(at: datetime, venue: Venue) -> str:
    """For addresses and time inputs: "09:30" on the venue's clock."""
    return f"{at.astimezone(venue.zone):%H:%M}"
