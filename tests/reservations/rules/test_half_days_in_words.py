from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from espaces.rules.intervals import Interval
from reservations.rules.half_days import HalfDay
from reservations.rules.half_days_in_words import opening_in_words, when_in_words

PARIS = ZoneInfo("Europe/Paris")
TODAY = dt.date(2026, 11, 22)


@pytest.mark.parametrize(
    ("day", "half", "french", "english"),
    [
        (22, HalfDay.MORNING, "ce matin", "this morning"),
        (22, HalfDay.DAY, "aujourd’hui", "today"),
        (23, HalfDay.AFTERNOON, "demain après-midi", "tomorrow afternoon"),
        (24, HalfDay.DAY, "mardi 24 novembre, la journée", "Tuesday 24 November, the whole day"),
    ],
)
def test_when_as_one_says_it_today(day: int, half: HalfDay, french: str, english: str) -> None:
    for language, words in (("fr", french), ("en", english)):
        with translation.override(language):
            said = when_in_words(TODAY.replace(day=day), half, TODAY)
            assert said.replace("\u00a0", " ") == words


def hours(*spans: tuple[int, int]) -> list[Interval]:
    """Hours of a winter day in UTC: one less than in Paris."""
    midnight = dt.datetime(2026, 11, 23, tzinfo=dt.UTC)
    return [Interval(midnight + dt.timedelta(hours=a), midnight + dt.timedelta(hours=b)) for a, b in spans]


@pytest.mark.parametrize(
    ("opening", "words"),
    [
        (hours(), ""),
        (hours((7, 11)), "8 h – 12 h"),
        (hours((7, 11), (12, 17)), "8 h – 12 h et 13 h – 18 h"),
        (hours((7, 9), (10, 11), (18, 23)), "8 h – 10 h, 11 h – 12 h et 19 h – minuit"),
    ],
)
def test_the_hours_of_a_stay(opening: list[Interval], words: str) -> None:
    with translation.override("fr"):
        assert opening_in_words(opening, PARIS).replace("\u00a0", " ") == words
