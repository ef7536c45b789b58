from dataclasses import replace
from datetime import date, time, timedelta

import holidays
import pytest
from hypothesis import given, strategies as st

from espaces.rules.clock import instant
from espaces.rules.intervals import Interval, covers
from espaces.rules.opening import (
    Closed,
    VenueCalendar,
    WeeklyPeriod,
    booking_day,
    booking_day_bounds,
    closures_meeting,
    ends_after_cutoff,
    for_resource,
    hours_between,
    hours_of_day,
    opening_between,
    opening_of_day,
    place_closures,
    without_closures,
)
from tests.wall_clock import PARIS, at, clock, day, shown, span

EVERY_DAY = range(7)


def period(weekday: int, opens: str, closes: str, **more) -> WeeklyPeriod:
    return WeeklyPeriod(weekday, clock(opens), clock(closes), **more)


def daily(*hours: tuple[str, str], **more) -> tuple[WeeklyPeriod, ...]:
    return tuple(period(weekday, *pair, **more) for weekday in EVERY_DAY for pair in hours)


def calendar_of(*periods: WeeklyPeriod, **more) -> VenueCalendar:
    return VenueCalendar(PARIS, periods=periods, **more)


# Open 11-12 every day, 12-14 Tuesday and Wednesday; 1 July 2024 is a Monday.
SCENARIO_B = calendar_of(*daily(("11:00", "12:00")), period(1, "12:00", "14:00"), period(2, "12:00", "14:00"))


def is_open(calendar: VenueCalendar, wanted: Interval) -> bool:
    return covers(opening_between(calendar, wanted), wanted)


def test_b1_before_opening() -> None:
    assert not is_open(SCENARIO_B, span("2024-07-01 10:00", "11:00"))


def test_b2_across_two_periods_that_touch() -> None:
    assert is_open(SCENARIO_B, span("2024-07-02 11:30", "11:45"))
    assert is_open(SCENARIO_B, span("2024-07-02 11:30", "12:30"))


def test_b4_daily_12_to_14_fails_on_monday_only() -> None:
    days = ["2024-07-01", "2024-07-02", "2024-07-03"]
    assert [is_open(SCENARIO_B, span(f"{d} 12:00", "14:00")) for d in days] == [False, True, True]


def test_b6_daily_11_to_14_on_tuesday_and_wednesday() -> None:
    assert all(is_open(SCENARIO_B, span(f"{d} 11:00", "14:00")) for d in ("2024-07-02", "2024-07-03"))


def test_b7_a_closure_is_half_open() -> None:
    closed = Closed(span("2024-12-05 00:00", "2024-12-06 00:00"), "Works")
    calendar = calendar_of(*daily(("00:00", "00:00")), closures=(closed,))
    assert closures_meeting(calendar, span("2024-12-04 22:00", "2024-12-05 00:00")) == []
    assert closures_meeting(calendar, span("2024-12-06 00:00", "02:00")) == []
    assert closures_meeting(calendar, span("2024-12-04 23:00", "2024-12-05 00:01")) == [closed]
    assert closures_meeting(calendar, span("2024-12-05 12:00", "13:00")) == [closed]
    assert closures_meeting(calendar, span("2024-12-05 23:59", "2024-12-06 01:00")) == [closed]


def test_g6_periods_that_overlap_are_merged() -> None:
    calendar = calendar_of(period(0, "11:00", "12:00"), period(0, "11:20", "12:40"))
    assert [shown(i) for i in hours_of_day(calendar, day("2024-07-01"))] == ["11:00-12:40"]


@pytest.mark.parametrize(("changing", "hours"), [("2026-03-29", 23), ("2026-10-25", 25), ("2026-06-07", 24)])
def test_bk1_open_day_and_night_lasts_as_long_as_the_day(changing: str, hours: int) -> None:
    (opening,) = opening_of_day(calendar_of(*daily(("00:00", "00:00"))), day(changing))
    assert opening.length == timedelta(hours=hours)


@pytest.mark.parametrize(("changing", "hours"), [("2026-03-29", 2), ("2026-10-25", 4)])
def test_bk2_t7_one_to_four_on_change_sundays(changing: str, hours: int) -> None:
    (opening,) = opening_of_day(calendar_of(*daily(("01:00", "04:00"))), day(changing))
    assert opening.length == timedelta(hours=hours)


def test_a_period_inside_the_skipped_hour_does_not_exist_that_day() -> None:
    calendar = calendar_of(*daily(("02:10", "02:50")))
    assert opening_of_day(calendar, day("2026-03-29")) == []
    assert len(opening_of_day(calendar, day("2026-03-28"))) == 1


def test_opening_hours_do_not_move_when_clocks_change() -> None:
    calendar = calendar_of(*daily(("09:00", "12:00")))
    assert {
        shown(opening_of_day(calendar, day(d))[0]) for d in ("2026-03-28", "2026-03-29", "2026-03-30")
    } == {"09:00-12:00"}


def test_bk7_holidays_of_the_departement() -> None:
    france, moselle = holidays.France(years=2026), holidays.France(years=2026, subdiv="57")
    nine_to_five = daily(("09:00", "17:00"))
    lozere = calendar_of(*nine_to_five, holidays=dict(france.items()))
    metz = calendar_of(*nine_to_five, holidays=dict(moselle.items()))
    for closed_day in ("2026-08-15", "2026-07-14"):
        assert opening_of_day(lozere, day(closed_day)) == []
    assert opening_of_day(metz, day("2026-12-26")) == []
    assert [shown(i) for i in opening_of_day(lozere, day("2026-12-26"))] == ["09:00-17:00"]


def test_a_closing_holiday_is_met_as_a_closure_with_its_name() -> None:
    calendar = calendar_of(*daily(("09:00", "17:00")), holidays={day("2026-07-14"): "Fête nationale"})
    (met,) = closures_meeting(calendar, span("2026-07-14 09:00", "10:00"))
    assert met.reason == "Fête nationale"
    assert met.interval == span("2026-07-14 00:00", "2026-07-15 00:00")
    assert closures_meeting(calendar, span("2026-07-15 09:00", "10:00")) == []


def test_a_holiday_closes_the_night_it_opens_and_not_the_night_before() -> None:
    calendar = calendar_of(*daily(("18:00", "02:00")), holidays={day("2026-07-14"): "Fête nationale"})
    assert opening_between(calendar, span("2026-07-13 12:00", "2026-07-15 12:00")) == [
        span("2026-07-13 18:00", "2026-07-14 02:00")
    ]
    assert closures_meeting(calendar, span("2026-07-14 00:00", "02:00")) == []
    assert len(closures_meeting(calendar, span("2026-07-15 00:30", "01:30"))) == 1


def test_a_night_period_belongs_to_the_day_it_opens() -> None:
    calendar = calendar_of(period(4, "18:00", "02:00"))
    assert opening_of_day(calendar, day("2026-06-05")) == [span("2026-06-05 18:00", "2026-06-06 02:00")]
    assert opening_of_day(calendar, day("2026-06-06")) == []
    assert hours_between(calendar, span("2026-06-06 01:00", "03:00")) == [span("2026-06-06 01:00", "02:00")]


def test_a_night_period_over_the_autumn_change_lasts_an_hour_more() -> None:
    (night,) = opening_of_day(calendar_of(period(5, "22:00", "03:00")), day("2026-10-24"))
    assert night.length == timedelta(hours=6)


def test_none_ends_after_the_cut_off() -> None:
    assert ends_after_cutoff(period(4, "18:00", "03:01"), time(3))
    assert not ends_after_cutoff(period(4, "18:00", "03:00"), time(3))
    assert not ends_after_cutoff(period(4, "09:00", "18:00"), time(3))
    assert not ends_after_cutoff(period(4, "09:00", "00:00"), time(0))


def test_seasons_end_the_day_before_valid_to() -> None:
    winter = daily(("09:00", "17:00"), valid_to=day("2026-07-01"))
    summer = daily(("08:00", "13:00"), valid_from=day("2026-07-01"), valid_to=day("2026-09-01"))
    calendar = calendar_of(*winter, *summer)
    seen = {d: [shown(i) for i in opening_of_day(calendar, day(d))] for d in ("2026-06-30", "2026-07-01")}
    assert seen == {"2026-06-30": ["09:00-17:00"], "2026-07-01": ["08:00-13:00"]}
    assert opening_of_day(calendar, day("2026-09-01")) == []


def test_29_february_is_a_day_like_another() -> None:
    calendar = calendar_of(period(1, "09:00", "12:00"))
    assert opening_of_day(calendar, day("2028-02-29")) == [span("2028-02-29 09:00", "12:00")]


def test_extended_access_counts_only_for_those_who_have_it() -> None:
    calendar = calendar_of(period(0, "09:00", "17:00"), period(0, "17:00", "22:00", extended=True))
    monday = day("2024-07-01")
    assert [shown(i) for i in opening_of_day(calendar, monday)] == ["09:00-17:00"]
    assert [shown(i) for i in opening_of_day(calendar, monday, extended=True)] == ["09:00-22:00"]


def test_a_resource_with_hours_of_its_own_forgets_those_of_its_venue() -> None:
    calendar = calendar_of(*daily(("09:00", "17:00")))
    own = for_resource(calendar, [period(0, "14:00", "16:00")], 7)
    assert [shown(i) for i in opening_of_day(own, day("2024-07-01"))] == ["14:00-16:00"]
    assert opening_of_day(own, day("2024-07-02")) == []
    assert for_resource(calendar, [], 7).periods == calendar.periods


def test_closures_concern_the_venue_one_resource_or_one_place() -> None:
    morning = span("2024-07-01 09:00", "12:00")
    venue, room, desk = (
        Closed(morning, "Works"),
        Closed(morning, "Leak", resource_id=7),
        Closed(morning, "Broken chair", resource_id=8, place_id=81),
    )
    calendar = calendar_of(*daily(("09:00", "17:00")), closures=(venue, room, desk))
    assert for_resource(calendar, [], 7).closures == (venue, room)
    assert for_resource(calendar, [], 8).closures == (venue,)
    assert for_resource(calendar, [], 8, 81).closures == (venue, desk)
    assert for_resource(calendar, [], 8, 82).closures == (venue,)
    assert place_closures(calendar.closures, 81) == [morning]
    assert place_closures(calendar.closures, 82) == []


def test_a_closure_leaves_what_is_around_it() -> None:
    closed = Closed(span("2024-07-01 11:00", "15:00"), "Works")
    calendar = calendar_of(period(0, "09:00", "12:00"), period(0, "14:00", "18:00"), closures=(closed,))
    assert [shown(i) for i in opening_of_day(calendar, day("2024-07-01"))] == ["09:00-11:00", "15:00-18:00"]
    reopened = opening_of_day(without_closures(calendar), day("2024-07-01"))
    assert [shown(i) for i in reopened] == ["09:00-12:00", "14:00-18:00"]


def test_the_booking_day_is_the_calendar_day_but_for_the_hours_after_midnight() -> None:
    calendar = calendar_of(period(4, "18:00", "02:00"))
    friday, saturday = day("2026-06-05"), day("2026-06-06")
    assert booking_day(calendar, at("2026-06-05 23:30")) == friday
    assert booking_day(calendar, at("2026-06-06 00:30")) == friday
    assert booking_day(calendar, at("2026-06-06 02:00")) == saturday
    assert booking_day(calendar, at("2026-06-07 00:30")) == day("2026-06-07")


def test_the_booking_day_of_the_night_counts_extended_access_for_everybody() -> None:
    calendar = calendar_of(period(4, "09:00", "17:00"), period(4, "17:00", "01:00", extended=True))
    assert booking_day(calendar, at("2026-06-06 00:30")) == day("2026-06-05")


def test_booking_and_presence_days_differ_at_a_venue_open_day_and_night() -> None:
    calendar = calendar_of(*daily(("00:00", "00:00")))
    assert booking_day(calendar, at("2026-06-06 01:00")) == day("2026-06-06")


PERIODS = st.lists(
    st.builds(
        WeeklyPeriod,
        st.sampled_from(EVERY_DAY),
        st.builds(time, st.integers(0, 23), st.sampled_from([0, 30])),
        st.builds(time, st.integers(0, 23), st.sampled_from([0, 30])),
        extended=st.booleans(),
    ).filter(lambda p: not ends_after_cutoff(p, time(3))),
    max_size=8,
)
AROUND_A_CHANGE = st.sampled_from(["2026-03-28", "2026-03-29", "2026-10-24", "2026-10-25", "2028-02-29"]).map(
    day
)


def quarter_hours(d: date):
    """Every quarter of an hour of two days, as instants: the brute-force model walks through them."""
    start, end = instant(d, time(0), PARIS), instant(d + timedelta(days=2), time(0), PARIS)
    return [start + timedelta(minutes=15 * n) for n in range(int((end - start).total_seconds()) // 900)]


def open_by_the_clock(periods: list[WeeklyPeriod], quarter, extended: bool) -> bool:
    """Is somebody who looks at the wall clock inside? Says nothing of skipped or repeated hours' order."""
    local = quarter.astimezone(PARIS)
    yesterday = local.date() - timedelta(days=1)
    for p in periods:
        if p.extended and not extended:
            continue
        if (
            p.weekday == local.weekday()
            and p.opens <= local.time()
            and (p.ends_next_day or local.time() < p.closes)
        ):
            return True
        if p.weekday == yesterday.weekday() and p.ends_next_day and local.time() < p.closes:
            return True
    return False


@given(PERIODS, AROUND_A_CHANGE, st.booleans())
def test_opening_agrees_with_the_wall_clock_quarter_by_quarter(
    periods: list[WeeklyPeriod], d: date, extended: bool
) -> None:
    """Only a period that begins or ends inside the repeated hour may differ: it counts that hour whole."""
    calendar = calendar_of(*periods)
    whole = Interval(instant(d, time(0), PARIS), instant(d + timedelta(days=2), time(0), PARIS))
    opening = opening_between(calendar, whole, extended=extended)
    for quarter in quarter_hours(d):
        local = quarter.astimezone(PARIS)
        if local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset():
            continue
        assert any(i.has(quarter) for i in opening) is open_by_the_clock(periods, quarter, extended)


@given(PERIODS, AROUND_A_CHANGE, st.integers(0, 47), st.integers(1, 20))
def test_opening_is_hours_without_closures_and_holidays(
    periods: list[WeeklyPeriod], d: date, start: int, length: int
) -> None:
    begins = instant(d, time(0), PARIS) + timedelta(hours=start)
    closed = Closed(Interval(begins, begins + timedelta(hours=length)), "Works")
    holiday = d + timedelta(days=1)
    calendar = calendar_of(*periods, closures=(closed,), holidays={holiday: "Holiday"})
    plain = replace(calendar, closures=(), holidays={})
    for quarter in quarter_hours(d):
        moment = Interval(quarter, quarter + timedelta(minutes=1))
        expected = any(
            i.has(quarter) and own != holiday and not closed.interval.has(quarter)
            for own in (d - timedelta(days=1), d, holiday)
            for i in hours_of_day(plain, own)
        )
        assert bool(opening_between(calendar, moment)) is expected


@given(PERIODS, AROUND_A_CHANGE)
def test_booking_days_follow_one_another_and_hold_their_instants(
    periods: list[WeeklyPeriod], d: date
) -> None:
    calendar = calendar_of(*periods)
    assert booking_day_bounds(calendar, d).end == booking_day_bounds(calendar, d + timedelta(days=1)).start
    for quarter in quarter_hours(d):
        assert booking_day_bounds(calendar, booking_day(calendar, quarter)).has(quarter)
