from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given, strategies as st

from espaces.rules.clock import day_bounds, minutes_between
from espaces.rules.intervals import Interval, subtract
from reservations.rules.slots import SlotRules, bookable_ends, bookable_starts, on_step, steps_of_day
from tests.wall_clock import PARIS, at, day, span, utc

ORDINARY = "2026-06-01"


def clocks(instants: list) -> list[str]:
    return [f"{i.astimezone(PARIS):%H:%M}" for i in instants]


def starts(free: list[Interval], *, duration: int, step: int, **more) -> list:
    return bookable_starts(free, duration=duration, step=step, zone=PARIS, **more)


def hours(*pairs: str, on: str = ORDINARY) -> list[Interval]:
    return [span(f"{on} {pair.split('-')[0]}", pair.split("-")[1]) for pair in pairs]


def test_g1_open_day_and_night_has_24_slots_of_an_hour() -> None:
    assert len(starts([day_bounds(day(ORDINARY), PARIS)], duration=60, step=60)) == 24


def test_g2_a_second_before_noon_twelve_are_left() -> None:
    free = [day_bounds(day(ORDINARY), PARIS)]
    left = starts(free, duration=60, step=60, not_before=at(f"{ORDINARY} 11:59:59"))
    assert len(left) == 12
    assert clocks(left)[0] == "12:00"


def test_g5_two_openings() -> None:
    found = starts(hours("11:00-12:00", "14:00-15:00"), duration=20, step=20)
    assert clocks(found) == ["11:00", "11:20", "11:40", "14:00", "14:20", "14:40"]


def test_g6_overlapping_periods_give_no_slot_twice() -> None:
    assert len(starts(hours("11:00-12:00", "11:20-12:40"), duration=20, step=20)) == 5


def test_g8_not_before_ten_and_around_what_is_taken() -> None:
    free = subtract(hours("09:00-17:00"), hours("11:00-12:00", "14:00-15:00"))
    found = starts(free, duration=30, step=30, not_before=at(f"{ORDINARY} 10:00"))
    assert " ".join(clocks(found)) == "10:00 10:30 12:00 12:30 13:00 13:30 15:00 15:30 16:00 16:30"


@pytest.mark.parametrize("changing", ["2026-03-29", "2026-10-25"])
def test_t6_eight_to_noon_on_a_change_sunday_has_8_half_hours(changing: str) -> None:
    found = starts(hours("08:00-12:00", on=changing), duration=30, step=30)
    assert clocks(found) == ["08:00", "08:30", "09:00", "09:30", "10:00", "10:30", "11:00", "11:30"]


def test_bk1_slots_between_two_and_three_do_not_exist() -> None:
    found = starts([day_bounds(day("2026-03-29"), PARIS)], duration=60, step=60)
    assert len(found) == 23
    assert "02:00" not in clocks(found)
    assert not any(text.startswith("02:") for text in clocks(steps_of_day(day("2026-03-29"), 15, PARIS)))


def test_the_repeated_hour_has_its_slots_twice() -> None:
    found = starts([day_bounds(day("2026-10-25"), PARIS)], duration=60, step=60)
    assert len(found) == 25
    assert clocks(found)[1:5] == ["01:00", "02:00", "02:00", "03:00"]


def test_bk2_one_to_four_has_four_slots_of_an_hour() -> None:
    free = [Interval(utc("2026-10-24T23:00"), utc("2026-10-25T03:00"))]
    assert clocks(starts(free, duration=60, step=60)) == ["01:00", "02:00", "02:00", "03:00"]


def test_steps_are_those_of_the_wall_clock_also_when_opening_at_an_odd_minute() -> None:
    assert clocks(starts(hours("08:20-09:30"), duration=15, step=15)) == ["08:30", "08:45", "09:00", "09:15"]
    assert on_step(at(f"{ORDINARY} 08:30"), 15, PARIS)
    assert not on_step(at(f"{ORDINARY} 08:20"), 15, PARIS)
    assert not on_step(at(f"{ORDINARY} 08:30:01"), 15, PARIS)


def test_a_slot_may_run_past_midnight_where_it_is_open() -> None:
    free = [span(f"{ORDINARY} 22:00", "2026-06-02 02:00")]
    assert clocks(starts(free, duration=120, step=60)) == ["22:00", "23:00", "00:00"]


def test_ends_respect_step_minimum_maximum_and_the_next_reservation() -> None:
    free, rules = hours("09:00-11:10", "14:00-18:00"), SlotRules(step=30, minimum=60, maximum=120)
    assert clocks(bookable_ends(free, at(f"{ORDINARY} 09:00"), rules, PARIS)) == ["10:00", "10:30", "11:00"]
    assert clocks(bookable_ends(free, at(f"{ORDINARY} 14:00"), rules, PARIS)) == ["15:00", "15:30", "16:00"]
    assert bookable_ends(free, at(f"{ORDINARY} 12:00"), rules, PARIS) == []
    assert clocks(bookable_ends(free, at(f"{ORDINARY} 17:00"), rules, PARIS)) == ["18:00"]


def test_without_maximum_a_slot_may_last_until_closing() -> None:
    rules = SlotRules(step=60, minimum=60)
    assert clocks(bookable_ends(hours("15:00-18:00"), at(f"{ORDINARY} 15:00"), rules, PARIS)) == [
        "16:00",
        "17:00",
        "18:00",
    ]


@given(
    st.sampled_from(["2026-03-29", "2026-10-25", ORDINARY]),
    st.sampled_from([5, 10, 15, 20, 30, 60]),
    st.integers(1, 8),
    st.lists(st.tuples(st.integers(0, 90), st.integers(1, 20)), max_size=4),
)
def test_starts_agree_with_a_walk_through_the_minutes(changing: str, step: int, length: int, taken) -> None:
    whole, duration = day_bounds(day(changing), PARIS), step * length
    busy = [
        Interval(whole.start + timedelta(minutes=15 * a), whole.start + timedelta(minutes=15 * (a + b)))
        for a, b in taken
    ]
    expected = []
    for minute in range(whole.minutes):
        at_minute = whole.start + timedelta(minutes=minute)
        local = at_minute.astimezone(PARIS)
        wanted = Interval(at_minute, at_minute + timedelta(minutes=duration))
        fits = whole.contains(wanted) and not any(b.overlaps(wanted) for b in busy)
        if (local.hour * 60 + local.minute) % step == 0 and fits:
            expected.append(at_minute)
    assert starts(subtract([whole], busy), duration=duration, step=step) == expected


@given(st.sampled_from(["2026-03-29", "2026-10-25"]), st.integers(0, 80))
def test_every_end_offered_is_allowed(changing: str, quarter: int) -> None:
    whole, rules = day_bounds(day(changing), PARIS), SlotRules(step=15, minimum=30, maximum=240)
    start = whole.start + timedelta(minutes=15 * quarter)
    ends = bookable_ends([whole], start, rules, PARIS)
    assert all(a < b for a, b in pairwise(ends))
    for end in ends:
        assert on_step(end, 15, PARIS)
        assert 30 <= minutes_between(start, end) <= 240
        assert end <= whole.end
