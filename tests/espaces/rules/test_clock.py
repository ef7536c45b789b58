from datetime import date, time, timedelta

import pytest
from hypothesis import given, strategies as st

from espaces.rules.clock import (
    calendar_day,
    cutoff_on,
    date_span,
    day_bounds,
    instant,
    minutes_between,
    presence_day,
    presence_day_bounds,
)
from tests.wall_clock import MAYOTTE, PARIS, at, day, utc

ANY_DAY = st.dates(date(2024, 1, 1), date(2028, 12, 31))


@pytest.mark.parametrize(
    ("changing", "hours"),
    [("2026-03-29", 23), ("2026-10-25", 25), ("2027-03-28", 23), ("2027-10-31", 25), ("2028-02-29", 24)],
)
def test_t5_bk1_length_of_a_day(changing: str, hours: int) -> None:
    assert day_bounds(day(changing), PARIS).length == timedelta(hours=hours)


def test_a_day_has_its_length_with_any_cutoff() -> None:
    assert day_bounds(day("2026-03-28"), PARIS, time(3)).length == timedelta(hours=23)
    assert day_bounds(day("2026-10-24"), PARIS, time(3)).length == timedelta(hours=25)


@pytest.mark.parametrize("skipped", [time(2), time(2, 1), time(2, 30), time(2, 59, 59)])
@pytest.mark.parametrize("end", [False, True])
def test_a_skipped_time_becomes_the_first_instant_after_the_gap(skipped: time, end: bool) -> None:
    assert instant(day("2026-03-29"), skipped, PARIS, end=end) == utc("2026-03-29T01:00")


def test_the_first_time_after_the_gap_is_itself() -> None:
    assert instant(day("2026-03-29"), time(3), PARIS) == utc("2026-03-29T01:00")
    assert instant(day("2026-03-29"), time(1, 59), PARIS) == utc("2026-03-29T00:59")


def test_a_repeated_time_is_the_first_for_a_start_and_the_second_for_an_end() -> None:
    assert instant(day("2026-10-25"), time(2, 30), PARIS) == utc("2026-10-25T00:30")
    assert instant(day("2026-10-25"), time(2, 30), PARIS, end=True) == utc("2026-10-25T01:30")


def test_a_fold_asked_for_by_accident_changes_nothing() -> None:
    assert instant(day("2026-10-25"), time(2, 30, fold=1), PARIS) == utc("2026-10-25T00:30")


@pytest.mark.parametrize(("changing", "hours"), [("2026-03-29", 2), ("2026-10-25", 4)])
def test_t7_bk2_from_1_to_4_on_a_change_sunday(changing: str, hours: int) -> None:
    start = instant(day(changing), time(1), PARIS)
    end = instant(day(changing), time(4), PARIS, end=True)
    assert minutes_between(start, end) == hours * 60


def test_minutes_are_real_even_between_two_local_datetimes_of_one_zone() -> None:
    start = at("2026-10-25 01:00").astimezone(PARIS)
    assert minutes_between(start, at("2026-10-25 04:00").astimezone(PARIS)) == 240


def test_t8_two_in_the_afternoon_in_paris_is_noon_utc() -> None:
    assert instant(day("2026-10-01"), time(14), PARIS) == utc("2026-10-01T12:00")


def test_t2_t3_the_same_wall_time_on_both_sides_of_a_change() -> None:
    wanted = {"2026-03-24": 9, "2026-03-31": 8, "2026-10-20": 8, "2026-10-27": 9}
    assert {d: instant(day(d), time(10), PARIS).hour for d in wanted} == wanted


def test_bk3_nine_to_noon_stays_nine_to_noon() -> None:
    weekly = [day("2026-03-24") + timedelta(weeks=n) for n in range(3)]
    assert [instant(d, time(9), PARIS).hour for d in weekly] == [8, 7, 7]


def test_bk6_mayotte_is_always_three_hours_ahead() -> None:
    assert instant(day("2026-07-01"), time(9), MAYOTTE) == utc("2026-07-01T06:00")
    assert calendar_day(utc("2026-07-01T21:30"), MAYOTTE) == day("2026-07-02")
    assert calendar_day(utc("2026-07-01T21:30"), PARIS) == day("2026-07-01")


def test_dates_of_a_thing_as_instants() -> None:
    assert date_span(day("2026-03-29"), day("2026-03-30"), PARIS) == (
        utc("2026-03-28T23:00"),
        utc("2026-03-29T22:00"),
    )
    assert date_span(None, None, PARIS) == (None, None)


def test_the_presence_day_runs_from_cutoff_to_cutoff() -> None:
    assert presence_day(at("2026-06-02 02:59"), PARIS) == day("2026-06-01")
    assert presence_day(at("2026-06-02 03:00"), PARIS) == day("2026-06-02")
    midnight = ((date.min, time(0)),)
    assert presence_day(at("2026-06-02 00:00"), PARIS, midnight) == day("2026-06-02")


def test_a_cutoff_holds_from_its_date_in_whatever_order_they_come() -> None:
    cutoffs = ((day("2026-06-10"), time(5)), (day("2026-06-01"), time(0)))
    known = {d: cutoff_on(day(d), cutoffs) for d in ("2026-05-31", "2026-06-09", "2026-06-10")}
    assert known == {"2026-05-31": time(3), "2026-06-09": time(0), "2026-06-10": time(5)}


def test_the_day_before_a_change_of_cutoff_is_longer_and_none_is_lost() -> None:
    cutoffs = ((date.min, time(0)), (day("2026-06-10"), time(5)))
    before = presence_day_bounds(day("2026-06-09"), PARIS, cutoffs)
    assert before.length == timedelta(hours=29)
    assert before.end == presence_day_bounds(day("2026-06-10"), PARIS, cutoffs).start
    assert presence_day(at("2026-06-10 04:00"), PARIS, cutoffs) == day("2026-06-09")


def test_a_cutoff_inside_the_spring_gap() -> None:
    cutoffs = ((date.min, time(2, 30)),)
    assert presence_day(utc("2026-03-29T00:59"), PARIS, cutoffs) == day("2026-03-28")
    assert presence_day(utc("2026-03-29T01:00"), PARIS, cutoffs) == day("2026-03-29")


@given(ANY_DAY, st.times(max_value=time(6)), st.sampled_from([PARIS, MAYOTTE]))
def test_days_follow_one_another_without_gap_or_overlap(d: date, cutoff: time, zone) -> None:
    assert day_bounds(d, zone, cutoff).end == day_bounds(d + timedelta(days=1), zone, cutoff).start


@given(ANY_DAY, st.integers(0, 24 * 60 - 1), st.times(max_value=time(6)))
def test_every_instant_is_in_the_bounds_of_its_presence_day(d: date, minute: int, cutoff: time) -> None:
    now = instant(d, time(0), PARIS) + timedelta(minutes=minute)
    cutoffs = ((date(2026, 3, 29), cutoff), (date(2026, 10, 25), time(1)))
    assert presence_day_bounds(presence_day(now, PARIS, cutoffs), PARIS, cutoffs).has(now)
