from datetime import timedelta

import pytest
from hypothesis import given, strategies as st

from reservations.rules.cancellation import (
    CancellationTerms,
    Deadline,
    Step,
    deadlines,
    free_until,
    kept_percent,
    may_move,
)
from tests.wall_clock import at

START = at("2026-11-23 08:30")
USUAL = (Step(24, 50),)
"""Free until 24 h before, 50 % until the start, everything after."""


@pytest.mark.parametrize(
    ("now", "kept"),
    [
        ("2026-11-01 12:00", 0),
        ("2026-11-22 08:30", 0),
        ("2026-11-22 08:31", 50),
        ("2026-11-22 20:30", 50),
        ("2026-11-23 08:30", 50),
        ("2026-11-23 08:31", 100),
        ("2026-12-01 12:00", 100),
    ],
)
def test_the_percentage_depends_on_the_hours_left(now: str, kept: int) -> None:
    assert kept_percent(USUAL, START, at(now)) == kept


def test_free_until_is_the_instant_that_is_announced() -> None:
    assert free_until(USUAL, START, at("2026-11-01 12:00")) == at("2026-11-22 08:30")
    assert free_until(USUAL, START, at("2026-11-22 08:31")) is None


def test_hours_before_the_start_are_real_hours() -> None:
    """24 h before 9:00 on the spring Sunday is 8:00 on the wall the day before."""
    assert free_until(USUAL, at("2026-03-29 09:00"), at("2026-03-01 09:00")) == at("2026-03-28 08:00")


def test_steps_are_ordered_whatever_the_order_given() -> None:
    steps = (Step(2, 80), Step(48, 20), Step(24, 50))
    assert deadlines(steps, START) == [
        Deadline(START - timedelta(hours=48), 0),
        Deadline(START - timedelta(hours=24), 20),
        Deadline(START - timedelta(hours=2), 50),
        Deadline(START, 80),
    ]
    assert kept_percent(steps, START, START - timedelta(hours=3)) == 50


def test_without_steps_a_cancellation_is_free_until_the_start() -> None:
    assert free_until((), START, at("2026-11-23 08:00")) == START
    assert kept_percent((), START, START) == 0
    assert kept_percent((), START, START + timedelta(minutes=1)) == 100


def test_a_step_at_the_start_says_what_is_kept_afterwards() -> None:
    assert kept_percent((Step(24, 50), Step(0, 70)), START, START + timedelta(hours=1)) == 70
    assert deadlines((Step(24, 50), Step(0, 70)), START)[-1] == Deadline(START, 50)


def test_members_and_others_have_their_own_steps() -> None:
    terms = CancellationTerms(members=(Step(2, 100),), others=USUAL)
    assert kept_percent(terms.steps_for(member=True), START, at("2026-11-22 20:30")) == 0
    assert kept_percent(terms.steps_for(member=False), START, at("2026-11-22 20:30")) == 50


def test_inside_the_fee_window_only_a_host_moves() -> None:
    in_time, late = at("2026-11-22 08:30"), at("2026-11-22 08:31")
    assert may_move(USUAL, START, in_time)
    assert not may_move(USUAL, START, late)
    assert may_move(USUAL, START, late, by_host=True)


STEPS = st.lists(
    st.builds(Step, st.integers(0, 100), st.integers(0, 100)), max_size=4, unique_by=lambda s: s.hours_before
)


@given(STEPS, st.integers(-50, 150))
def test_what_is_announced_is_what_is_kept(steps: list[Step], hours_before: int) -> None:
    now = START - timedelta(hours=hours_before)
    announced = [d.percent_kept for d in deadlines(steps, START) if now <= d.until]
    if announced:
        assert kept_percent(steps, START, now) == announced[0]
    else:
        assert now > START
        assert kept_percent(steps, START, now) == next(
            (s.percent_kept for s in steps if s.hours_before == 0), 100
        )
