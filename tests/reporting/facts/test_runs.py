"""Which days are filled together."""

from __future__ import annotations

import datetime as dt

from hypothesis import given, strategies as st

from reporting.rules.runs import Run, by_dates, in_batches, missing_runs, runs_of


def day(number: int) -> dt.date:
    return dt.date(2026, 1, number)


def run(venue: int, first: int, last: int) -> Run:
    return Run(venue, day(first), day(last))


def test_days_in_a_row_are_one_run() -> None:
    days = [(2, day(3)), (1, day(2)), (1, day(1)), (1, day(4)), (2, day(4)), (1, day(2))]
    assert runs_of(days) == [run(1, 1, 2), run(1, 4, 4), run(2, 3, 4)]


def test_what_is_missing_before_and_after_what_is_filled() -> None:
    assert missing_runs(1, day(1), day(9), None) == [run(1, 1, 9)]
    assert missing_runs(1, day(1), day(9), (day(3), day(5))) == [run(1, 1, 2), run(1, 6, 9)]
    assert missing_runs(1, day(3), day(5), (day(3), day(5))) == []
    assert missing_runs(1, day(4), day(5), (day(3), day(5))) == []
    assert missing_runs(1, day(9), day(8), None) == []


def test_the_same_days_of_several_venues_are_one_range() -> None:
    runs = [run(1, 1, 1), run(2, 1, 1), run(3, 1, 2)]
    assert by_dates(runs) == {(day(1), day(1)): [1, 2], (day(1), day(2)): [3]}


@given(
    st.sets(st.tuples(st.integers(1, 4), st.dates(dt.date(2026, 1, 1), dt.date(2026, 2, 9)))),
    st.integers(1, 7),
)
def test_batches_hold_each_day_once_in_order_and_no_more_than_asked(
    days: set[tuple[int, dt.date]], most: int
) -> None:
    batches = list(in_batches(runs_of(days), most))
    held = [(run.venue_id, day) for batch in batches for run in batch for day in run.days]
    assert held == sorted(days)
    assert all(sum(run.length for run in batch) == most for batch in batches[:-1])
    assert all(0 < sum(run.length for run in batch) <= most for batch in batches)
