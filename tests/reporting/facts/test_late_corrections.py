"""What is put right after the day was filled: the day is filled again, as if it had been so from the start."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from espaces.models import Person, Resource
from espaces.services.closures import add_closure, lift_closure
from reporting.models import BookingDay, FillState, UsageDay, VenueDay
from reporting.services.fact_passes import MARGIN
from reservations.models import Move, Presence, PresenceCorrection, Reservation, Transition
from reservations.rules.refusals import Code
from reservations.services.booking import Terms
from reservations.services.corrections import (
    Correction,
    add_presence,
    correct_presence,
    strike_out,
    undo_correction,
)
from reservations.services.life import cancel_reservation
from reservations.services.presence import check_in, check_out
from tests.factories import PersonFactory
from tests.factories.reservations import at, book, half
from tests.reporting.facts.conftest import (
    MONDAY,
    TUESDAY,
    WEDNESDAY,
    Clock,
    afresh,
    booked,
    come,
    day_of,
    everything,
    fill,
    move,
)

pytestmark = pytest.mark.django_db
FRIDAY_NOON = "2026-11-06 12:00"


@pytest.fixture
def host() -> Person:
    return PersonFactory()


@pytest.fixture
def morning(desks: Resource, person: Person, clock: Clock) -> Presence:
    """Of Tuesday, 9:30 to 11:45; all days up to Wednesday are filled, and it is Friday."""
    presence = come(booked(person, desks, TUESDAY), "09:30", "11:45", clock)
    fill(clock, "2026-11-05 03:20", desks)
    move(clock, FRIDAY_NOON, desks)
    fill()
    return presence


def filled_again(days: int, clock: Clock) -> dict[str, list[tuple[Any, ...]]]:
    """The next pass fills so many days again, leaves what a fill from the start would, and then nothing more.

    The one after it may look at them once more: their change is not older than the margin.
    """
    assert fill().days == days
    found = everything()
    for _ in range(2):
        clock.shift(2 * MARGIN)
        last = fill()
    assert last.days == 0
    assert everything() == found
    assert afresh() == found
    return found


def visits(desks: Resource, day: str = TUESDAY) -> list[tuple[int, bool, bool, int, bool]]:
    return day_of(desks.venue, day).visits


def corrected(
    presence: Presence, host: Person, desks: Resource, arrived: str, left: str, **more: Any
) -> PresenceCorrection:
    correction = Correction(at(arrived, desks), at(left, desks), **more)
    return correct_presence(actor=host, presence_id=presence.pk, correction=correction)


def test_the_times_of_a_presence(
    desks: Resource, person: Person, host: Person, morning: Presence, clock: Clock
) -> None:
    corrected(morning, host, desks, f"{TUESDAY} 09:00", f"{TUESDAY} 12:00")
    filled_again(1, clock)
    assert visits(desks) == [(person.pk, True, False, 180, True)]


def test_a_presence_that_was_on_another_day_changes_both(
    desks: Resource, person: Person, host: Person, morning: Presence, clock: Clock
) -> None:
    corrected(morning, host, desks, f"{WEDNESDAY} 14:00", f"{WEDNESDAY} 16:00")
    filled_again(2, clock)
    assert (visits(desks), visits(desks, WEDNESDAY)) == ([], [(person.pk, False, True, 120, True)])


def test_a_presence_recorded_on_a_wrong_day_leaves_that_day(
    desks: Resource, person: Person, host: Person, clock: Clock
) -> None:
    """Noted by the host on Wednesday for a reservation of Tuesday."""
    reservation = booked(person, desks, TUESDAY)
    move(clock, f"{WEDNESDAY} 10:00", desks)
    presence = check_in(actor=host, reservation_id=reservation.pk, source="host")
    check_out(actor=host, presence_id=presence.pk, source="host", now=at(f"{WEDNESDAY} 11:00", desks))
    fill(clock, "2026-11-05 03:20", desks)
    assert (visits(desks), visits(desks, WEDNESDAY)) == ([], [(person.pk, True, False, 60, True)])
    move(clock, FRIDAY_NOON, desks)
    fill()
    corrected(presence, host, desks, f"{TUESDAY} 10:00", f"{TUESDAY} 11:00")
    filled_again(2, clock)
    assert (visits(desks), visits(desks, WEDNESDAY)) == ([(person.pk, True, False, 60, True)], [])


def test_whoever_comes_the_day_after_was_not_missed(
    desks: Resource, person: Person, host: Person, clock: Clock
) -> None:
    """The day of the reservation, filled in the night, changes with an arrival of another day."""
    reservation = booked(person, desks, TUESDAY)
    fill(clock, "2026-11-04 03:20", desks)
    assert BookingDay.objects.get().missed == 1
    clock.shift(dt.timedelta(hours=6))
    fill()
    check_in(actor=host, reservation_id=reservation.pk, source="host")
    filled_again(1, clock)
    assert BookingDay.objects.get().missed == 0


def test_undone_within_minutes_it_is_as_before_though_it_was_filled_in_between(
    desks: Resource, host: Person, morning: Presence, clock: Clock
) -> None:
    before = everything()
    correction = corrected(morning, host, desks, f"{WEDNESDAY} 14:00", f"{WEDNESDAY} 16:00")
    assert fill().days == 2
    undo_correction(actor=host, correction_id=correction.pk)
    assert filled_again(2, clock) == before


def test_it_was_somebody_else(desks: Resource, host: Person, morning: Presence, clock: Clock) -> None:
    other = PersonFactory()
    corrected(morning, host, desks, f"{TUESDAY} 09:30", f"{TUESDAY} 11:45", person=other)
    filled_again(1, clock)
    assert visits(desks) == [(other.pk, True, False, 135, True)]


def test_nobody_came_after_all(desks: Resource, host: Person, morning: Presence, clock: Clock) -> None:
    strike_out(actor=host, presence_id=morning.pk)
    filled_again(1, clock)
    assert visits(desks) == []
    assert day_of(desks.venue, TUESDAY).attended == 0


def test_somebody_came_and_nobody_had_recorded_it(
    desks: Resource, person: Person, host: Person, clock: Clock
) -> None:
    reservation = booked(person, desks, TUESDAY, "afternoon")
    fill(clock, "2026-11-05 03:20", desks)
    move(clock, FRIDAY_NOON, desks)
    fill()
    correction = Correction(at(f"{TUESDAY} 14:00", desks), at(f"{TUESDAY} 17:00", desks))
    add_presence(actor=host, reservation_id=reservation.pk, correction=correction)
    found = filled_again(1, clock)
    assert visits(desks) == [(person.pk, False, True, 180, True)]
    assert "('missed', '0')" in repr(found["BookingDay"])


def test_a_departure_recorded_days_after(desks: Resource, person: Person, clock: Clock) -> None:
    presence = come(booked(person, desks, TUESDAY), "09:30", None, clock)
    fill(clock, "2026-11-04 03:20", desks)
    assert visits(desks) == [(person.pk, True, False, 150, True)]
    check_out(actor=None, presence_id=presence.pk, source="host", now=at(f"{TUESDAY} 11:00", desks))
    filled_again(1, clock)
    assert visits(desks) == [(person.pk, True, False, 90, True)]


def test_a_reservation_cancelled_afterwards_by_the_host(
    desks: Resource, person: Person, clock: Clock
) -> None:
    reservation = booked(person, desks, TUESDAY, "afternoon")
    fill(clock, "2026-11-05 03:20", desks)
    assert day_of(desks.venue, TUESDAY).booked == 240
    cancel_reservation(actor=None, reservation_id=reservation.pk, by_host=True)
    found = filled_again(1, clock)
    assert day_of(desks.venue, TUESDAY).booked == 0
    assert "('cancelled', '1')" in repr(found["BookingDay"])


def test_a_reservation_recorded_afterwards_by_the_host(
    desks: Resource, person: Person, host: Person, clock: Clock
) -> None:
    fill(clock, "2026-11-05 03:20", desks)
    request = half(TUESDAY, "morning", overridden=frozenset({Code.IN_PAST}))
    book(person, desks, request, now=timezone.now(), actor=host, terms=Terms(channel="host"))
    filled_again(1, clock)
    assert day_of(desks.venue, TUESDAY).booked == 180


def test_a_move_concerns_the_times_it_left_and_those_it_took(
    desks: Resource, person: Person, clock: Clock
) -> None:
    """As an import or another hand could write it: the services move nothing that is over."""
    reservation = booked(person, desks, TUESDAY)
    fill(clock, "2026-11-05 03:20", desks)
    times = at(f"{WEDNESDAY} 09:00", desks), at(f"{WEDNESDAY} 12:00", desks)
    Move.objects.create(
        reservation=reservation,
        from_resource=desks,
        from_starts_at=reservation.starts_at,
        from_ends_at=reservation.ends_at,
        to_resource=desks,
        to_starts_at=times[0],
        to_ends_at=times[1],
        at=timezone.now(),
    )
    Reservation.objects.filter(pk=reservation.pk).update(
        starts_at=times[0], ends_at=times[1], blocked=times, booking_day=WEDNESDAY
    )
    filled_again(2, clock)
    assert (day_of(desks.venue, TUESDAY).booked, day_of(desks.venue, WEDNESDAY).booked) == (0, 180)


def test_a_closure_recorded_late_changes_the_denominator_and_one_lifted_gives_it_back(
    desks: Resource, person: Person, morning: Presence, clock: Clock
) -> None:
    before = everything()
    closure = add_closure(
        actor=None,
        venue=desks.venue,
        starts_at=at(f"{TUESDAY} 10:00", desks),
        ends_at=at(f"{WEDNESDAY} 23:00", desks),
        reason="inondation",
    )
    assert fill().days == 2
    tuesday, wednesday = day_of(desks.venue, TUESDAY), day_of(desks.venue, WEDNESDAY)
    assert (tuesday.open, tuesday.booked, tuesday.attended, tuesday.closed) == (120, 60, 30, "")
    assert (wednesday.open, wednesday.closed) == (0, "closure")
    assert tuesday.visits == [(person.pk, True, False, 135, True)]
    lift_closure(actor=None, closure=closure)
    assert filled_again(2, clock) == before


@pytest.mark.parametrize("again", [False, True])
def test_hours_places_rules_changed_today_leave_yesterday(
    desks: Resource, morning: Presence, clock: Clock, again: bool
) -> None:
    """Also when the day is filled again for another reason."""
    before = everything()
    venue = desks.venue
    venue.opening_periods.filter(opens_at="14:00").delete()
    venue.opening_periods.update(closes_at=dt.time(10))
    type(venue).objects.filter(pk=venue.pk).update(
        uses_check_in=False, half_day_boundary=dt.time(10), open_on_holidays=True
    )
    venue.cut_offs.create(valid_from=dt.date(2026, 11, 1), at=dt.time(1))
    desks.places.all()[0].__class__.objects.filter(resource=desks).update(valid_to=dt.date(2026, 11, 3))
    Resource.objects.update(archived_at=at(f"{MONDAY} 00:00", desks))
    VenueDay.objects.update(stale=again)
    assert fill().days == (4 if again else 0)
    assert everything() == before


def test_a_holiday_stays_one_when_the_venue_decides_to_open_on_holidays(
    desks: Resource, clock: Clock
) -> None:
    fill(clock, "2026-11-13 03:20", desks)
    type(desks.venue).objects.update(open_on_holidays=True)
    VenueDay.objects.update(stale=True)
    fill()
    holiday = day_of(desks.venue, "2026-11-11")
    assert (holiday.open, holiday.closed) == (0, "holiday")


def test_what_was_written_by_a_transaction_that_ended_after_the_pass_is_seen_by_the_next(
    desks: Resource, host: Person, morning: Presence, clock: Clock
) -> None:
    """It bears a time before the mark; the pass looks back as far as a transaction can last."""
    corrected(morning, host, desks, f"{TUESDAY} 09:00", f"{TUESDAY} 12:00")
    clock.shift(MARGIN - dt.timedelta(seconds=1))
    FillState.objects.update(seen_until=timezone.now())
    assert fill().days == 1
    assert visits(desks)[0][3] == 180


def test_what_did_not_change_is_not_filled_again(
    desks: Resource, person: Person, morning: Presence, clock: Clock
) -> None:
    """A booking of the future, another arrival of today, and time."""
    booked(person, desks, "2026-11-20")
    come(booked(PersonFactory(), desks, "2026-11-06", "afternoon"), "14:00", None, clock)
    clock.shift(dt.timedelta(hours=1))
    assert fill().days == 0


def test_a_row_that_says_something_else_than_what_happened_is_put_right(
    desks: Resource, morning: Presence, clock: Clock
) -> None:
    before = everything()
    UsageDay.objects.update(minutes=1)
    UsageDay.objects.create(
        person=PersonFactory(),
        venue=desks.venue,
        day=WEDNESDAY,
        morning=True,
        afternoon=True,
        minutes=480,
        kinds=[],
        attended=True,
    )
    VenueDay.objects.update(stale=True)
    fill()
    assert everything() == before


@pytest.mark.parametrize("model", [Transition, Presence])
def test_changes_are_pulled_whoever_writes_them(
    desks: Resource, morning: Presence, clock: Clock, model: Callable[..., Any]
) -> None:
    """No signal is needed: rows written by a shell are found by their date."""
    reservation = morning.reservation
    if model is Transition:
        Reservation.objects.update(status="cancelled")
        Transition.objects.create(reservation=reservation, to_status="cancelled", at=timezone.now())
    else:
        Presence.objects.update(voided_at=timezone.now(), updated_at=timezone.now())
    filled_again(1, clock)
