"""Stays and cancellation terms in words, at the venue's clock, in both languages."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from reservations.rules.cancellation import Step
from reservations.rules.deadlines_in_words import deadlines_in_words, kept_in_words
from reservations.rules.stays_in_words import hours_in_words, stay_in_words
from tests.wall_clock import MAYOTTE, PARIS, at

STEPS = [Step(24, 50)]


def plain(text: str) -> str:
    """Non-breaking spaces are typography's business."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def stay(start: str, end: str, language: str = "fr", zone: ZoneInfo = PARIS) -> str:
    with translation.override(language):
        return plain(stay_in_words(at(start, zone), at(end, zone), zone))


def terms(now: str, steps: list[Step], start: str = "2026-12-03 09:00", language: str = "fr") -> str:
    with translation.override(language):
        return plain(deadlines_in_words(steps, at(start), PARIS, at(now)))


def test_a_stay_of_one_day() -> None:
    assert stay("2026-12-03 09:00", "2026-12-03 12:30") == "jeudi 3 décembre, de 9 h à 12 h 30"
    assert stay("2026-12-03 09:00", "2026-12-03 12:30", "en") == "Thursday 3 December, from 9:00 to 12:30"


def test_t_an_evening_until_midnight_belongs_to_its_day() -> None:
    assert stay("2026-12-01 20:00", "2026-12-02 00:00") == "mardi 1er décembre, de 20 h à minuit"


def test_a_night_names_both_days() -> None:
    words = stay("2026-12-03 22:00", "2026-12-04 02:00")
    assert words == "du jeudi 3 décembre, 22 h au vendredi 4 décembre, 2 h"


@pytest.mark.parametrize(("day", "utc"), [("2026-03-28", 8), ("2026-03-29", 7), ("2026-10-25", 8)])
def test_t_nine_is_nine_whatever_the_clocks_did(day: str, utc: int) -> None:
    start = dt.datetime.fromisoformat(f"{day} {utc:02d}:00+00:00")
    with translation.override("fr"):
        assert plain(hours_in_words(start, start + dt.timedelta(hours=3), PARIS)) == "de 9 h à 12 h"


def test_bk6_the_clock_is_the_venues() -> None:
    words = stay("2026-12-03 08:00", "2026-12-03 12:00", zone=MAYOTTE)
    assert words == "jeudi 3 décembre, de 8 h à 12 h"


def test_terms_say_what_is_still_to_come() -> None:
    assert terms("2026-12-01 09:00", STEPS) == (
        "Vous pouvez annuler sans frais jusqu’au mercredi 2 décembre, 9 h. "
        "Puis jusqu’au jeudi 3 décembre, 9 h : 50 % restent dus. Ensuite : tout reste dû."
    )
    assert terms("2026-12-02 09:01", STEPS) == (
        "Si vous annulez avant le jeudi 3 décembre, 9 h : 50 % restent dus. Ensuite : tout reste dû."
    )
    assert terms("2026-12-03 09:01", STEPS) == "Tout reste dû."


def test_terms_in_english() -> None:
    assert terms("2026-12-01 09:00", STEPS, language="en") == (
        "You can cancel free of charge until Wednesday 2 December, 9:00. "
        "Then until Thursday 3 December, 9:00: 50% stays due. After that: everything stays due."
    )


def test_without_steps_it_is_free_until_the_start() -> None:
    assert terms("2026-12-01 09:00", []) == (
        "Vous pouvez annuler sans frais jusqu’au jeudi 3 décembre, 9 h. Ensuite : tout reste dû."
    )


def test_free_to_the_end_says_no_more() -> None:
    assert terms("2026-12-01 09:00", [Step(0, 0)]) == (
        "Vous pouvez annuler sans frais jusqu’au jeudi 3 décembre, 9 h."
    )


def test_steps_that_keep_the_same_are_one() -> None:
    assert terms("2026-12-01 08:00", [Step(48, 50), Step(24, 50)]) == (
        "Vous pouvez annuler sans frais jusqu’au mardi 1er décembre, 9 h. "
        "Puis jusqu’au jeudi 3 décembre, 9 h : 50 % restent dus. Ensuite : tout reste dû."
    )


def test_what_stays_due_for_ever_after_has_no_date() -> None:
    steps = [Step(24, 100)]
    assert terms("2026-12-01 09:00", steps) == (
        "Vous pouvez annuler sans frais jusqu’au mercredi 2 décembre, 9 h. Ensuite : tout reste dû."
    )
    assert terms("2026-12-02 10:00", steps) == "Tout reste dû."


def test_t_the_deadline_of_a_clock_change_is_24_real_hours_before() -> None:
    """Sunday 29 March 2026, 9:00 in Paris is 7:00Z; 24 h before, it was 8:00 on the wall."""
    assert terms("2026-03-27 09:00", STEPS, start="2026-03-29 09:00").startswith(
        "Vous pouvez annuler sans frais jusqu’au samedi 28 mars, 8 h."
    )


@pytest.mark.parametrize(
    ("percent", "words"), [(0, "rien ne reste dû."), (50, "50 % restent dus."), (100, "tout reste dû.")]
)
def test_what_is_kept(percent: int, words: str) -> None:
    with translation.override("fr"):
        assert plain(kept_in_words(percent)) == words
