"""What was open, booked and attended: the denominator and the numerators of occupancy."""

from __future__ import annotations

import datetime as dt

import pytest

from reporting.rules.openings import Offered, minutes_by_hour, offered, wall_hours, why_closed
from reporting.rules.raw_days import RawDay
from tests.reporting.facts.days import DAY, LATER, ROOM, came, closed, frame, offer, raw, reserved, span


def of(day: RawDay) -> Offered:
    (found,) = offered(day, LATER)
    return found


def sums(found: Offered) -> tuple[int, int, int]:
    return sum(found.open_by_hour), sum(found.booked_by_hour), sum(found.attended_by_hour)


def test_st4_a_desk_open_from_9_to_17_with_one_booking_of_two_hours_is_a_quarter_full() -> None:
    found = of(raw(reserved(7, "10:00", "12:00"), offers=(offer(("09:00", "17:00")),)))
    assert sums(found) == (480, 120, 0)
    assert (found.booked_by_hour[10], found.booked_by_hour[11], found.open_by_hour[9]) == (60, 60, 60)


def test_st5_a_closed_day_is_closed_and_offers_nothing() -> None:
    day = raw(reserved(7, "10:00", "12:00"), closed("00:00", "23:00"))
    found = offered(day, LATER)
    assert sums(found[0]) == (0, 0, 0)
    assert why_closed(day, found) == "closure"
    assert why_closed(raw(), offered(raw(), LATER)) == ""


@pytest.mark.parametrize("shut", ["hours", "holiday"])
def test_st5_without_hours_the_reason_is_the_one_that_was_written(shut: str) -> None:
    day = RawDay(frame(), (offer(),), (closed("00:00", "23:00"),), (), (), shut)
    assert why_closed(day, offered(day, LATER)) == shut


def test_each_place_counts_and_each_minute_of_a_place_once() -> None:
    day = raw(
        reserved(7, "09:00", "12:00", place=10),
        reserved(8, "11:00", "12:00", place=10),
        reserved(9, "09:00", "10:00", place=11),
        offers=(offer(("09:00", "12:00"), places=3),),
    )
    assert sums(of(day)) == (540, 240, 0)
    assert of(day).booked_by_hour[9:12] == (120, 60, 60)


def test_booked_and_attended_lie_inside_the_opening() -> None:
    day = raw(reserved(7, "08:00", "19:00"), came(7, "11:30", "20:00"))
    assert sums(of(day)) == (420, 420, 270)


def test_a_cancelled_reservation_is_out_of_it_and_an_allotment_is_in_it() -> None:
    assert sums(of(raw(reserved(7, "09:00", "12:00", confirmed=False)))) == (420, 0, 0)
    assert sums(of(raw(reserved(7, "09:00", "12:00", allotted=True)))) == (420, 180, 0)


def test_a_place_that_was_closed_offers_less_and_the_others_as_much() -> None:
    day = raw(
        reserved(7, "09:00", "12:00", place=10),
        closed("09:00", "11:00", resource=1, place=10),
        offers=(offer(("09:00", "12:00"), places=2),),
    )
    assert sums(of(day)) == (60 + 180, 60, 0)


def test_a_closed_resource_leaves_the_other_one_open() -> None:
    offers = (offer(("09:00", "12:00")), offer(("09:00", "12:00"), resource=ROOM, kind="meeting_room"))
    day = raw(closed("09:00", "12:00", resource=ROOM), offers=offers)
    desk, room = offered(day, LATER)
    assert (sums(desk), sums(room)) == ((180, 0, 0), (0, 0, 0))


def test_a_closure_said_twice_is_taken_off_once() -> None:
    day = raw(closed("09:00", "10:00"), closed("09:30", "10:30", resource=1, place=10))
    assert sums(of(day)) == (420 - 90, 0, 0)


def test_a_stay_on_a_place_that_the_resource_did_not_have_fills_none_of_it() -> None:
    assert sums(of(raw(reserved(7, "09:00", "12:00", place=15)))) == (420, 0, 0)


def test_night_hours_belong_to_the_day_until_the_cut_off() -> None:
    found = of(raw(offers=(offer(("22:00", "2026-11-04 02:00")),)))
    assert {hour: minutes for hour, minutes in enumerate(found.open_by_hour) if minutes} == {
        22: 60,
        23: 60,
        0: 60,
        1: 60,
    }


def test_the_wall_clock_of_a_day_of_23_24_and_25_hours() -> None:
    days = {dt.date(2026, 3, 29): 23, DAY: 24, dt.date(2026, 10, 25): 25}
    for day, hours in days.items():
        bounds = frame(day, cut_off="00:00").bounds
        slots = wall_hours(bounds, frame().zone)
        assert len(slots) == hours
        assert sum(minutes_by_hour([bounds], slots)) == hours * 60
    autumn = frame(dt.date(2026, 10, 25), cut_off="00:00")
    assert minutes_by_hour([autumn.bounds], wall_hours(autumn.bounds, autumn.zone))[2] == 120
    spring = frame(dt.date(2026, 3, 29), cut_off="00:00")
    assert minutes_by_hour([spring.bounds], wall_hours(spring.bounds, spring.zone))[2] == 0


def test_a_cut_off_at_half_past_cuts_its_hour() -> None:
    bounds = frame(cut_off="03:30").bounds
    counted = minutes_by_hour([bounds], wall_hours(bounds, frame().zone))
    assert (counted[3], sum(counted)) == (60, 1440)


def test_minutes_fall_into_their_hours() -> None:
    slots = wall_hours(frame().bounds, frame().zone)
    counted = minutes_by_hour([span("09:50", "11:05"), span("11:30", "11:31")], slots)
    assert counted[9:12] == (10, 60, 6)
