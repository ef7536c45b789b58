from datetime import date, time, timedelta

import holidays
import pytest
from hypothesis import given, strategies as st

from espaces.rules.clock import instant
from espaces.rules.intervals import Interval, intersect
from espaces.rules.opening import Closed, VenueCalendar, WeeklyPeriod, hours_of_day
from reservations.rules.half_days import HalfDay, Stay, Unbookable, half_day_of, half_days_of
from tests.wall_clock import MAYOTTE, PARIS, at, clock, day, shown, span, utc

MONDAY = day("2026-06-01")


def venue(
    *hours: str, boundary: str = "13:00", zone=PARIS, extended: tuple[str, ...] = (), **more
) -> VenueCalendar:
    """Open every day at these hours."""
    pairs = [(text.split("-"), False) for text in hours] + [(text.split("-"), True) for text in extended]
    periods = tuple(
        WeeklyPeriod(weekday, clock(opens), clock(closes), extended=only)
        for weekday in range(7)
        for (opens, closes), only in pairs
    )
    return VenueCalendar(zone, clock(boundary), periods=periods, **more)


def times(calendar: VenueCalendar, d: date = MONDAY, **more) -> dict[str, str]:
    found = half_days_of(calendar, d, **more)
    return {str(half): shown(stay.interval, calendar.zone) for half, stay in found.items()}


def closed(start: str, end: str, reason: str = "Works") -> Closed:
    return Closed(span(start, end), reason)


def test_the_boundary_cuts_a_day_without_lunch() -> None:
    assert times(venue("09:00-18:00")) == {
        "morning": "09:00-13:00",
        "afternoon": "13:00-18:00",
        "day": "09:00-18:00",
    }
    assert times(venue("09:00-18:00", boundary="12:30"))["afternoon"] == "12:30-18:00"


def test_a_lunch_closure_clips_both_halves() -> None:
    assert times(venue("09:00-12:00", "14:00-18:00")) == {
        "morning": "09:00-12:00",
        "afternoon": "14:00-18:00",
        "day": "09:00-18:00",
    }


def test_o15_half_days_of_9_to_13_and_14_to_18() -> None:
    assert times(venue("09:00-13:00", "14:00-18:00")) == {
        "morning": "09:00-13:00",
        "afternoon": "14:00-18:00",
        "day": "09:00-18:00",
    }


def test_the_gap_of_a_whole_day_is_held_but_not_counted() -> None:
    whole = half_days_of(venue("09:00-12:00", "14:00-18:00"), MONDAY)[HalfDay.DAY]
    assert whole.interval.minutes == 9 * 60
    assert whole.minutes == 7 * 60


def test_a_half_day_in_which_the_venue_is_closed_cannot_be_booked() -> None:
    assert times(venue("14:00-18:00")) == {"afternoon": "14:00-18:00"}
    assert times(venue("09:00-13:00")) == {"morning": "09:00-13:00"}
    assert times(venue()) == {}
    assert half_day_of(venue("14:00-18:00"), MONDAY, HalfDay.MORNING) == Unbookable()
    assert half_day_of(venue("14:00-18:00"), MONDAY, HalfDay.DAY) == Unbookable()


def test_short_hours_of_the_venue_itself_make_a_short_half_day() -> None:
    assert times(venue("12:00-18:00"))["morning"] == "12:00-13:00"


def test_half_days_come_from_the_periods_the_person_may_use() -> None:
    calendar = venue("09:00-17:00", extended=("07:00-09:00", "17:00-22:00"))
    assert times(calendar)["day"] == "09:00-17:00"
    assert times(calendar, extended=True) == {
        "morning": "07:00-13:00",
        "afternoon": "13:00-22:00",
        "day": "07:00-22:00",
    }


def test_the_night_belongs_to_the_afternoon_of_the_day_it_opens() -> None:
    calendar = venue("18:00-02:00")
    assert half_days_of(calendar, MONDAY)[HalfDay.AFTERNOON].interval == span(
        "2026-06-01 18:00", "2026-06-02 02:00"
    )


def test_bk6_the_morning_of_mayotte_is_that_of_the_venue() -> None:
    morning = half_days_of(venue("08:00-17:00", zone=MAYOTTE), day("2026-07-01"))[HalfDay.MORNING]
    assert morning.interval == Interval(utc("2026-07-01T05:00"), utc("2026-07-01T10:00"))


def test_bk7_a_holiday_closes_every_half_day_and_says_why() -> None:
    moselle = venue("09:00-17:00", holidays=dict(holidays.France(years=2026, subdiv="57").items()))
    lozere = venue("09:00-17:00", holidays=dict(holidays.France(years=2026).items()))
    assert times(moselle, day("2026-12-26")) == {}
    assert len(times(lozere, day("2026-12-26"))) == 3
    refused = half_day_of(moselle, day("2026-12-26"), HalfDay.MORNING)
    assert isinstance(refused, Unbookable)
    assert [c.reason for c in refused.closures] == [moselle.holidays[day("2026-12-26")]]
    assert times(lozere, day("2026-08-15")) == times(lozere, day("2026-07-14")) == {}


def test_a_closure_at_the_edge_clips_a_half_day() -> None:
    early = venue("09:00-18:00", closures=(closed("2026-06-01 08:00", "10:30"),))
    assert times(early) == {"morning": "10:30-13:00", "afternoon": "13:00-18:00", "day": "10:30-18:00"}
    late = venue("09:00-18:00", closures=(closed("2026-06-01 16:00", "23:00"),))
    assert times(late) == {"morning": "09:00-13:00", "afternoon": "13:00-16:00", "day": "09:00-16:00"}


def test_a_closure_over_the_boundary_clips_both_halves_and_forbids_the_day() -> None:
    calendar = venue("09:00-18:00", closures=(closed("2026-06-01 12:00", "14:00"),))
    assert times(calendar) == {"morning": "09:00-12:00", "afternoon": "14:00-18:00"}


def test_a_closure_in_the_middle_forbids_the_half_day_and_the_day() -> None:
    works = closed("2026-06-01 10:00", "11:00")
    calendar = venue("09:00-18:00", closures=(works,))
    assert times(calendar) == {"afternoon": "13:00-18:00"}
    assert half_day_of(calendar, MONDAY, HalfDay.MORNING) == Unbookable((works,))
    assert half_day_of(calendar, MONDAY, HalfDay.DAY) == Unbookable((works,))


@pytest.mark.parametrize(("until", "bookable"), [("11:00", True), ("11:01", False)])
def test_a_closure_that_leaves_under_two_hours_forbids_the_half_day(until: str, bookable: bool) -> None:
    calendar = venue("09:00-18:00", closures=(closed("2026-06-01 08:00", until),))
    assert ("morning" in times(calendar)) is bookable
    assert ("day" in times(calendar)) is bookable


def test_a_closure_during_lunch_changes_nothing() -> None:
    calendar = venue("09:00-12:00", "14:00-18:00", closures=(closed("2026-06-01 12:00", "14:00"),))
    assert times(calendar) == times(venue("09:00-12:00", "14:00-18:00"))


def test_closures_at_both_edges_leave_what_is_between() -> None:
    calendar = venue(
        "08:00-13:00", closures=(closed("2026-06-01 07:00", "09:00"), closed("2026-06-01 11:00", "12:59"))
    )
    assert half_day_of(calendar, MONDAY, HalfDay.MORNING) == Unbookable((calendar.closures[1],))


def test_a_half_day_under_way_begins_now_and_one_that_has_ended_is_gone() -> None:
    stay = half_days_of(venue("09:00-12:00", "14:00-18:00"), MONDAY)[HalfDay.DAY]
    assert stay.from_now(at("2026-06-01 07:00")) == stay
    left = stay.from_now(at("2026-06-01 10:07"))
    assert left is not None
    assert shown(left.interval) == "10:07-18:00"
    assert left.minutes == 113 + 240
    at_lunch = stay.from_now(at("2026-06-01 12:30"))
    assert at_lunch is not None
    assert shown(at_lunch.interval) == "14:00-18:00"
    assert stay.from_now(at("2026-06-01 18:00")) is None


def test_a_morning_on_the_spring_sunday_lasts_real_hours() -> None:
    calendar = venue("00:00-18:00")
    assert half_days_of(calendar, day("2026-03-29"))[HalfDay.MORNING].minutes == 12 * 60
    assert half_days_of(calendar, day("2026-10-25"))[HalfDay.MORNING].minutes == 14 * 60


QUARTER = timedelta(minutes=15)
HALF_HOURS = st.integers(0, 47).map(lambda n: time(n // 2, n % 2 * 30))
PERIODS = st.lists(st.tuples(HALF_HOURS, HALF_HOURS).filter(lambda p: p[0] < p[1]), min_size=1, max_size=3)
CLOSURES = st.lists(st.tuples(st.integers(0, 95), st.integers(1, 30)), max_size=2)
DAYS = st.sampled_from(["2026-03-29", "2026-10-25", "2028-02-29", "2026-06-01"]).map(day)


@given(PERIODS, CLOSURES, st.sampled_from(["12:30", "13:00", "13:30"]), DAYS)
def test_half_days_agree_with_a_walk_through_the_quarters(periods, closures, boundary: str, d: date) -> None:
    """Brute force: open quarters of one side, with closed ones only before the first or after the last."""
    midnight = instant(d, time(0), PARIS)
    shut = tuple(
        Closed(Interval(midnight + QUARTER * start, midnight + QUARTER * (start + length)), "Works")
        for start, length in closures
    )
    calendar = VenueCalendar(
        PARIS,
        clock(boundary),
        periods=tuple(WeeklyPeriod(d.weekday(), *pair) for pair in periods),
        closures=shut,
    )
    hours = hours_of_day(calendar, d)
    limit = instant(d, clock(boundary), PARIS)
    found = half_days_of(calendar, d)
    for half in (HalfDay.MORNING, HalfDay.AFTERNOON):
        side = [q for q in _quarters(hours) if (q < limit) is (half is HalfDay.MORNING)]
        free = [q for q in side if not any(c.interval.has(q) for c in shut)]
        gone = len(free) < len(side)
        cut = any(q not in free and free[0] < q < free[-1] for q in side) if free else True
        bookable = bool(side) and not (gone and (cut or len(free) < 8))
        assert (half in found) is bookable
        if bookable:
            assert found[half].interval == Interval(free[0], free[-1] + QUARTER)
            assert _quarters(list(found[half].opening)) == free
    if HalfDay.DAY in found:
        assert {HalfDay.MORNING, HalfDay.AFTERNOON} <= found.keys()
        both = (*found[HalfDay.MORNING].opening, *found[HalfDay.AFTERNOON].opening)
        assert intersect(both, both) == list(found[HalfDay.DAY].opening)


def _quarters(opening: list[Interval]) -> list:
    return [i.start + QUARTER * n for i in opening for n in range(int(i.length / QUARTER))]


@given(PERIODS, DAYS, st.integers(0, 110))
def test_what_is_left_of_a_stay_lies_after_now_and_inside_it(periods, d: date, quarter: int) -> None:
    calendar = VenueCalendar(PARIS, periods=tuple(WeeklyPeriod(d.weekday(), *pair) for pair in periods))
    now = instant(d, time(0), PARIS) + QUARTER * quarter
    for stay in half_days_of(calendar, d).values():
        left = stay.from_now(now)
        if left is None:
            assert now >= stay.interval.end
        else:
            assert isinstance(left, Stay)
            assert left.interval.end == stay.interval.end
            assert left.interval.start >= max(now, stay.interval.start)
