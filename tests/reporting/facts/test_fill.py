"""The pass: from the first day on, up to yesterday, each day once, whatever was there before."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from espaces.models import HolidayOpening, Person, Resource, Venue
from espaces.rules.intervals import Interval
from espaces.services.venues import set_cut_off
from reporting.models import BookingDay, FillState, OpenDay, UsageDay, VenueDay
from reporting.services import fact_writing
from reporting.services.facts import fill_facts
from reporting.tasks import fill_facts as task
from reservations.models import Reservation
from reservations.services.life import cancel_reservation
from reservations.services.presence import check_out
from tests.factories import PersonFactory, ResourceFactory, VenueFactory, open_every_day
from tests.factories.reservations import at
from tests.reporting.facts.conftest import (
    MONDAY,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    Clock,
    afresh,
    booked,
    come,
    day_of,
    everything,
    fill,
    make_venue,
)

pytestmark = pytest.mark.django_db


def days(venue: Venue) -> list[str]:
    rows = VenueDay.objects.filter(venue=venue).order_by("day")
    return [str(day) for day in rows.values_list("day", flat=True)]


def test_from_the_day_of_publication_to_yesterday(desks: Resource, clock: Clock) -> None:
    assert fill(clock, "2026-11-05 03:20", desks).days == 3
    assert days(desks.venue) == [MONDAY, TUESDAY, WEDNESDAY]
    assert fill(clock, "2026-11-06 03:20", desks).days == 1
    assert days(desks.venue)[-1] == THURSDAY


def test_the_day_under_way_is_not_filled_before_its_cut_off(desks: Resource, clock: Clock) -> None:
    fill(clock, "2026-11-03 02:59", desks)
    assert days(desks.venue) == []
    fill(clock, "2026-11-03 03:00", desks)
    assert days(desks.venue) == [MONDAY]


def test_what_a_day_says(desks: Resource, person: Person, clock: Clock) -> None:
    morning = booked(person, desks, TUESDAY)
    nobody, gone = PersonFactory(), PersonFactory()
    booked(nobody, desks, TUESDAY, "morning")
    left = booked(gone, desks, TUESDAY, "afternoon")
    cancel_reservation(actor=None, reservation_id=left.pk)
    come(morning, "09:30", "11:45", clock)
    fill(clock, "2026-11-04 03:20", desks)

    tuesday = day_of(desks.venue, TUESDAY)
    assert (tuesday.open, tuesday.booked, tuesday.attended, tuesday.closed) == (840, 360, 135, "")
    assert tuesday.visits == [(person.pk, True, False, 135, True)]
    rows = BookingDay.objects.filter(day=TUESDAY).order_by("person")
    assert list(rows.values_list("person", "confirmed", "due", "missed", "cancelled")) == [
        (person.pk, 1, 1, 0, 0),
        (nobody.pk, 1, 1, 1, 0),
        (gone.pk, 0, 0, 0, 1),
    ]
    hours = OpenDay.objects.get(day=TUESDAY)
    assert hours.booked_by_hour[9:12] == [120, 120, 120]
    assert hours.attended_by_hour[9:12] == [30, 60, 45]
    assert hours.hours == [
        ["2026-11-03T08:00:00+00:00", "2026-11-03T11:00:00+00:00"],
        ["2026-11-03T13:00:00+00:00", "2026-11-03T17:00:00+00:00"],
    ]


def test_a_second_fill_writes_nothing(desks: Resource, person: Person, clock: Clock) -> None:
    come(booked(person, desks, TUESDAY), "09:30", "11:45", clock)
    fill(clock, "2026-11-05 03:20", desks)
    before, rows = everything(), list(UsageDay.objects.values_list("pk", flat=True))
    assert fill().days == 0
    VenueDay.objects.update(stale=True)
    assert fill().days == 3
    assert everything() == before
    assert list(UsageDay.objects.values_list("pk", flat=True)) == rows
    assert not VenueDay.objects.filter(stale=True).exists()
    assert afresh() == before


def test_where_arrivals_are_not_recorded_reservations_are_estimated(
    desks: Resource, person: Person, clock: Clock
) -> None:
    Venue.objects.update(uses_check_in=False)
    booked(person, desks, TUESDAY, "day")
    fill(clock, "2026-11-04 03:20", desks)
    assert day_of(desks.venue, TUESDAY).visits == [(person.pk, True, True, 540, False)]
    assert not VenueDay.objects.filter(counts_arrivals=True).exists()
    assert BookingDay.objects.get().due == 0


def test_st5_days_without_hours_holidays_and_closures_say_why(desks: Resource, clock: Clock) -> None:
    desks.venue.opening_periods.filter(weekday=6).delete()
    fill(clock, "2026-11-16 03:20", desks)
    closed = dict(VenueDay.objects.exclude(closed="").values_list("day", "closed"))
    assert closed == {
        dt.date(2026, 11, 8): "hours",
        dt.date(2026, 11, 11): "holiday",
        dt.date(2026, 11, 15): "hours",
    }
    assert set(OpenDay.objects.filter(day__in=closed).values_list("open_minutes", flat=True)) == {0}


def test_a_holiday_on_which_the_venue_is_open_is_open(desks: Resource, clock: Clock) -> None:
    HolidayOpening.objects.create(venue=desks.venue, day="2026-11-11", is_open=True)
    fill(clock, "2026-11-12 03:20", desks)
    assert (day_of(desks.venue, "2026-11-11").closed, day_of(desks.venue, "2026-11-11").open) == ("", 840)


def test_a_night_at_a_midnight_cut_off_is_cut_st3(desks: Resource, person: Person, clock: Clock) -> None:
    set_cut_off(actor=None, venue=desks.venue, valid_from=dt.date(2026, 11, 2), at=dt.time(0))
    presence = come(booked(person, desks, TUESDAY, "afternoon"), "17:00", None, clock)
    presence.started_at, presence.ended_at = at(f"{TUESDAY} 23:00", desks), at(f"{WEDNESDAY} 01:00", desks)
    presence.end_source = "host"
    presence.save()
    fill(clock, "2026-11-05 03:20", desks)
    assert [row.minutes for row in UsageDay.objects.order_by("day")] == [60, 60]


def test_a_cut_off_that_changes_leaves_no_gap_beside_a_day_already_filled(
    desks: Resource, clock: Clock
) -> None:
    fill(clock, "2026-11-03 03:20", desks)
    set_cut_off(actor=None, venue=desks.venue, valid_from=dt.date(2026, 11, 3), at=dt.time(6))
    fill(clock, "2026-11-05 06:20", desks)
    first, second = VenueDay.objects.filter(day__lte=TUESDAY).order_by("day")
    assert first.ends_at == second.starts_at == at("2026-11-03 03:00", desks)


def test_what_was_never_opened_and_never_used_has_no_days(clock: Clock, desks: Resource) -> None:
    other = make_venue(published_at=None)
    fill(clock, "2026-11-05 03:20", desks)
    assert days(other) == []


def test_something_recorded_before_the_first_day_is_filled_too(
    desks: Resource, person: Person, clock: Clock
) -> None:
    fill(clock, "2026-11-05 03:20", desks)
    Venue.objects.update(published_at=timezone.now())
    reservation = booked(person, desks, "2026-11-06")
    reservation.booking_day = dt.date(2026, 10, 30)
    reservation.starts_at, reservation.ends_at = at("2026-10-30 09:00", desks), at("2026-10-30 12:00", desks)
    type(reservation).objects.filter(pk=reservation.pk).update(
        booking_day=reservation.booking_day,
        starts_at=reservation.starts_at,
        ends_at=reservation.ends_at,
        blocked=(reservation.starts_at, reservation.ends_at),
    )
    fill()
    assert days(desks.venue)[0] == "2026-10-30"
    assert len(days(desks.venue)) == 6
    assert day_of(desks.venue, "2026-10-30").booked == 180


def test_a_stay_of_several_days_fills_each_of_them_and_counts_once(
    desks: Resource, person: Person, clock: Clock
) -> None:
    """Where one may stay the night, from Monday 22:00 to Thursday 10:00."""
    desks.venue.opening_periods.all().delete()
    open_every_day(desks.venue, ("00:00", "00:00"))
    stay = Interval(at(f"{MONDAY} 22:00", desks), at(f"{THURSDAY} 10:00", desks))
    reservation = booked(person, desks, MONDAY)
    Reservation.objects.filter(pk=reservation.pk).update(
        starts_at=stay.start, ends_at=stay.end, blocked=(stay.start, stay.end)
    )
    presence = come(reservation, "22:00", None, clock)
    check_out(actor=None, presence_id=presence.pk, source="qr", now=stay.end)
    for number in range(3, 7):
        fill(clock, f"2026-11-0{number} 03:20", desks)
    rows = OpenDay.objects.order_by("day")
    assert [(row.open_minutes, row.booked_minutes, row.attended_minutes) for row in rows] == [
        (2880, 300, 300),
        (2880, 1440, 1440),
        (2880, 1440, 1440),
        (2880, 420, 420),
    ]
    assert [row.minutes for row in UsageDay.objects.order_by("day")] == [300, 1440, 1440, 420]
    assert [row.confirmed for row in BookingDay.objects.all()] == [1]


def test_an_archived_venue_has_days_until_then(desks: Resource, clock: Clock) -> None:
    Venue.objects.update(archived_at=at("2026-11-03 12:00", desks))
    fill(clock, "2026-11-09 03:20", desks)
    assert days(desks.venue) == [MONDAY, TUESDAY]


def test_what_a_resource_had_that_day(desks: Resource, clock: Clock) -> None:
    first, second = desks.places.order_by("number")
    type(first).objects.filter(pk=first.pk).update(valid_to=dt.date(2026, 11, 4))
    old = ResourceFactory(venue=desks.venue, places=1, archived_at=at("2026-11-03 20:00", desks))
    fill(clock, "2026-11-05 03:20", desks)
    rows = OpenDay.objects.order_by("day", "resource").values_list("day__day", "resource", "place_ids")
    places_of_old = list(old.places.values_list("pk", flat=True))
    assert list(rows) == [
        (2, desks.pk, [first.pk, second.pk]),
        (2, old.pk, places_of_old),
        (3, desks.pk, [first.pk, second.pk]),
        (3, old.pk, places_of_old),
        (4, desks.pk, [second.pk]),
    ]


def test_hours_of_extended_access_are_no_capacity(desks: Resource, clock: Clock) -> None:
    desks.venue.opening_periods.filter(opens_at="14:00").update(extended=True)
    fill(clock, "2026-11-03 03:20", desks)
    assert day_of(desks.venue, MONDAY).open == 2 * 180


def test_one_venue_that_fails_stops_no_other_and_goes_on_later(
    desks: Resource, clock: Clock, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    broken = make_venue()
    facts_of = fact_writing.facts_of

    def fail_for_one(raw: object, now: dt.datetime) -> object:
        if raw.frame.venue_id == broken.pk:  # type: ignore[attr-defined]
            raise ValueError("no such day")
        return facts_of(raw, now)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(fact_writing, "facts_of", fail_for_one)
        filled = fill(clock, "2026-11-05 03:20", desks)
    assert (filled.days, filled.failed) == (3, 1)
    assert (len(days(desks.venue)), days(broken)) == (3, [])
    assert "no such day" in caplog.text
    assert fill().days == 3
    assert len(days(broken)) == 3


@pytest.mark.parametrize("venues", [1, 3])
def test_the_queries_of_a_night_do_not_grow_with_the_venues(
    desks: Resource, clock: Clock, venues: int
) -> None:
    resources = [desks, *(ResourceFactory(venue=make_venue(), places=2) for _ in range(venues - 1))]
    fill(clock, "2026-11-03 03:20", desks)
    for resource in resources:
        reservations = [booked(PersonFactory(), resource, TUESDAY) for _ in range(2)]
        for reservation in reservations:
            come(reservation, "09:00", "11:00", clock)
        clock.move_to(at("2026-11-03 03:20", desks))
    clock.move_to(at("2026-11-04 03:20", desks))
    with CaptureQueriesContext(connection) as captured:
        assert fill_facts(timezone.now()).days == venues
    assert asked(captured) == 46


def test_a_quiet_hour_asks_little(desks: Resource, clock: Clock) -> None:
    fill(clock, "2026-11-04 03:20", desks)
    with CaptureQueriesContext(connection) as captured:
        assert fill().days == 0
    assert asked(captured) == 28


def asked(captured: CaptureQueriesContext) -> int:
    return len([query for query in captured if "SAVEPOINT" not in query["sql"]])


def test_the_command_and_the_task(desks: Resource, clock: Clock, capsys: pytest.CaptureFixture[str]) -> None:
    other = make_venue()
    clock.move_to(at("2026-11-05 03:20", desks))
    call_command("fill_facts", venue=desks.venue.slug)
    assert capsys.readouterr().out == "3 days filled.\n"
    assert (len(days(desks.venue)), len(days(other))) == (3, 0)
    with pytest.raises(CommandError, match="There is no venue 'nulle-part'"):
        call_command("fill_facts", venue="nulle-part")
    assert task() == 3
    assert len(days(other)) == 3
    assert FillState.objects.get(name="days").seen_until == timezone.now()


def test_days_of_a_venue_without_resources_are_closed(clock: Clock) -> None:
    venue = VenueFactory()
    clock.move_to("2026-11-03T08:00:00Z")
    fill()
    assert day_of(venue, MONDAY).closed == "hours"
