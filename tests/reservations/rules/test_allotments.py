from datetime import timedelta
from itertools import pairwise

from hypothesis import given, strategies as st

from espaces.rules.opening import VenueCalendar, WeeklyPeriod, booking_day
from reservations.rules.allotments import AllottedDays, blocked_ranges, occupied_days
from tests.wall_clock import PARIS, clock, day, span


def test_from_a_day_to_a_day_excluded_inside_the_period() -> None:
    desk = AllottedDays(day("2026-03-28"), day("2026-03-31"))
    period = day("2026-03-01"), day("2026-04-01")
    assert occupied_days(desk, *period) == [day("2026-03-28"), day("2026-03-29"), day("2026-03-30")]
    assert occupied_days(desk, day("2026-03-29"), day("2026-03-30")) == [day("2026-03-29")]
    assert occupied_days(desk, day("2026-04-01"), day("2026-05-01")) == []


def test_without_end_it_fills_the_period_29_february_included() -> None:
    days = occupied_days(AllottedDays(day("2027-06-01")), day("2028-02-01"), day("2028-03-01"))
    assert len(days) == 29
    assert days[-1] == day("2028-02-29")


def test_a_freed_day_is_for_others() -> None:
    desk = AllottedDays(day("2026-06-01"))
    freed = {day("2026-06-02")}
    ranges = blocked_ranges(VenueCalendar(PARIS), desk, day("2026-06-01"), day("2026-06-04"), freed)
    assert ranges == [
        (day("2026-06-01"), span("2026-06-01 00:00", "2026-06-02 00:00")),
        (day("2026-06-03"), span("2026-06-03 00:00", "2026-06-04 00:00")),
    ]


def test_the_night_goes_with_the_day_that_opens_it() -> None:
    cafe = VenueCalendar(PARIS, periods=(WeeklyPeriod(4, clock("18:00"), clock("02:00")),))
    ranges = blocked_ranges(cafe, AllottedDays(day("2026-06-05")), day("2026-06-05"), day("2026-06-07"))
    assert [r for _, r in ranges] == [
        span("2026-06-05 00:00", "2026-06-06 02:00"),
        span("2026-06-06 02:00", "2026-06-07 00:00"),
    ]


@given(st.integers(0, 800), st.integers(1, 40), st.sets(st.integers(0, 40)))
def test_ranges_follow_one_another_and_lie_in_their_day(start: int, length: int, gone: set[int]) -> None:
    first = day("2026-01-01") + timedelta(days=start)
    freed = {first + timedelta(days=n) for n in gone}
    calendar = VenueCalendar(PARIS, periods=(WeeklyPeriod(5, clock("20:00"), clock("03:00")),))
    ranges = blocked_ranges(calendar, AllottedDays(first), first, first + timedelta(days=length), freed)
    assert len(ranges) == length - len([n for n in gone if n < length])
    assert all(booking_day(calendar, r.start) == d for d, r in ranges)
    assert all(not a[1].overlaps(b[1]) for a, b in pairwise(ranges))
