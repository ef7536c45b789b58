import datetime as dt

import pytest
from hypothesis import given, strategies as st

from espaces.rules.plan_terms.months import add_months, end_of_validity, months_between
from tests.espaces.rules.plan_terms.any_terms import days
from tests.wall_clock import day

ONE_DAY = dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("bought_on", "last_day"), [("2026-08-31", "2027-02-27"), ("2026-03-10", "2026-09-09")]
)
def test_mo1_the_last_day_of_a_booklet_valid_six_months(bought_on: str, last_day: str) -> None:
    assert end_of_validity(day(bought_on), 6) - ONE_DAY == day(last_day)


def test_a1_6_the_default_reading_excludes_the_tenth() -> None:
    end = end_of_validity(day("2026-03-10"), months=6)
    assert day("2026-09-09") < end
    assert end == day("2026-09-10")


def test_a5_10_a_week_bought_on_wednesday_ends_on_tuesday_its_first_day_counted() -> None:
    assert end_of_validity(day("2026-03-04"), days=7) - ONE_DAY == day("2026-03-10")


@pytest.mark.parametrize(("months", "number_of_days"), [(0, 0), (1, 30), (-1, 0), (0, -1)])
def test_a_validity_is_in_months_or_in_days(months: int, number_of_days: int) -> None:
    with pytest.raises(ValueError, match="Validity"):
        end_of_validity(day("2026-03-10"), months, number_of_days)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2015-01-29", 1, "2015-02-28"),
        ("2015-01-30", 1, "2015-02-28"),
        ("2015-01-31", 1, "2015-02-28"),
        ("2016-02-01", 1, "2016-03-01"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 48, "2028-02-29"),
        ("2026-01-31", -2, "2025-11-30"),
        ("2026-12-31", 2, "2027-02-28"),
    ],
)
def test_a_month_too_short_ends_on_its_last_day(start: str, months: int, end: str) -> None:
    assert add_months(day(start), months) == day(end)


@given(days, st.integers(-60, 60))
def test_months_keep_the_day_or_the_last_one(start: dt.date, months: int) -> None:
    end = add_months(start, months)
    assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == months
    assert end.day == start.day or (end.day < start.day and (end + ONE_DAY).day == 1)


@given(days, days)
def test_months_between_two_days_are_whole(start: dt.date, end: dt.date) -> None:
    months = months_between(start, end)
    assert add_months(start, months) <= end < add_months(start, months + 1)
