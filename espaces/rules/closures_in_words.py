"""Closures to come, as a notice on the door says them."""

from __future__ import annotations

from datetime import time
from zoneinfo import ZoneInfo

from django.utils.translation import pgettext

from espaces.rules.clock import MIDNIGHT, ONE_DAY
from espaces.rules.dates_in_words import day_in_words, moment_in_words, time_in_words
from espaces.rules.intervals import Interval


def closure_in_words(closed: Interval, zone: ZoneInfo) -> str:
    """Without its reason: a day, several days, or hours of a day."""
    start, end = closed.start.astimezone(zone), closed.end.astimezone(zone)
    whole_days = start.time() == MIDNIGHT and end.time() == MIDNIGHT
    last_day = end.date() - ONE_DAY if end.time() == MIDNIGHT else end.date()
    if whole_days and start.date() == last_day:
        return day_in_words(start.date())
    if whole_days:
        words = {"first": day_in_words(start.date()), "last": day_in_words(last_day)}
        return pgettext("whole days", "from %(first)s to %(last)s") % words
    if start.date() == last_day:
        hours = {"day": day_in_words(last_day), "start": time_in_words(start.time()), "end": _end(end.time())}
        return pgettext("hours of one day", "%(day)s from %(start)s to %(end)s") % hours
    moments = {"start": moment_in_words(start), "end": moment_in_words(end)}
    return pgettext("from a moment to another", "from %(start)s to %(end)s") % moments


def _end(at: time) -> str:
    return pgettext("end of a closure", "midnight") if at == MIDNIGHT else time_in_words(at)
