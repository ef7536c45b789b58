"""When a stay is, as the venue's clock and people say it: "jeudi 3 décembre, de 9 h à 12 h"."""

from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.utils.translation import pgettext

from espaces.rules.clock import MIDNIGHT, ONE_DAY
from espaces.rules.dates_in_words import day_in_words, moment_in_words, time_in_words


def stay_in_words(start: datetime, end: datetime, zone: ZoneInfo) -> str:
    first, last = start.astimezone(zone), end.astimezone(zone)
    if _ends_later_than_its_day(first, last):
        moments = {"start": moment_in_words(first), "end": moment_in_words(last)}
        return pgettext("a stay over midnight", "from %(start)s to %(end)s") % moments
    words = {"day": day_in_words(first.date()), "hours": hours_in_words(start, end, zone)}
    return pgettext("a stay", "%(day)s, %(hours)s") % words


def hours_in_words(start: datetime, end: datetime, zone: ZoneInfo) -> str:
    """Without the day: "de 9 h à 12 h"."""
    first, last = start.astimezone(zone), end.astimezone(zone)
    words = {"start": time_in_words(first.time()), "end": _closing_in_words(last.time())}
    return pgettext("hours of a stay", "from %(start)s to %(end)s") % words


def _ends_later_than_its_day(first: datetime, last: datetime) -> bool:
    """Midnight still belongs to the evening."""
    until_midnight = last.time() == MIDNIGHT and last.date() == first.date() + ONE_DAY
    return last.date() > first.date() and not until_midnight


def _closing_in_words(at: time) -> str:
    return pgettext("end of a stay", "midnight") if at == MIDNIGHT else time_in_words(at)
