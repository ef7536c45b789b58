from datetime import timedelta

import pytest
from hypothesis import given, strategies as st

from espaces.rules.intervals import Interval
from reservations.rules.buffers import (
    Blocked,
    Buffer,
    blocked_range,
    cut_buffers,
    free_for,
    longest,
    needed_gap,
)
from tests.wall_clock import at, span

DAY = "2026-06-01"
CLEANING = Buffer(after=60)


def hours(start: str, end: str) -> Interval:
    return span(f"{DAY} {start}", end)


def existing(start: str, end: str, buffer: Buffer) -> Blocked:
    return Blocked(1, hours(start, end), blocked_range(hours(start, end), buffer))


def accepted(wanted: Interval, held: Blocked, buffer: Buffer) -> bool:
    return not blocked_range(wanted, buffer).overlaps(held.blocked)


def test_bk8_a_quarter_of_an_hour_after() -> None:
    quarter = Buffer(after=15)
    held = existing("10:00", "11:00", quarter)
    assert not accepted(hours("11:00", "12:00"), held, quarter)
    assert accepted(hours("11:15", "12:15"), held, quarter)


def test_bk9_without_buffer_an_end_is_the_next_start() -> None:
    assert accepted(hours("11:00", "12:00"), existing("10:00", "11:00", Buffer()), Buffer())


@pytest.mark.parametrize(
    ("start", "end", "free"),
    [
        ("04:00", "05:00", True),
        ("08:00", "09:00", True),
        ("04:00", "06:00", False),
        ("07:00", "08:00", False),
    ],
)
def test_o14_an_hour_after(start: str, end: str, free: bool) -> None:
    assert accepted(hours(start, end), existing("06:00", "07:00", CLEANING), CLEANING) is free


def test_o14_a_host_cuts_the_buffer_of_the_one_before() -> None:
    cut = cut_buffers(hours("07:00", "08:00"), CLEANING, [existing("06:00", "07:00", CLEANING)])
    assert cut.blocked == hours("07:00", "09:00")
    assert cut.neighbours == {1: hours("06:00", "07:00")}


def test_o14_a_host_books_before_and_the_new_buffer_is_cut() -> None:
    cut = cut_buffers(hours("04:00", "06:00"), CLEANING, [existing("06:00", "07:00", CLEANING)])
    assert cut.blocked == hours("04:00", "06:00")
    assert cut.neighbours == {}


def test_o14_never_an_overlap_of_the_reservations_themselves() -> None:
    with pytest.raises(ValueError, match="never overlap"):
        cut_buffers(hours("06:30", "08:00"), CLEANING, [existing("06:00", "07:00", CLEANING)])


def test_only_as_much_is_cut_as_is_needed_on_both_sides() -> None:
    both = Buffer(before=30, after=30)
    before = Blocked(1, hours("08:00", "09:00"), blocked_range(hours("08:00", "09:00"), both))
    after = Blocked(2, hours("11:00", "12:00"), blocked_range(hours("11:00", "12:00"), both))
    cut = cut_buffers(hours("09:45", "10:15"), both, [before, after])
    assert cut.blocked == hours("09:15", "10:45")
    assert cut.neighbours == {1: hours("07:30", "09:15"), 2: hours("10:45", "12:30")}


def test_the_longest_buffer_wins_each_way() -> None:
    assert longest([Buffer(10, 0), Buffer(5, 20), Buffer()]) == Buffer(10, 20)
    assert longest([]) == Buffer()


def test_the_gap_is_after_the_one_and_before_the_other() -> None:
    assert needed_gap(Buffer(before=99, after=15), Buffer(before=10, after=99)) == 25
    assert blocked_range(hours("10:00", "11:00"), Buffer(10, 15)) == hours("09:50", "11:15")


def test_cleaning_may_run_past_closing_time_but_not_into_a_neighbour() -> None:
    taken = [existing("12:00", "13:00", CLEANING).blocked]
    assert free_for([hours("09:00", "18:00")], taken, CLEANING) == [
        hours("09:00", "11:00"),
        hours("14:00", "18:00"),
    ]


STAYS = st.tuples(st.integers(0, 80), st.integers(1, 16))
BUFFERS = st.builds(Buffer, st.sampled_from([0, 15, 45]), st.sampled_from([0, 15, 60]))


def quarters(start: int, length: int) -> Interval:
    zero = at(f"{DAY} 00:00")
    return Interval(zero + timedelta(minutes=15 * start), zero + timedelta(minutes=15 * (start + length)))


@given(STAYS, BUFFERS, st.lists(st.tuples(STAYS, BUFFERS), max_size=4))
def test_after_a_cut_nothing_overlaps_and_every_stay_is_blocked(new, buffer: Buffer, others) -> None:
    wanted, near = quarters(*new), list[Blocked]()
    for number, (stay, its_buffer) in enumerate(others, start=1):
        held = Blocked(number, quarters(*stay), blocked_range(quarters(*stay), its_buffer))
        if not held.stay.overlaps(wanted) and not any(held.blocked.overlaps(n.blocked) for n in near):
            near.append(held)
    cut = cut_buffers(wanted, buffer, near)
    ranges = [cut.blocked, *(cut.neighbours.get(n.reservation_id, n.blocked) for n in near)]
    assert not any(a.overlaps(b) for i, a in enumerate(ranges) for b in ranges[i + 1 :])
    assert all(r.contains(stay) for r, stay in zip(ranges, [wanted, *(n.stay for n in near)], strict=True))
    assert blocked_range(wanted, buffer).contains(cut.blocked)


@given(STAYS, BUFFERS, st.tuples(STAYS, BUFFERS))
def test_free_for_says_where_a_stay_can_lie(new, buffer: Buffer, other) -> None:
    wanted, taken = quarters(*new), blocked_range(quarters(*other[0]), other[1])
    free = free_for([quarters(0, 96)], [taken], buffer)
    lies_free = any(part.contains(wanted) for part in free)
    assert lies_free is not blocked_range(wanted, buffer).overlaps(taken)
