"""Hours as people type them."""

import datetime as dt

import pytest
from django.utils import translation
from hypothesis import given, strategies as st

from espaces.errors import Refused
from espaces.rules.hours_in_words import spans_in_words
from espaces.rules.hours_typed import parse_hours, week_of


def typed(text: str) -> str:
    return " ".join(f"{opens:%H:%M}-{closes:%H:%M}" for opens, closes in parse_hours(text))


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("9h-12h, 14h-18h", "09:00-12:00 14:00-18:00"),
        ("9 h-12 h, 14 h-18 h", "09:00-12:00 14:00-18:00"),
        ("9-12 14-18", "09:00-12:00 14:00-18:00"),
        ("9h30 - 12h15 / 13:45–18.00", "09:30-12:15 13:45-18:00"),
        ("9h à 12h et 14h à 18h", "09:00-12:00 14:00-18:00"),
        ("De 9h à 12h", None),
        ("14h-18h 9h-12h", "09:00-12:00 14:00-18:00"),
        ("0900-1230", "09:00-12:30"),
        ("8h-midi, 20h-minuit", "08:00-12:00 20:00-00:00"),
        ("20h-2h", "20:00-02:00"),
        ("0h-24h", "00:00-00:00"),
        ("24h/24", "00:00-00:00"),
        ("jour et nuit", "00:00-00:00"),
        ("fermé", ""),
        ("Closed", ""),
        ("  ", ""),
        ("9-12,", None),
        ("9h", None),
        ("25h-26h", None),
        ("24h30-3h", None),
        ("tous les jours", None),
        ("9-12 fermé", None),
    ],
)
def test_typed_hours(text: str, hours: str | None) -> None:
    if hours is None:
        with pytest.raises(Refused) as refusal:
            parse_hours(text)
        assert refusal.value.code == "hours_not_understood"
        assert text.strip() in refusal.value.sentence
    else:
        assert typed(text) == hours


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("9h-9h", "empty_period"),
        ("9h-13h, 12h-18h", "periods_overlap"),
        ("20h-2h, 21h-23h", "periods_overlap"),
        ("8-9 10-11 12-13 14-15 16-17", "too_many_periods"),
    ],
)
def test_impossible_hours_are_refused(text: str, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        parse_hours(text)
    assert refusal.value.code == code


minutes = st.lists(st.integers(0, 24 * 12 - 1), min_size=2, max_size=6, unique=True).map(sorted)


@given(minutes, st.sampled_from(["fr", "en"]))
def test_what_a_page_shows_can_be_typed_again(fives: list[int], language: str) -> None:
    bounds = [five * 5 for five in fives[: len(fives) // 2 * 2]]
    spans = list(zip(bounds[::2], bounds[1::2], strict=True))
    with translation.override(language):
        hours = parse_hours(spans_in_words(spans))
    assert hours == tuple((dt.time(a // 60, a % 60), dt.time(b // 60, b % 60)) for a, b in spans)


def test_a_week_is_made_of_days() -> None:
    week = week_of([(0, parse_hours("9-12")), (5, ())], extended=True)
    assert [(p.weekday, p.opens, p.closes, p.extended) for p in week] == [(0, dt.time(9), dt.time(12), True)]
