"""Hours that change from a date, without a database."""

import datetime as dt
from zoneinfo import ZoneInfo

from hypothesis import given, strategies as st

from espaces.rules.opening import VenueCalendar, WeeklyPeriod
from espaces.rules.seasons import HoursChange, VenueCalendars, hours_after, periods_after, periods_of_resource

JULY, SEPTEMBER = dt.date(2026, 7, 1), dt.date(2026, 9, 1)
MORNING = WeeklyPeriod(0, dt.time(9), dt.time(12))
EVENING = WeeklyPeriod(0, dt.time(17), dt.time(20))


def dated(period: WeeklyPeriod, first: dt.date | None, after_last: dt.date | None) -> WeeklyPeriod:
    return WeeklyPeriod(period.weekday, period.opens, period.closes, first, after_last)


def test_a_change_without_dates_replaces_everything() -> None:
    assert periods_after([MORNING], HoursChange((EVENING,))) == [EVENING]


def test_a_change_from_a_date_closes_the_current_hours_at_it() -> None:
    after = periods_after([MORNING], HoursChange((EVENING,), JULY))
    assert after == [dated(MORNING, None, JULY), dated(EVENING, JULY, None)]


def test_a_season_gives_the_usual_hours_back() -> None:
    after = periods_after([MORNING], HoursChange((EVENING,), JULY, SEPTEMBER))
    assert after == [
        dated(MORNING, None, JULY),
        dated(EVENING, JULY, SEPTEMBER),
        dated(MORNING, SEPTEMBER, None),
    ]


def test_a_season_inside_the_change_disappears_and_one_before_it_stays() -> None:
    before = dated(MORNING, dt.date(2026, 1, 1), dt.date(2026, 2, 1))
    inside = dated(MORNING, dt.date(2026, 7, 10), dt.date(2026, 7, 20))
    after = periods_after([before, inside], HoursChange((EVENING,), JULY))
    assert after == [before, dated(EVENING, JULY, None)]


def test_an_empty_week_closes_from_its_date() -> None:
    assert periods_after([MORNING], HoursChange((), JULY)) == [dated(MORNING, None, JULY)]


def test_a_resource_has_its_venue_hours_outside_its_own_seasons() -> None:
    own = [dated(EVENING, JULY, SEPTEMBER)]
    assert periods_of_resource(own, [MORNING]) == [
        dated(MORNING, None, JULY),
        dated(EVENING, JULY, SEPTEMBER),
        dated(MORNING, SEPTEMBER, None),
    ]
    assert periods_of_resource([], [MORNING]) == [MORNING]
    assert periods_of_resource([EVENING], [MORNING]) == [EVENING]


def test_hours_after_changes_one_resource_or_the_venue() -> None:
    calendars = VenueCalendars(VenueCalendar(ZoneInfo("Europe/Paris"), periods=(MORNING,)))
    of_one = hours_after(calendars, HoursChange((EVENING,), resource_id=7))
    assert of_one.of_resource(7).periods == (EVENING,)
    assert of_one.of_resource(8).periods == (MORNING,)
    assert hours_after(of_one, HoursChange((), resource_id=7)).of_resource(7).periods == (MORNING,)
    assert hours_after(calendars, HoursChange((EVENING,))).venue.periods == (EVENING,)


days = st.one_of(st.none(), st.integers(0, 20).map(lambda n: JULY + dt.timedelta(days=n)))


@given(days, days, days, days, st.integers(0, 20))
def test_each_day_has_the_old_hours_or_the_new_ones(
    old_from: dt.date | None, old_to: dt.date | None, new_from: dt.date | None, new_to: dt.date | None, n: int
) -> None:
    for first, after_last in ((old_from, old_to), (new_from, new_to)):
        if first and after_last and after_last <= first:
            return
    day = JULY + dt.timedelta(days=n)
    old = [WeeklyPeriod(day.weekday(), dt.time(9), dt.time(12), old_from, old_to)]
    new = WeeklyPeriod(day.weekday(), dt.time(17), dt.time(20))
    after = periods_after(old, HoursChange((new,), new_from, new_to))
    in_change = (new_from is None or new_from <= day) and (new_to is None or day < new_to)
    expected = [new.opens] if in_change else [p.opens for p in old if p.holds_on(day)]
    assert [p.opens for p in after if p.holds_on(day)] == expected
