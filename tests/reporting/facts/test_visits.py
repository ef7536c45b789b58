"""Who was there: one visit a person and day, its half-days and minutes."""

from __future__ import annotations

import datetime as dt

import pytest

from reporting.rules.raw_days import RawDay
from reporting.rules.visits import Visit, visits
from tests.reporting.facts.days import LATER, came, closed, frame, moment, raw, reserved


def of(day: RawDay, now: dt.datetime = LATER) -> list[Visit]:
    return visits(day, now)


def the(day: RawDay, now: dt.datetime = LATER) -> Visit:
    (found,) = of(day, now)
    return found


def test_a_morning_with_its_arrival_and_departure() -> None:
    assert the(raw(came(7, "09:10", "11:40"))) == Visit(7, True, False, 150, ("open_space",), True)


def test_st3_two_hours_across_a_midnight_cut_off_are_one_hour_and_one_hour() -> None:
    there = came(7, "23:00", "2026-11-04 01:00", stay=("22:00", "2026-11-04 02:00"))
    before = the(raw(there, cut_off="00:00"))
    after = the(raw(there, frame=frame(dt.date(2026, 11, 4), cut_off="00:00")))
    assert (before.minutes, after.minutes) == (60, 60)


def test_st3_with_the_usual_cut_off_the_night_belongs_to_the_day_before() -> None:
    there = came(7, "23:00", "2026-11-04 01:00", stay=("22:00", "2026-11-04 02:00"))
    assert the(raw(there)).minutes == 120
    assert of(raw(there, frame=frame(dt.date(2026, 11, 4)))) == []


def test_the_hour_that_autumn_shows_twice_is_two_hours_and_the_one_that_spring_skips_is_none() -> None:
    autumn, spring = dt.date(2026, 10, 25), dt.date(2026, 3, 29)
    nights = {}
    for day in (autumn, spring):
        night = came(7, f"{day} 01:00", f"{day} 06:00", stay=(f"{day} 00:00", f"{day} 08:00"))
        nights[day] = the(raw(night, frame=frame(day, cut_off="00:00"))).minutes
    assert nights == {autumn: 360, spring: 240}


@pytest.mark.parametrize(
    ("start", "end", "halves"),
    [
        ("12:31", "13:29", (False, False)),
        ("12:30", "13:29", (True, False)),
        ("12:31", "13:30", (False, True)),
        ("12:30", "13:30", (True, True)),
    ],
)
def test_a_half_day_is_used_from_thirty_minutes_inside_it(
    start: str, end: str, halves: tuple[bool, bool]
) -> None:
    found = the(raw(came(7, start, end)))
    assert (found.morning, found.afternoon) == halves


def test_a_few_minutes_are_a_visit_without_a_half_day() -> None:
    assert the(raw(came(7, "10:00", "10:05"))) == Visit(7, False, False, 5, ("open_space",), True)


def test_an_arrival_and_a_departure_in_the_same_minute_are_a_visit_of_no_length() -> None:
    found = the(raw(came(7, "10:00:10", "10:00:50")))
    assert (found.minutes, found.attended) == (0, True)


def test_seconds_are_cut() -> None:
    assert the(raw(came(7, "10:00:50", "10:59:10"))).minutes == 59


def test_a_desk_and_a_room_at_once_count_each_minute_once() -> None:
    found = the(raw(came(7, "09:00", "12:00"), came(7, "10:00", "11:00", place=20)))
    assert found == Visit(7, True, False, 180, ("meeting_room", "open_space"), True)


def test_somebody_who_leaves_for_lunch_and_comes_back_made_one_visit() -> None:
    found = the(raw(came(7, "09:00", "12:00"), came(7, "14:00", "18:00")))
    assert found == Visit(7, True, True, 420, ("open_space",), True)


def test_two_persons_are_two_visits() -> None:
    assert [one.person_id for one in of(raw(came(9, "09:00", "10:00"), came(7, "09:00", "10:00")))] == [7, 9]


def test_a_departure_by_rule_counts_until_the_end_of_the_reservation_at_most() -> None:
    stay = ("09:00", "12:00")
    assert the(raw(came(7, "09:00", "18:00", stay=stay, by_rule=True))).minutes == 180
    assert the(raw(came(7, "09:00", "11:00", stay=stay, by_rule=True))).minutes == 120
    assert the(raw(came(7, "09:00", "18:00", stay=stay))).minutes == 540


def test_arrived_after_the_reservation_and_ended_by_rule_is_a_visit_of_no_known_length() -> None:
    assert the(raw(came(7, "13:00", "18:00", stay=("09:00", "12:00"), by_rule=True))).minutes == 0


def test_who_is_still_there_counts_until_now_or_the_end_of_the_reservation() -> None:
    day = raw(came(7, "09:00", None, stay=("09:00", "12:00")))
    assert the(day, moment("10:30")).minutes == 90
    assert the(day, moment("16:00")).minutes == 180


def test_a_reservation_is_a_visit_only_where_arrivals_are_not_recorded() -> None:
    booked = reserved(7, "09:00", "12:00")
    assert of(raw(booked)) == []
    assert the(raw(booked, counts_arrivals=False)) == Visit(7, True, False, 180, ("open_space",), False)


def test_a_place_given_for_a_period_is_never_taken_for_a_visit() -> None:
    assert of(raw(reserved(7, "09:00", "18:00", allotted=True), counts_arrivals=False)) == []


def test_a_cancelled_reservation_is_no_visit() -> None:
    assert of(raw(reserved(7, "09:00", "12:00", confirmed=False), counts_arrivals=False)) == []


def test_where_arrivals_are_not_recorded_one_that_was_is_worth_more_than_the_reservation() -> None:
    day = raw(
        reserved(7, "09:00", "12:00", arrived=True),
        came(7, "10:00", "11:00", stay=("09:00", "12:00")),
        counts_arrivals=False,
    )
    assert the(day) == Visit(7, True, False, 60, ("open_space",), True)


def test_an_arrival_and_an_estimate_of_the_same_day_are_one_visit() -> None:
    day = raw(
        reserved(7, "09:00", "12:00", arrived=True),
        came(7, "10:00", "11:00"),
        reserved(7, "14:00", "18:00"),
        counts_arrivals=False,
    )
    assert the(day) == Visit(7, True, True, 300, ("open_space",), True)


def test_somebody_else_who_came_on_the_reservation_is_the_visitor() -> None:
    day = raw(reserved(7, "09:00", "12:00", arrived=True), came(8, "09:00", "12:00"), counts_arrivals=False)
    assert [one.person_id for one in of(day)] == [8]


def test_an_estimate_leaves_out_what_was_closed() -> None:
    booked = reserved(7, "09:00", "18:00")
    assert the(raw(booked, closed("09:00", "12:00"), counts_arrivals=False)).minutes == 360
    assert of(raw(booked, closed("08:00", "19:00"), counts_arrivals=False)) == []
    assert of(raw(booked, closed("08:00", "19:00", resource=1, place=10), counts_arrivals=False)) == []
    assert (
        the(raw(booked, closed("08:00", "19:00", resource=1, place=11), counts_arrivals=False)).minutes == 540
    )
    assert the(raw(booked, closed("08:00", "19:00", resource=2), counts_arrivals=False)).minutes == 540


def test_today_an_estimate_goes_as_far_as_now_and_no_further() -> None:
    day = raw(reserved(7, "09:00", "12:00"), reserved(8, "14:00", "18:00"), counts_arrivals=False)
    (found,) = of(day, moment("10:00"))
    assert (found.person_id, found.minutes) == (7, 60)


def test_a_boundary_outside_the_day_leaves_one_half() -> None:
    found = the(raw(came(7, "09:00", "12:00"), boundary="01:00"))
    assert (found.morning, found.afternoon) == (False, True)
