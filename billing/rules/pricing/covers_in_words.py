"""What pays for a stay, as people say it: "the day", "one half-day and 1 h 30"."""

from __future__ import annotations

from collections import Counter
from datetime import date, time
from typing import TYPE_CHECKING

from django.utils.dates import WEEKDAYS
from django.utils.text import capfirst
from django.utils.translation import gettext as _, gettext_lazy, npgettext, pgettext, pgettext_lazy

from espaces.rules.dates_in_words import duration_in_words, time_in_words

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

HALVES: dict[str, StrOrPromise] = {
    "first": gettext_lazy("%(weekday)s morning"),
    "second": gettext_lazy("%(weekday)s afternoon"),
    "first,second": gettext_lazy("%(weekday)s morning and afternoon"),
}
UNITS: dict[str, StrOrPromise] = {
    "hour": pgettext_lazy("price of", "an hour"),
    "half_day": pgettext_lazy("price of", "a half-day"),
    "day": pgettext_lazy("price of", "a day"),
    "window": pgettext_lazy("price of", "these hours"),
}


def when_in_words(facts: dict[str, str]) -> str:
    """ "Tuesday morning and afternoon"; the weekday alone where the clock does not count half-days."""
    weekday = str(WEEKDAYS[date.fromisoformat(facts["date"]).weekday()])
    said = HALVES[facts["halves"]] % {"weekday": weekday} if facts["by"] == "clock" else weekday
    return capfirst(said)


def cover_in_words(parts: str) -> str:
    """`parts` as in the trace: "half_day+half_day", "window=17:00-20:00+minutes=30"."""
    said = [_part_in_words(part, count) for part, count in Counter(parts.split("+")).items()]
    if len(said) == 1:
        return said[0]
    words = {"first": ", ".join(said[:-1]), "last": said[-1]}
    return pgettext("several things paid", "%(first)s and %(last)s") % words


def _part_in_words(part: str, count: int) -> str:
    name, _sign, value = part.partition("=")
    if name == "day":
        return _("the day")
    if name == "half_day":
        return npgettext("price of", "one half-day", "two half-days", count)
    if name == "minutes":
        return _("%(duration)s by the hour") % {"duration": duration_in_words(int(value))}
    start, end = (time_in_words(time.fromisoformat(at)) for at in value.split("-"))
    return _("the price from %(start)s to %(end)s") % {"start": start, "end": end}
