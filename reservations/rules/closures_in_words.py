"""When and what is closed, as one says it: whole days as days, the rest with its hours."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from espaces.models import Closure
from espaces.rules.clock import MIDNIGHT, ONE_DAY
from espaces.rules.dates_in_words import day_in_words
from reservations.rules.places_in_words import place_in_words
from reservations.rules.stays_in_words import stay_in_words


def closed_times(closure: Closure) -> str:
    return closed_from_to(closure.starts_at, closure.ends_at, closure.venue.zone)


def closed_from_to(start: datetime, until: datetime, zone: ZoneInfo) -> str:
    first, end = start.astimezone(zone), until.astimezone(zone)
    if first.time() != MIDNIGHT or end.time() != MIDNIGHT:
        return stay_in_words(start, until, zone)
    last = end.date() - ONE_DAY
    if last == first.date():
        return day_in_words(last)
    return _("from %(first)s to %(last)s") % {"first": day_in_words(first.date()), "last": day_in_words(last)}


def what_is_closed(closure: Closure) -> str:
    if closure.place is not None:
        return f"{closure.place.resource} · {place_in_words(closure.place)}"
    return str(closure.resource) if closure.resource else _("the whole venue")
