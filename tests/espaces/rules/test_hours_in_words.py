from datetime import date, datetime, time

import pytest
from django.utils.translation import override

from espaces.rules.dates_in_words import day_in_words, duration_in_words, moment_in_words, time_in_words
from espaces.rules.hours_in_words import opening_in_words, weekly_hours_in_words
from espaces.rules.opening import WeeklyPeriod
from tests.wall_clock import PARIS, clock, day, span

A_MONDAY = date(2026, 6, 1)


def periods(weekdays: range | tuple[int, ...], *hours: str, **more) -> list[WeeklyPeriod]:
    pairs = [pair.split("-") for pair in hours]
    return [WeeklyPeriod(d, clock(opens), clock(closes), **more) for d in weekdays for opens, closes in pairs]


VILLAGE = [*periods(range(5), "09:00-12:00", "14:00-18:00"), *periods((5,), "09:30-12:30")]


def plain(text: str) -> str:
    """Non-breaking spaces are asserted once, below."""
    return text.replace("\u00a0", " ")


def test_hours_as_people_say_them() -> None:
    with override("fr"):
        french = [plain(line) for line in weekly_hours_in_words(VILLAGE, A_MONDAY)]
    assert french == ["lun-ven 9 h-12 h, 14 h-18 h", "sam 9 h 30-12 h 30"]
    with override("en"):
        assert weekly_hours_in_words(VILLAGE, A_MONDAY)[0] == "Mon-Fri 9:00-12:00, 14:00-18:00"


def test_two_days_are_named_and_three_are_a_run() -> None:
    with override("en"):
        assert weekly_hours_in_words(periods((0, 1, 3, 4, 5), "09:00-12:00"), A_MONDAY) == [
            "Mon, Tue, Thu-Sat 9:00-12:00"
        ]


def test_periods_that_overlap_are_said_once_and_touching_ones_joined() -> None:
    with override("en"):
        assert weekly_hours_in_words(
            periods((0,), "11:00-12:00", "11:20-12:40", "12:40-13:00"), A_MONDAY
        ) == ["Mon 11:00-13:00"]


def test_nights_and_whole_days() -> None:
    with override("en"):
        assert weekly_hours_in_words(periods((4,), "18:00-02:00"), A_MONDAY) == ["Fri 18:00-2:00"]
        assert weekly_hours_in_words(periods((4,), "18:00-00:00"), A_MONDAY) == ["Fri 18:00-midnight"]
        assert weekly_hours_in_words(periods(range(7), "00:00-00:00"), A_MONDAY) == ["Mon-Sun day and night"]


def test_extended_access_is_said_only_to_those_who_have_it() -> None:
    hours = [*periods((0,), "09:00-17:00"), *periods((0,), "17:00-22:00", extended=True)]
    with override("en"):
        assert weekly_hours_in_words(hours, A_MONDAY) == ["Mon 9:00-17:00"]
        assert weekly_hours_in_words(hours, A_MONDAY, extended=True) == ["Mon 9:00-22:00"]


def test_the_season_of_the_week_is_said() -> None:
    hours = [
        *periods((0,), "09:00-17:00", valid_to=day("2026-07-01")),
        *periods((0,), "08:00-13:00", valid_from=day("2026-07-01")),
    ]
    with override("en"):
        assert weekly_hours_in_words(hours, day("2026-06-04")) == ["Mon 9:00-17:00"]
        assert weekly_hours_in_words(hours, day("2026-07-08")) == ["Mon 8:00-13:00"]


def test_a_venue_without_hours_says_nothing() -> None:
    assert weekly_hours_in_words([], A_MONDAY) == []


def test_the_hours_of_one_day() -> None:
    with override("fr"):
        opening = [span("2026-03-29 09:00", "12:00"), span("2026-03-29 14:00", "2026-03-30 00:00")]
        assert plain(opening_in_words(opening, PARIS)) == "9 h-12 h, 14 h-minuit"
        assert opening_in_words([], PARIS) == "fermé"


def test_spaces_do_not_break_in_french() -> None:
    with override("fr"):
        assert time_in_words(time(9, 30)) == "9\u00a0h\u00a030"


@pytest.mark.parametrize(
    ("language", "said"),
    [("fr", "jeudi 3 décembre, 9 h 30"), ("en", "Thursday 3 December, 9:30")],
)
def test_a_moment(language: str, said: str) -> None:
    with override(language):
        assert plain(moment_in_words(datetime(2026, 12, 3, 9, 30, tzinfo=PARIS))) == said


def test_the_first_of_a_month() -> None:
    with override("fr"):
        assert plain(day_in_words(date(2026, 5, 1))) == "vendredi 1er mai"


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (0, "0 min"),
        (45, "45 min"),
        (60, "1 h"),
        (90, "1 h 30"),
        (65, "1 h 05"),
        (1440, "1 jour"),
        (4320, "3 jours"),
    ],
)
def test_durations(minutes: int, said: str) -> None:
    with override("fr"):
        assert plain(duration_in_words(minutes)) == said
