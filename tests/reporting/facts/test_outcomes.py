"""What became of reservations, on the day of use."""

from __future__ import annotations

import datetime as dt

from reporting.rules.outcomes import Outcome, outcomes
from tests.reporting.facts.days import LATER, frame, moment, raw, reserved


def test_st1_a_reservation_counts_on_the_day_on_which_it_begins() -> None:
    night = reserved(7, "23:00", "2026-11-04 05:00", arrived=True)
    assert outcomes(raw(night), LATER) == [Outcome(7, 1, 1, 0, 0)]
    assert outcomes(raw(night, frame=frame(dt.date(2026, 11, 4))), LATER) == []


def test_st2_cancelled_it_is_one_cancellation_more_and_nothing_else() -> None:
    assert outcomes(raw(reserved(7, "09:00", "12:00", confirmed=False)), LATER) == [Outcome(7, 0, 0, 0, 1)]


def test_nobody_came() -> None:
    assert outcomes(raw(reserved(7, "09:00", "12:00")), LATER) == [Outcome(7, 1, 1, 1, 0)]


def test_of_several_each_counts() -> None:
    day = raw(
        reserved(7, "09:00", "12:00", arrived=True),
        reserved(7, "14:00", "18:00"),
        reserved(7, "09:00", "10:00", place=20, confirmed=False),
        reserved(8, "09:00", "12:00", arrived=True),
    )
    assert outcomes(day, LATER) == [Outcome(7, 2, 2, 1, 1), Outcome(8, 1, 1, 0, 0)]


def test_where_arrivals_are_not_recorded_nothing_is_due() -> None:
    assert outcomes(raw(reserved(7, "09:00", "12:00"), counts_arrivals=False), LATER) == [
        Outcome(7, 1, 0, 0, 0)
    ]


def test_a_place_given_for_a_period_is_confirmed_and_neither_due_nor_cancelled() -> None:
    assert outcomes(raw(reserved(7, "09:00", "18:00", allotted=True)), LATER) == [Outcome(7, 1, 0, 0, 0)]
    assert outcomes(raw(reserved(7, "09:00", "18:00", allotted=True, confirmed=False)), LATER) == []


def test_it_is_due_when_it_has_ended_and_not_before() -> None:
    day = raw(reserved(7, "09:00", "12:00"))
    assert outcomes(day, moment("11:59")) == [Outcome(7, 1, 0, 0, 0)]
    assert outcomes(day, moment("12:00")) == [Outcome(7, 1, 1, 1, 0)]


def test_one_that_runs_over_the_cut_off_is_due_when_the_day_ends() -> None:
    day = raw(reserved(7, "23:00", "2026-11-04 05:00"))
    assert outcomes(day, moment("2026-11-04 02:59"))[0].due == 0
    assert outcomes(day, moment("2026-11-04 03:00"))[0].due == 1
