from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, strategies as st

from espaces.rules.intervals import (
    Interval,
    covers,
    hull,
    intersect,
    merge,
    subtract,
    total_minutes,
)
from tests.wall_clock import PARIS, at, span

ZERO = datetime(2026, 3, 29, tzinfo=UTC)


def hours(start: int, end: int) -> Interval:
    return Interval(ZERO + timedelta(hours=start), ZERO + timedelta(hours=end))


def cells(intervals: list[Interval]) -> set[int]:
    """The brute-force model: the set of hours covered."""
    return {h for h in range(48) if any(i.has(ZERO + timedelta(hours=h)) for i in intervals)}


INTERVALS = st.lists(
    st.tuples(st.integers(0, 40), st.integers(1, 8)).map(lambda pair: hours(pair[0], pair[0] + pair[1])),
    max_size=6,
)


@pytest.mark.parametrize(
    ("asked", "free"),
    [
        ((0, 1), True),
        ((1, 2), True),
        ((1, 3), False),
        ((1, 5), False),
        ((2, 4), False),
        ((3, 5), False),
        ((4, 5), True),
        ((5, 6), True),
    ],
)
def test_o1_to_o8_overlaps_of_two_to_four(asked: tuple[int, int], free: bool) -> None:
    assert hours(2, 4).overlaps(hours(*asked)) is not free
    assert hours(*asked).overlaps(hours(2, 4)) is not free


def test_o9_bk9_an_end_is_free_for_the_next_start() -> None:
    assert not span("2026-06-01 10:00", "11:00").overlaps(span("2026-06-01 11:00", "12:00"))
    assert not span("2026-06-01 10:00", "11:00").has(at("2026-06-01 11:00"))


def test_an_interval_is_never_empty_backwards_or_naive() -> None:
    now = at("2026-06-01 10:00")
    for start, end in [(now, now), (now, now - timedelta(minutes=1))]:
        with pytest.raises(ValueError, match="ends after it starts"):
            Interval(start, end)
    with pytest.raises(ValueError, match="aware"):
        Interval(now.replace(tzinfo=None), now)


def test_local_instants_are_compared_and_measured_as_instants() -> None:
    """Python compares local datetimes of one zone by their wall clocks: 2:30, the second, before 2:45."""
    start = datetime(2026, 10, 25, 2, 45, fold=0, tzinfo=PARIS)
    end = datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=PARIS)
    assert Interval(start, end).minutes == 45


def test_widened_contains_and_clip() -> None:
    wide = hours(2, 4).widened(before=timedelta(hours=1), after=timedelta(hours=2))
    assert wide == hours(1, 6)
    assert wide.contains(hours(2, 4))
    assert not hours(2, 4).contains(wide)
    assert wide.clip(hours(3, 9)) == hours(3, 6)
    assert wide.clip(hours(6, 9)) is None


def test_merge_joins_what_touches() -> None:
    assert merge([hours(4, 6), hours(1, 2), hours(2, 3), hours(5, 7)]) == [hours(1, 3), hours(4, 7)]


def test_hull_includes_the_gaps_and_total_does_not() -> None:
    lunch = [hours(9, 12), hours(14, 18)]
    assert hull(lunch) == hours(9, 18)
    assert total_minutes(lunch) == 7 * 60
    assert hull([]) is None
    assert total_minutes([]) == 0


@given(INTERVALS, INTERVALS)
def test_operations_agree_with_sets_of_hours(first: list[Interval], second: list[Interval]) -> None:
    assert cells(merge(first)) == cells(first)
    assert cells(subtract(first, second)) == cells(first) - cells(second)
    assert cells(intersect(first, second)) == cells(first) & cells(second)
    assert total_minutes(first) == 60 * len(cells(first))


@given(INTERVALS, INTERVALS)
def test_results_are_ordered_and_apart(first: list[Interval], second: list[Interval]) -> None:
    for result in (merge(first), subtract(first, second), intersect(first, second)):
        assert all(a.end < b.start for a, b in pairwise(result))


@given(INTERVALS, st.integers(0, 40), st.integers(1, 8))
def test_covers_agrees_with_sets_of_hours(intervals: list[Interval], start: int, length: int) -> None:
    wanted = hours(start, start + length)
    assert covers(intervals, wanted) is (cells([wanted]) <= cells(intervals))
