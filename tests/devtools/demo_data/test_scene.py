"""Today's scene has its states whenever the demo is started; around midnight, those that today has room for."""

import datetime as dt
import random
from zoneinfo import ZoneInfo

import pytest

from devtools.demo_data.diary import Bookable, Diary, Guest
from devtools.demo_data.scene import play_today
from espaces.models import Person, Resource, Venue
from espaces.rules.clock import calendar_day
from espaces.rules.intervals import Interval
from espaces.rules.opening import VenueCalendar, WeeklyPeriod
from reservations.models import Reservation
from reservations.rules.cancellation import CancellationTerms
from reservations.rules.presence import state_at

PARIS = ZoneInfo("Europe/Paris")
ALWAYS = {"left", "arrived", "late", "walk_in", "expected", "cancelled", "held"}


def workshop() -> Bookable:
    venue = Venue(pk=1, structure_id=1, time_zone="Europe/Paris")
    resource = Resource(
        pk=1, venue=venue, kind=Resource.Kind.EQUIPMENT, booking_mode=Resource.BookingMode.SLOTS
    )
    day_and_night = tuple(WeeklyPeriod(day, dt.time(0), dt.time(0), extended=True) for day in range(7))
    guests = [Guest(Person(pk=n, email=f"{n}@mail.example"), 1.0, extended=True) for n in range(1, 9)]
    return Bookable(
        resource=resource,
        places=[1, 2, 3, 4, 5, 6],
        calendar=VenueCalendar(PARIS, periods=day_and_night),
        terms=CancellationTerms(),
        host=Person(pk=99),
        guests=guests,
        demand=0.3,
    )


def states(now: dt.datetime) -> set[str]:
    diary = Diary(now=now, rng=random.Random(1))
    play_today(diary, workshop(), calendar_day(now, PARIS))
    presences = {presence.reservation.token: presence for presence in diary.presences}
    return {state_of(row, presences.get(row.token), now) for row in diary.reservations}


def state_of(row, presence, now: dt.datetime) -> str:
    assert row.created_at < now
    if row.status != Reservation.Status.CONFIRMED:
        return row.status
    if row.channel == Reservation.Channel.WALK_IN:
        assert presence.ended_at is None
        return "walk_in"
    stay = Interval(row.starts_at, row.ends_at)
    return state_at(
        stay,
        now,
        arrived_at=presence and presence.started_at,
        left_at=presence and presence.ended_at,
    ).value


@pytest.mark.parametrize("hour", range(2, 22))
@pytest.mark.parametrize("minute", [1, 29, 31, 59])
def test_every_state_is_there_at_any_hour_of_the_day(hour, minute):
    assert states(dt.datetime(2026, 11, 22, hour, minute, tzinfo=PARIS)) == ALWAYS


@pytest.mark.parametrize("clock", ["00:01", "00:31", "01:15", "22:10", "23:20", "23:58"])
def test_around_midnight_what_today_has_no_room_for_is_left_out(clock):
    found = states(dt.datetime.fromisoformat(f"2026-11-22 {clock}").replace(tzinfo=PARIS))
    assert found <= ALWAYS
    assert "walk_in" in found


def test_places_of_the_scene_never_overlap():
    now = dt.datetime(2026, 11, 22, 10, 47, tzinfo=PARIS)
    diary = Diary(now=now, rng=random.Random(1))
    play_today(diary, workshop(), calendar_day(now, PARIS))
    held = [row for row in diary.reservations if row.status != Reservation.Status.CANCELLED]
    for row in held:
        for other in held:
            if row is not other and row.place_id == other.place_id:
                assert not (row.starts_at < other.ends_at and other.starts_at < row.ends_at)
