from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, strategies as st

from espaces.rules.intervals import Interval
from espaces.rules.opening import VenueCalendar, booking_day
from reservations.rules.quotas import Exceeded, Holding, Measure, Period, Quota, exceeded_quotas, monday_of
from tests.wall_clock import PARIS, at, day, span, utc

CHICAGO = ZoneInfo("America/Chicago")
A_ROOM, ANOTHER_ROOM, VENUE, ANOTHER_VENUE = 1, 2, 10, 11
LONG_AGO = utc("2000-01-01T00:00")


def holding(
    interval: Interval, *, zone: ZoneInfo = PARIS, resource: int = A_ROOM, venue: int = VENUE
) -> Holding:
    on = booking_day(VenueCalendar(zone), interval.start)
    return Holding(0, venue, resource, "meeting_room", interval, on, interval.minutes)


def lasting(start: datetime, minutes: int, **more) -> Holding:
    return holding(Interval(start, start + timedelta(minutes=minutes)), **more)


def allowed(quota: Quota, new: Holding, *held: Holding, now: datetime = LONG_AGO) -> bool:
    return exceeded_quotas([quota], new, held, now) == []


MINUTES_A_DAY = Quota(90, Period.DAY, Measure.MINUTES)


def test_q1_half_an_hour_and_an_hour_make_an_hour_and_a_half() -> None:
    new = lasting(at("2026-06-01 14:00"), 60)
    assert allowed(MINUTES_A_DAY, new, lasting(at("2026-06-01 09:00"), 30))


def test_q2_one_minute_more_is_too_much_and_says_what_is_used() -> None:
    new = lasting(at("2026-06-01 14:00"), 60)
    held = lasting(at("2026-06-01 09:00"), 31)
    assert exceeded_quotas([MINUTES_A_DAY], new, [held], LONG_AGO) == [Exceeded(MINUTES_A_DAY, 31)]


def test_q3_a_quota_of_one_resource_forgets_the_others() -> None:
    quota = Quota(90, Period.DAY, Measure.MINUTES, resource_id=A_ROOM)
    new = lasting(at("2026-06-01 14:00"), 60)
    assert allowed(quota, new, lasting(at("2026-06-01 09:00"), 31, resource=ANOTHER_ROOM))
    assert not allowed(quota, new, lasting(at("2026-06-01 09:00"), 31))
    elsewhere = lasting(at("2026-06-01 14:00"), 600, resource=ANOTHER_ROOM)
    assert allowed(quota, elsewhere)


def test_a_quota_of_a_venue_counts_all_its_resources_and_no_other_venue() -> None:
    new = lasting(at("2026-06-01 14:00"), 60)
    assert not allowed(MINUTES_A_DAY, new, lasting(at("2026-06-01 09:00"), 31, resource=ANOTHER_ROOM))
    assert allowed(MINUTES_A_DAY, new, lasting(at("2026-06-01 09:00"), 31, venue=ANOTHER_VENUE))


TWO_A_WEEK = Quota(2, Period.WEEK)


@pytest.mark.parametrize(("first", "accepted"), [("2017-02-21", False), ("2017-02-19", True)])
def test_q4_q5_a_week_begins_on_monday(first: str, accepted: bool) -> None:
    held = [lasting(at(f"{d} 10:00"), 60) for d in (first, "2017-02-26")]
    assert allowed(TWO_A_WEEK, lasting(at("2017-02-23 10:00"), 60), *held) is accepted


def test_a_week_runs_over_the_end_of_the_year() -> None:
    assert monday_of(day("2027-01-01")) == day("2026-12-28")
    assert monday_of(day("2028-02-29")) == day("2028-02-28")


def test_q12_two_whole_days_back_to_back_are_24_h_each() -> None:
    quota = Quota(24 * 60, Period.DAY, Measure.MINUTES)
    monday = holding(span("2026-06-01 00:00", "2026-06-02 00:00"))
    tuesday = holding(span("2026-06-02 00:00", "2026-06-03 00:00"))
    assert allowed(quota, tuesday, monday)


def test_the_long_autumn_sunday_has_25_hours() -> None:
    quota = Quota(24 * 60, Period.DAY, Measure.MINUTES)
    assert not allowed(quota, holding(span("2026-10-25 00:00", "2026-10-26 00:00")))
    assert allowed(quota, holding(span("2026-03-29 00:00", "2026-03-30 00:00")))


@pytest.mark.parametrize(("limit", "accepted"), [(2, True), (1, False)])
def test_t13_days_are_those_of_the_venue_and_not_of_utc(limit: int, accepted: bool) -> None:
    """In Chicago 06:30Z is the next day already: 01:30Z and 03:30Z alone count."""
    new = lasting(utc("2026-06-02T01:30"), 30, zone=CHICAGO)
    held = [lasting(utc(f"2026-06-02T{hour}"), 30, zone=CHICAGO) for hour in ("03:30", "06:30")]
    assert [h.day for h in held] == [day("2026-06-01"), day("2026-06-02")]
    assert allowed(Quota(limit, Period.DAY), new, *held) is accepted


def test_t14_half_past_midnight_counts_on_its_paris_day() -> None:
    quota = Quota(120, Period.DAY, Measure.MINUTES)
    held = holding(span("2026-06-02 00:30", "02:00"))
    assert held.interval.start.date() == day("2026-06-01")
    assert not allowed(quota, lasting(at("2026-06-02 10:00"), 60), held)
    assert allowed(quota, lasting(at("2026-06-01 10:00"), 60), held)


def test_l6_two_hours_a_day_on_two_days_one_after_the_other() -> None:
    quota = Quota(120, Period.DAY, Measure.MINUTES)
    monday = holding(span("2026-06-01 22:00", "2026-06-02 00:00"))
    assert allowed(quota, holding(span("2026-06-02 00:00", "02:00")), monday)


def test_the_closed_gap_of_a_day_is_not_counted() -> None:
    whole_day = Holding(
        1, VENUE, A_ROOM, "open_space", span("2026-06-01 09:00", "18:00"), day("2026-06-01"), minutes=7 * 60
    )
    assert allowed(Quota(8 * 60, Period.DAY, Measure.MINUTES), lasting(at("2026-06-01 20:00"), 60), whole_day)


def test_what_has_begun_is_no_longer_to_come() -> None:
    now, one = at("2026-06-01 10:00"), Quota(1, Period.FUTURE)
    begun, later = holding(span("2026-06-01 10:00", "11:00")), holding(span("2026-06-01 10:01", "11:00"))
    new = holding(span("2026-06-05 09:00", "10:00"))
    assert allowed(one, new, begun, now=now)
    assert not allowed(one, new, later, now=now)
    assert allowed(one, begun, later, now=now), "somebody who walks in now is not refused for next week"


DAYS = st.integers(0, 20).map(lambda n: datetime(2026, 3, 20, 9, tzinfo=UTC) + timedelta(days=n))
HELD = st.lists(st.builds(lasting, DAYS, st.integers(15, 300)), max_size=8)


@given(HELD, st.builds(lasting, DAYS, st.integers(15, 300)), st.integers(0, 5), st.sampled_from(Period))
def test_counts_agree_with_iso_weeks(held: list[Holding], new: Holding, limit: int, period: Period) -> None:
    now = datetime(2026, 3, 30, 12, tzinfo=UTC)
    same = {
        Period.DAY: lambda h: h.day == new.day,
        Period.WEEK: lambda h: h.day.isocalendar()[:2] == new.day.isocalendar()[:2],
        Period.FUTURE: lambda h: h.interval.start > now,
    }[period]
    counted = [h for h in [*held, new] if same(h)]
    expected = len(counted) <= limit or not same(new)
    assert allowed(Quota(limit, period), new, *held, now=now) is expected
    minutes = Quota(limit * 60, period, Measure.MINUTES)
    expected = sum(h.minutes for h in counted) <= limit * 60 or not same(new)
    assert allowed(minutes, new, *held, now=now) is expected
