"""Half-days as people say them: "demain matin", "lundi 23 novembre, l'après-midi"."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _, pgettext

from espaces.rules.clock import MIDNIGHT, ONE_DAY
from espaces.rules.dates_in_words import day_in_words, time_in_words
from espaces.rules.intervals import Interval
from reservations.rules.half_days import HalfDay

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

NAMES: dict[HalfDay, StrOrPromise] = {
    HalfDay.MORNING: _("Morning"),
    HalfDay.AFTERNOON: _("Afternoon"),
    HalfDay.DAY: _("Whole day"),
}
THE_HALF_DAY: dict[HalfDay, StrOrPromise] = {
    HalfDay.MORNING: _("the morning"),
    HalfDay.AFTERNOON: _("the afternoon"),
    HalfDay.DAY: _("the whole day"),
}
TODAY: dict[HalfDay, StrOrPromise] = {
    HalfDay.MORNING: _("this morning"),
    HalfDay.AFTERNOON: _("this afternoon"),
    HalfDay.DAY: _("today"),
}
TOMORROW: dict[HalfDay, StrOrPromise] = {
    HalfDay.MORNING: _("tomorrow morning"),
    HalfDay.AFTERNOON: _("tomorrow afternoon"),
    HalfDay.DAY: _("tomorrow"),
}


def half_day_in_words(day: date, half: HalfDay) -> str:
    """The date and the part of it, without capital: "lundi 23 novembre, le matin"."""
    words = {"day": day_in_words(day), "half": THE_HALF_DAY[half]}
    return pgettext("a day and its half", "%(day)s, %(half)s") % words


def when_in_words(day: date, half: HalfDay, today: date) -> str:
    """As one says it today: "ce matin", "demain", else the date."""
    if day == today:
        return str(TODAY[half])
    if day == today + ONE_DAY:
        return str(TOMORROW[half])
    return half_day_in_words(day, half)


def opening_in_words(opening: Sequence[Interval], zone: ZoneInfo) -> str:
    """The hours one can be there: "8 h 30 – 12 h 30 et 13 h 30 – 18 h"."""
    spans = [
        pgettext("hours of a stay", "%(start)s – %(end)s")
        % {
            "start": time_in_words(interval.start.astimezone(zone).time()),
            "end": _end_in_words(interval.end.astimezone(zone).time()),
        }
        for interval in opening
    ]
    if len(spans) < 2:
        return "".join(spans)
    words = {"first": ", ".join(spans[:-1]), "last": spans[-1]}
    return pgettext("several hours of a day", "%(first)s and %(last)s") % words


def _end_in_words(at: time) -> str:
    return pgettext("end of a stay", "midnight") if at == MIDNIGHT else time_in_words(at)
