"""Calendars as loaded from the database: holidays by département, seasons, closures, in one query."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from espaces.models import Closure, HolidayOpening, Municipality, OpeningPeriod, Venue, VenueCutOff
from espaces.queries.calendars import (
    calendar_of,
    calendars_of,
    calendars_with_resources,
    resource_calendars,
)
from espaces.rules.opening import opening_of_day
from tests.factories import ResourceFactory, VenueFactory, open_every_day

pytestmark = pytest.mark.django_db
PARIS = ZoneInfo("Europe/Paris")


def venue_in(departement: str, **fields: object) -> Venue:
    municipality, _ = Municipality.objects.get_or_create(
        code=f"{departement}001"[:5],
        defaults={
            "name": "Village",
            "search_key": "village",
            "departement_code": departement,
            "departement_name": departement,
            "region_code": "00",
            "region_name": "Région",
            "code_year": 2026,
        },
    )
    venue = VenueFactory(municipality=municipality, **fields)
    open_every_day(venue, ("09:00", "12:00"), ("14:00", "18:00"))
    return venue


def is_open(venue: Venue, *day: int) -> bool:
    on = dt.date(*day)
    return bool(opening_of_day(calendar_of(venue, first_day=on, last_day=on), on))


def local(calendar_day: dt.date, hour: int) -> dt.datetime:
    return dt.datetime.combine(calendar_day, dt.time(hour), PARIS)


def hours(intervals: list) -> list[tuple[str, str]]:
    return [(f"{i.start.astimezone(PARIS):%H:%M}", f"{i.end.astimezone(PARIS):%H:%M}") for i in intervals]


@pytest.mark.parametrize("day", [(2026, 8, 15), (2026, 7, 14)])
def test_bk7_national_holidays_close_everywhere(day: tuple[int, int, int]) -> None:
    assert not is_open(venue_in("57"), *day)
    assert not is_open(venue_in("48"), *day)


def test_bk7_saint_stephen_closes_in_moselle_and_alsace_only() -> None:
    assert not is_open(venue_in("57"), 2026, 12, 26)
    assert not is_open(venue_in("67"), 2026, 12, 26)
    assert is_open(venue_in("48"), 2026, 12, 26)


def test_overseas_holidays_are_those_of_the_departement() -> None:
    assert not is_open(venue_in("976", time_zone="Indian/Mayotte"), 2026, 4, 27)
    assert is_open(venue_in("974", time_zone="Indian/Reunion"), 2026, 4, 27)


def test_holidays_have_their_french_names() -> None:
    day = dt.date(2026, 8, 15)
    assert calendar_of(venue_in("48"), first_day=day, last_day=day).holidays[day] == "Assomption"


def test_a_venue_without_municipality_has_the_national_holidays() -> None:
    venue = VenueFactory()
    open_every_day(venue, ("09:00", "12:00"))
    assert not is_open(venue, 2026, 7, 14)


def test_a_venue_may_open_on_one_holiday_or_on_all_but_one() -> None:
    one = venue_in("48")
    HolidayOpening.objects.create(venue=one, day=dt.date(2026, 7, 14), is_open=True)
    assert is_open(one, 2026, 7, 14)
    assert not is_open(one, 2026, 8, 15)
    most = venue_in("48", open_on_holidays=True)
    HolidayOpening.objects.create(venue=most, day=dt.date(2026, 12, 25), is_open=False)
    assert is_open(most, 2026, 7, 14)
    assert not is_open(most, 2026, 12, 25)


def test_the_night_before_a_range_is_known() -> None:
    """1 January is a holiday: the night hours of New Year's Day do not exist on the 2nd."""
    venue = VenueFactory()
    open_every_day(venue, ("20:00", "02:00"))
    calendar = calendar_of(venue, first_day=dt.date(2027, 1, 2), last_day=dt.date(2027, 1, 2))
    assert dt.date(2027, 1, 1) in calendar.holidays


def test_closures_of_the_range_and_not_lifted_ones() -> None:
    venue = venue_in("48")
    day = dt.date(2026, 9, 7)
    Closure.objects.create(venue=venue, starts_at=local(day, 14), ends_at=local(day, 18), reason="Inventaire")
    Closure.objects.create(
        venue=venue,
        starts_at=local(day, 9),
        ends_at=local(day, 12),
        reason="Levée",
        lifted_at=timezone.now(),
    )
    calendar = calendar_of(venue, first_day=day, last_day=day)
    assert [closed.reason for closed in calendar.closures] == ["Inventaire"]
    assert hours(opening_of_day(calendar, day)) == [("09:00", "12:00")]
    later = day + dt.timedelta(days=30)
    assert calendar_of(venue, first_day=later, last_day=later).closures == ()


def test_cut_offs_and_boundary_come_with_the_calendar() -> None:
    venue = venue_in("48", half_day_boundary=dt.time(12, 30))
    VenueCutOff.objects.create(venue=venue, valid_from=dt.date(2026, 1, 1), at=dt.time(5))
    calendar = calendar_of(venue, first_day=dt.date(2026, 9, 7), last_day=dt.date(2026, 9, 7))
    assert calendar.cutoffs == ((dt.date(2026, 1, 1), dt.time(5)),)
    assert calendar.boundary == dt.time(12, 30)


def test_hours_of_a_resource_replace_those_of_its_venue() -> None:
    venue = venue_in("48")
    room, pool = ResourceFactory(venue=venue), ResourceFactory(venue=venue)
    open_every_day(venue, ("10:00", "11:00"), resource=room)
    day = dt.date(2026, 9, 7)
    calendars = resource_calendars([room, pool], day, day)
    assert hours(opening_of_day(calendars[room.pk], day)) == [("10:00", "11:00")]
    assert hours(opening_of_day(calendars[pool.pk], day)) == [("09:00", "12:00"), ("14:00", "18:00")]


def test_a_season_of_a_resource_gives_it_back_to_its_venue_when_it_ends() -> None:
    venue = venue_in("48")
    room = ResourceFactory(venue=venue)
    open_every_day(venue, ("10:00", "11:00"), resource=room, valid_to=dt.date(2026, 9, 7))
    first, last = dt.date(2026, 9, 4), dt.date(2026, 9, 7)
    calendar = resource_calendars([room], first, last)[room.pk]
    assert hours(opening_of_day(calendar, first)) == [("10:00", "11:00")]
    assert hours(opening_of_day(calendar, last)) == [("09:00", "12:00"), ("14:00", "18:00")]
    alone = resource_calendars([room], last, last)[room.pk]
    assert hours(opening_of_day(alone, last)) == [("09:00", "12:00"), ("14:00", "18:00")]


def test_a_closure_of_a_place_leaves_its_pool_open() -> None:
    venue = venue_in("48")
    pool = ResourceFactory(venue=venue, places=2)
    day = dt.date(2026, 9, 7)
    place = pool.places.order_by("number").first()
    Closure.objects.create(
        venue=venue,
        resource=pool,
        place=place,
        starts_at=local(day, 0),
        ends_at=local(day, 23),
        reason="Chaise",
    )
    calendars = calendars_with_resources([venue], day, day)[venue.pk]
    assert hours(opening_of_day(calendars.of_resource(pool.pk), day))[0] == ("09:00", "12:00")
    assert opening_of_day(calendars.of_resource(pool.pk, place.pk), day) == []
    assert calendars.venue.closures[0].place_id == place.pk


@pytest.mark.parametrize("count", [1, 3])
def test_one_query_for_any_number_of_venues(count: int, django_assert_num_queries) -> None:
    venues = [venue_in(code) for code in ("48", "57", "976")[:count]]
    for venue in venues:
        open_every_day(venue, ("10:00", "11:00"), resource=ResourceFactory(venue=venue))
    day = dt.date(2026, 9, 7)
    with django_assert_num_queries(1):
        found = calendars_of(venues, day, day)
    assert len(found) == count
    assert all(len(calendar.periods) == 14 for calendar in found.values())
    assert OpeningPeriod.objects.count() == count * 21
