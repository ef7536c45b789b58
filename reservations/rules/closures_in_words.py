"""When and what is closed, as one says it: whole days as days, the rest with its hours."""

from __future__ import annotations

from django.utils.translation import gettext as _

from espaces.models import Closure
from espaces.rules.clock import MIDNIGHT, ONE_DAY
from espaces.rules.dates_in_words import day_in_words
from reservations.rules.places_in_words import place_in_words
from reservations.rules.stays_in_words import stay_in_words


def closed_times(closure: Closure) -> str:
    zone = closure.venue.zone
    first, end = closure.starts_at.astimezone(zone), closure.ends_at.astimezone(zone)
    if first.time() != MIDNIGHT or end.time() != MIDNIGHT:
        return stay_in_words(closure.starts_at, closure.ends_at, zone)
    last = end.date() - ONE_DAY
    if last == first.date():
        return day_in_words(last)
    return _("from %(first)s to %(last)s") % {"first": day_in_words(first.date()), "last": day_in_words(last)}


def what_is_closed(closure: Closure) -> str:
    if closure.place is not None:
        return f"{closure.place.resource} · {place_in_words(closure.place)}"
    return str(closure.resource) if closure.resource else _("the whole venue")
