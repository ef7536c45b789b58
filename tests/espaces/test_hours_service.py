"""Hours that change from a date, and public holidays: services, with their refusals."""

import datetime as dt

import pytest
import time_machine

from espaces.errors import Refused
from espaces.models import Act, HolidayOpening, OpeningPeriod, Venue, VenueCutOff
from espaces.queries.calendars import calendar_of
from espaces.queries.venues import weekly_periods
from espaces.rules.hours_typed import parse_hours, week_of
from espaces.rules.opening import WeeklyPeriod, opening_of_day
from espaces.services.hours import choose_holidays, replace_hours
from tests.factories import PersonFactory, ResourceFactory, VenueFactory, open_every_day

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("november")]
MONDAY = dt.date(2026, 11, 30)


@pytest.fixture
def november():
    with time_machine.travel(dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC), tick=False):
        yield


def week(text: str, **fields: bool) -> list[WeeklyPeriod]:
    return week_of([(weekday, parse_hours(text)) for weekday in range(5)], **fields)


def draft() -> Venue:
    return VenueFactory(published_at=None)


def hours_on(venue: Venue, day: dt.date, *, extended: bool = False) -> list[str]:
    calendar = calendar_of(venue, first_day=day, last_day=day)
    opening = opening_of_day(calendar, day, extended=extended)
    return [f"{i.start.astimezone(venue.zone):%H:%M}-{i.end.astimezone(venue.zone):%H:%M}" for i in opening]


def refused(code: str, **change: object) -> None:
    rows = list(OpeningPeriod.objects.order_by("pk").values())
    with pytest.raises(Refused) as refusal:
        replace_hours(actor=None, **change)
    assert refusal.value.code == code
    assert list(OpeningPeriod.objects.order_by("pk").values()) == rows
    assert not Act.objects.exists()


def test_the_hours_of_a_draft_are_written_as_often_as_one_likes() -> None:
    venue, actor = draft(), PersonFactory()
    replace_hours(actor=actor, venue=venue, periods=week("8-12"), valid_from=None)
    replace_hours(actor=actor, venue=venue, periods=week("9-12, 14-18"), valid_from=None)
    assert hours_on(venue, MONDAY) == ["09:00-12:00", "14:00-18:00"]
    assert OpeningPeriod.objects.count() == 10
    act = Act.objects.latest("pk")
    assert (act.actor, act.verb, act.target_id) == (actor, "hours_replaced", str(venue.pk))
    assert act.details["periods"][0] == [0, "09:00", "12:00", False]


def test_a_change_from_a_date_leaves_what_is_before_as_it_was() -> None:
    venue = VenueFactory()
    open_every_day(venue, ("09:00", "12:00"))
    replace_hours(actor=None, venue=venue, periods=week("10-13"), valid_from=MONDAY)
    assert hours_on(venue, MONDAY - dt.timedelta(days=7)) == ["09:00-12:00"]
    assert hours_on(venue, MONDAY) == ["10:00-13:00"]


def test_a_season_ends_and_the_usual_hours_come_back() -> None:
    venue = VenueFactory()
    open_every_day(venue, ("09:00", "12:00"))
    until = MONDAY + dt.timedelta(days=14)
    replace_hours(actor=None, venue=venue, periods=week("10-13"), valid_from=MONDAY, valid_to=until)
    assert hours_on(venue, MONDAY + dt.timedelta(days=7)) == ["10:00-13:00"]
    assert hours_on(venue, until) == ["09:00-12:00"]


def test_rows_that_stay_true_are_not_written_again() -> None:
    venue = VenueFactory()
    open_every_day(venue, ("09:00", "12:00"), valid_to=dt.date(2026, 1, 1))
    old = set(OpeningPeriod.objects.values_list("pk", flat=True))
    replace_hours(actor=None, venue=venue, periods=week("10-13"), valid_from=MONDAY)
    assert old <= set(OpeningPeriod.objects.values_list("pk", flat=True))


def test_extended_access_is_for_key_holders() -> None:
    venue = VenueFactory()
    periods = [*week("9-12"), *week("12-22", extended=True)]
    replace_hours(actor=None, venue=venue, periods=periods, valid_from=MONDAY)
    assert hours_on(venue, MONDAY) == ["09:00-12:00"]
    assert hours_on(venue, MONDAY, extended=True) == ["09:00-22:00"]


def test_hours_of_a_resource_leave_those_of_its_venue() -> None:
    venue = VenueFactory()
    open_every_day(venue, ("09:00", "12:00"))
    room = ResourceFactory(venue=venue)
    replace_hours(actor=None, venue=venue, resource=room, periods=week("10-11"), valid_from=MONDAY)
    assert hours_on(venue, MONDAY) == ["09:00-12:00"]
    assert [p.opens for p in weekly_periods(venue, room)] == [dt.time(10)] * 5
    replace_hours(actor=None, venue=venue, resource=room, periods=[], valid_from=MONDAY)
    assert weekly_periods(venue, room) == []


def test_a_published_venue_needs_a_date_and_not_a_past_one() -> None:
    venue = VenueFactory()
    open_every_day(venue, ("09:00", "12:00"))
    refused("date_needed", venue=venue, periods=week("10-13"), valid_from=None)
    refused("past_hours", venue=venue, periods=week("10-13"), valid_from=dt.date(2026, 11, 22))


def test_a_season_ends_after_it_begins() -> None:
    refused("season_dates", venue=draft(), periods=week("10-13"), valid_from=MONDAY, valid_to=MONDAY)


def test_no_period_ends_after_the_cut_off() -> None:
    venue = draft()
    refused("after_cut_off", venue=venue, periods=week("20-4"), valid_from=None)
    VenueCutOff.objects.create(venue=venue, valid_from=dt.date(2026, 1, 1), at=dt.time(5))
    replace_hours(actor=None, venue=venue, periods=week("20-4"), valid_from=MONDAY)
    assert hours_on(venue, MONDAY) == ["20:00-04:00"]


def test_a_cut_off_that_comes_later_counts_too() -> None:
    venue = draft()
    VenueCutOff.objects.create(venue=venue, valid_from=dt.date(2027, 1, 1), at=dt.time(1))
    refused("after_cut_off", venue=venue, periods=week("20-2"), valid_from=MONDAY)
    replace_hours(
        actor=None, venue=venue, periods=week("20-2"), valid_from=MONDAY, valid_to=dt.date(2027, 1, 1)
    )


def test_holidays_are_chosen_one_by_one() -> None:
    venue = VenueFactory()
    open_every_day(venue, ("09:00", "12:00"))
    christmas = dt.date(2026, 12, 25)
    assert hours_on(venue, christmas) == []
    choose_holidays(actor=None, venue=venue, choices={christmas: True})
    assert hours_on(venue, christmas) == ["09:00-12:00"]
    choose_holidays(actor=None, venue=venue, choices={christmas: False})
    assert hours_on(venue, christmas) == []
    assert Act.objects.filter(verb="holidays_chosen").count() == 2


@pytest.mark.parametrize("day", [dt.date(2026, 12, 24), dt.date(2026, 11, 11)])
def test_only_public_holidays_to_come_are_chosen(day: dt.date) -> None:
    with pytest.raises(Refused) as refusal:
        choose_holidays(actor=None, venue=VenueFactory(), choices={day: True})
    assert refusal.value.code == "not_a_holiday"
    assert not HolidayOpening.objects.exists()


def test_a_venue_may_be_open_on_every_holiday() -> None:
    venue = VenueFactory()
    open_every_day(venue, ("09:00", "12:00"))
    choose_holidays(actor=None, venue=venue, choices={}, open_on_holidays=True)
    assert hours_on(Venue.objects.get(pk=venue.pk), dt.date(2026, 12, 25)) == ["09:00-12:00"]
