"""The hours of a day as people type them: "9h-12h, 14h-18h", "9:00 - 12:30", "20h à minuit", "fermé"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import time
from itertools import pairwise

from django.utils.translation import gettext as _, gettext_lazy

from espaces.errors import Refused
from espaces.rules.clock import MIDNIGHT
from espaces.rules.opening import WeeklyPeriod

MOST_PERIODS = 4
WORDS = {"midi": "12h", "noon": "12h", "minuit": "24h", "midnight": "24h"}
CLOSED = {"", "-", "fermé", "ferme", "closed"}
ALL_DAY = {"24h/24", "24/24", "24h/24h", "jour et nuit", "day and night"}
DASH = r"\s*(?:-|à|a|to|>)\s*"
HOUR = r"(2[0-4]|[01]?\d)(?:\s*(?:heures?|h|:|\.))?"
MINUTE = r"(?:\s*([0-5]\d)(?!\s*[\dh:.]))?"
OPENING = HOUR + MINUTE
CLOSING = HOUR + rf"(?:{MINUTE}(?!{DASH}\d))"
RANGE = re.compile(OPENING + DASH + CLOSING)
BETWEEN = re.compile(r"\s*(?:,|;|/|\+|&|\bet\b|\band\b|\bpuis\b|\s)\s*")

Hours = tuple[time, time]


def parse_hours(typed: str) -> tuple[Hours, ...]:
    """Opening and closing of each period, in order. Raises Refused with a sentence that quotes what was typed."""
    text = _plain(typed)
    if text in CLOSED:
        return ()
    if text in ALL_DAY:
        return ((MIDNIGHT, MIDNIGHT),)
    hours = tuple(sorted(_periods(text, typed), key=lambda period: period[0]))
    _check_order(hours)
    return hours


def week_of(days: Iterable[tuple[int, Iterable[Hours]]], *, extended: bool = False) -> list[WeeklyPeriod]:
    """Pairs of a weekday and its hours, as periods without dates."""
    return [
        WeeklyPeriod(weekday, opens, closes, extended=extended)
        for weekday, hours in days
        for opens, closes in hours
    ]


def _plain(typed: str) -> str:
    """One kind of space and of dash, words for hours written as hours."""
    text = re.sub(r"\s+", " ", typed.lower().strip().strip("."))
    text = re.sub(r"[–—−‑→]", "-", text)
    return re.sub(r"[a-z]+", lambda word: WORDS.get(word[0], word[0]), text)


def _periods(text: str, typed: str) -> list[Hours]:
    found, position = [], 0
    while position < len(text):
        match = RANGE.match(text, position)
        if match is None:
            raise _not_understood(typed)
        found.append((_clock(match[1], match[2], typed), _clock(match[3], match[4], typed)))
        position = match.end()
        between = BETWEEN.match(text, position)
        if position < len(text) and (between is None or between.end() == len(text)):
            raise _not_understood(typed)
        position = between.end() if between else position
    return found


def _clock(hour: str, minute: str | None, typed: str) -> time:
    """24 h is midnight at the end of the day, which a period writes 0 h."""
    if int(hour) == 24 and int(minute or 0):
        raise _not_understood(typed)
    return time(int(hour) % 24, int(minute or 0))


def _not_understood(typed: str) -> Refused:
    message = _("“%(typed)s” was not understood. Write for example: 9:00-12:00, 14:00-18:00.")
    return Refused("hours_not_understood", message % {"typed": typed.strip()})


def _check_order(hours: tuple[Hours, ...]) -> None:
    if len(hours) > MOST_PERIODS:
        raise Refused("too_many_periods", gettext_lazy("At most four periods in a day."))
    if any(opens == closes != MIDNIGHT for opens, closes in hours):
        raise Refused("empty_period", gettext_lazy("A period cannot end at the time it begins."))
    for (opens, closes), (next_opens, _closes) in pairwise(hours):
        if closes <= opens or closes > next_opens:
            raise Refused("periods_overlap", gettext_lazy("Two periods of this day overlap."))
