from datetime import datetime, timedelta

import pytest

from espaces.rules.opening import Closed, VenueCalendar, WeeklyPeriod
from reservations.rules.presence import (
    State,
    blocked_until_release,
    closes_by_itself_at,
    is_no_show,
    may_check_in,
    may_undo,
    release_at,
    state_at,
)
from tests.wall_clock import PARIS, at, clock, span

STAY = span("2026-06-01 09:00", "12:00")


def calendar(*hours: str, closures: tuple[Closed, ...] = (), extended: tuple[str, ...] = ()) -> VenueCalendar:
    pairs = [(text.split("-"), False) for text in hours] + [(text.split("-"), True) for text in extended]
    periods = tuple(
        WeeklyPeriod(weekday, clock(opens), clock(closes), extended=only)
        for weekday in range(7)
        for (opens, closes), only in pairs
    )
    return VenueCalendar(PARIS, periods=periods, closures=closures)


@pytest.mark.parametrize(
    ("now", "state"),
    [
        ("08:00", "expected"),
        ("09:14", "expected"),
        ("09:15", "late"),
        ("11:59", "late"),
        ("12:00", "no_show"),
    ],
)
def test_states_of_somebody_who_has_not_come(now: str, state: str) -> None:
    assert state_at(STAY, at(f"2026-06-01 {now}"), arrived_at=None) == state
    assert is_no_show(STAY, at(f"2026-06-01 {now}"), arrived_at=None) is (state == "no_show")


def test_somebody_who_came_is_never_a_no_show() -> None:
    came, left = at("2026-06-01 11:55"), at("2026-06-01 11:58")
    assert state_at(STAY, at("2026-06-01 15:00"), arrived_at=came) is State.ARRIVED
    assert state_at(STAY, at("2026-06-01 15:00"), arrived_at=came, left_at=left) is State.LEFT
    assert not is_no_show(STAY, at("2026-06-02 15:00"), arrived_at=came)


@pytest.mark.parametrize(
    ("now", "may"), [("08:29", False), ("08:30", True), ("11:59", True), ("12:00", False)]
)
def test_check_in_alone_from_half_an_hour_before_until_the_end(now: str, may: bool) -> None:
    assert may_check_in(STAY, at(f"2026-06-01 {now}")) is may


def closing(venue: VenueCalendar, arrived: str, stay_end: str, **more) -> datetime:
    return closes_by_itself_at(venue, at(arrived), stay_end=at(stay_end), **more)


def test_an_open_presence_ends_at_the_last_closing_of_the_day() -> None:
    village = calendar("09:00-12:00", "14:00-18:00", extended=("18:00-22:00",))
    assert closing(village, "2026-06-01 09:05", "2026-06-01 12:00") == at("2026-06-01 18:00")
    assert closing(village, "2026-06-01 09:05", "2026-06-01 12:00", extended=True) == at("2026-06-01 22:00")


def test_at_a_night_cafe_it_ends_after_midnight() -> None:
    cafe = calendar("18:00-02:00")
    for arrived in ("2026-06-01 23:00", "2026-06-02 00:30"):
        assert closing(cafe, arrived, "2026-06-02 01:00") == at("2026-06-02 02:00")


def test_a_venue_that_closes_early_that_day_ends_presences_then() -> None:
    works = Closed(span("2026-06-01 16:00", "20:00"), "Works")
    assert closing(calendar("09:00-18:00", closures=(works,)), "2026-06-01 09:00", "2026-06-01 16:00") == at(
        "2026-06-01 16:00"
    )


def test_somebody_let_in_after_closing_leaves_with_the_reservation_else_with_the_day() -> None:
    village = calendar("09:00-18:00")
    assert closing(village, "2026-06-01 19:00", "2026-06-01 21:00") == at("2026-06-01 21:00")
    assert closing(village, "2026-06-01 19:00", "2026-06-01 18:00") == at("2026-06-02 03:00")


@pytest.mark.parametrize(("minutes", "when"), [(30, "09:30"), (0, "09:00"), (-15, "08:45")])
def test_release_minutes_after_or_before_the_start(minutes: int, when: str) -> None:
    assert release_at(STAY.start, minutes) == at(f"2026-06-01 {when}")
    assert release_at(STAY.start, None) is None


def test_a_release_cuts_what_is_blocked_and_only_that() -> None:
    blocked = span("2026-06-01 08:45", "12:15")
    assert blocked_until_release(blocked, at("2026-06-01 09:30")) == span("2026-06-01 08:45", "09:30")
    assert blocked_until_release(blocked, at("2026-06-01 08:45")) is None
    assert blocked_until_release(blocked, at("2026-06-01 13:00")) == blocked


def test_a_correction_is_undone_within_ten_minutes() -> None:
    corrected = at("2026-06-01 10:00")
    assert may_undo(corrected, corrected + timedelta(minutes=10))
    assert not may_undo(corrected, corrected + timedelta(minutes=10, seconds=1))
    assert not may_undo(corrected, corrected - timedelta(seconds=1))
