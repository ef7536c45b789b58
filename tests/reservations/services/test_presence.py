"""Arrivals, departures, releases and what the clock closes."""

from __future__ import annotations

import datetime as dt

import pytest

from espaces.models import Resource
from reservations.errors import BookingRefused, TooLate
from reservations.models import Presence, Reservation
from reservations.services.corrections import (
    Correction,
    WrongPresence,
    add_presence,
    correct_presence,
    strike_out,
    undo_correction,
)
from reservations.services.presence import check_in, check_out, close_presences, walk_in
from reservations.services.releases import release_unclaimed
from tests.factories import PersonFactory
from tests.factories.reservations import at, book, half

pytestmark = pytest.mark.django_db
MONDAY = "2026-11-30"


@pytest.fixture
def morning(desks: Resource) -> Reservation:
    return book(PersonFactory(), desks, half(MONDAY, "morning"), now=at("2026-11-29 10:00", desks))


def arrive(reservation: Reservation, desks: Resource, clock: str, source: str = "person") -> Presence:
    return check_in(
        actor=None, reservation_id=reservation.pk, source=source, now=at(f"{MONDAY} {clock}", desks)
    )


def test_an_arrival_is_recorded_once_and_promises_the_place(desks: Resource, morning: Reservation) -> None:
    first, again = arrive(morning, desks, "08:41"), arrive(morning, desks, "08:42")
    morning.refresh_from_db()
    assert again == first
    assert (first.day, first.started_at) == (dt.date(2026, 11, 30), at(f"{MONDAY} 08:41", desks))
    assert morning.pinned


@pytest.mark.parametrize(("clock", "code"), [("08:29", "too_early"), ("12:00", "over")])
def test_alone_one_checks_in_from_half_an_hour_before_until_the_end(
    desks: Resource, morning: Reservation, clock: str, code: str
) -> None:
    with pytest.raises(TooLate) as refusal:
        arrive(morning, desks, clock)
    assert refusal.value.code == code
    assert not Presence.objects.exists()


def test_a_host_records_an_arrival_at_any_time(desks: Resource, morning: Reservation) -> None:
    assert arrive(morning, desks, "12:30", source="host").start_source == "host"


def test_a_departure_is_recorded_once(desks: Resource, morning: Reservation) -> None:
    presence = arrive(morning, desks, "09:00")
    for clock in ("11:00", "11:30"):
        check_out(actor=None, presence_id=presence.pk, source="person", now=at(f"{MONDAY} {clock}", desks))
    presence.refresh_from_db()
    assert presence.ended_at == at(f"{MONDAY} 11:00", desks)


def test_an_open_presence_ends_at_closing_time_marked_as_such(desks: Resource, morning: Reservation) -> None:
    presence = arrive(morning, desks, "09:00")
    assert close_presences(now=at(f"{MONDAY} 17:59", desks)) == 0
    assert close_presences(now=at(f"{MONDAY} 18:00", desks)) == 1
    presence.refresh_from_db()
    assert (presence.ended_at, presence.end_source) == (at(f"{MONDAY} 18:00", desks), "rule")


def test_a_walk_in_is_a_reservation_from_now_with_its_presence(desks: Resource) -> None:
    host, person = PersonFactory(), PersonFactory()
    made = walk_in(
        actor=host,
        person=person,
        resource=desks,
        request=half(MONDAY, "morning"),
        token="6f1cbb8e-0000-4000-8000-000000000001",
        now=at(f"{MONDAY} 10:10", desks),
    )
    assert (made.channel, made.starts_at) == ("walk_in", at(f"{MONDAY} 10:10", desks))
    assert made.presences.get().started_at == at(f"{MONDAY} 10:10", desks)


def test_a_walk_in_when_full_changes_nothing(desks: Resource) -> None:
    for _ in range(2):
        book(PersonFactory(), desks, half(MONDAY, "morning"), now=at("2026-11-29 10:00", desks))
    with pytest.raises(BookingRefused):
        walk_in(
            actor=PersonFactory(),
            person=PersonFactory(),
            resource=desks,
            request=half(MONDAY, "morning"),
            token="6f1cbb8e-0000-4000-8000-000000000002",
            now=at(f"{MONDAY} 10:10", desks),
        )
    assert (Reservation.objects.count(), Presence.objects.count()) == (2, 0)


@pytest.fixture
def released(desks: Resource, morning: Reservation) -> Reservation:
    Resource.objects.filter(pk=desks.pk).update(release_minutes=30)
    desks.places.filter(number=2).delete()
    assert release_unclaimed(now=at(f"{MONDAY} 09:29", desks)) == 0
    assert release_unclaimed(now=at(f"{MONDAY} 09:30", desks)) == 1
    assert release_unclaimed(now=at(f"{MONDAY} 09:31", desks)) == 0
    morning.refresh_from_db()
    return morning


def test_a_release_gives_the_place_to_others_and_keeps_the_times(
    desks: Resource, released: Reservation
) -> None:
    now = at(f"{MONDAY} 09:40", desks)
    made = book(PersonFactory(), desks, half(MONDAY, "morning"), now=now)
    assert made.status == "confirmed"
    assert (released.status, released.starts_at) == ("confirmed", at(f"{MONDAY} 09:00", desks))
    with pytest.raises(BookingRefused):
        arrive(released, desks, "09:50")


def test_who_comes_late_takes_a_released_place_again_if_it_is_free(
    desks: Resource, released: Reservation
) -> None:
    arrive(released, desks, "10:00")
    released.refresh_from_db()
    assert released.blocked.lower == at(f"{MONDAY} 10:00", desks)
    with pytest.raises(BookingRefused):
        book(PersonFactory(), desks, half(MONDAY, "morning"), now=at(f"{MONDAY} 10:05", desks))


def test_who_has_arrived_is_not_released(desks: Resource, morning: Reservation) -> None:
    Resource.objects.filter(pk=desks.pk).update(release_minutes=30)
    arrive(morning, desks, "09:10")
    assert release_unclaimed(now=at(f"{MONDAY} 09:45", desks)) == 0


def correction(desks: Resource, start: str, end: str | None, **fields: object) -> Correction:
    ended_at = at(f"{MONDAY} {end}", desks) if end else None
    return Correction(at(f"{MONDAY} {start}", desks), ended_at, **fields)


def test_a_forgotten_departure_is_put_right_and_undone(desks: Resource, morning: Reservation) -> None:
    presence = arrive(morning, desks, "09:00")
    done = correct_presence(
        actor=PersonFactory(),
        presence_id=presence.pk,
        correction=correction(desks, "09:05", "11:45"),
        reason="oubli",
        now=at(f"{MONDAY} 15:00", desks),
    )
    presence.refresh_from_db()
    assert presence.ended_at == at(f"{MONDAY} 11:45", desks)
    undo_correction(actor=PersonFactory(), correction_id=done.pk, now=at(f"{MONDAY} 15:05", desks))
    presence.refresh_from_db()
    assert (presence.started_at, presence.ended_at) == (at(f"{MONDAY} 09:00", desks), None)


def test_a_correction_is_not_undone_after_ten_minutes(desks: Resource, morning: Reservation) -> None:
    presence = arrive(morning, desks, "09:00")
    done = strike_out(actor=PersonFactory(), presence_id=presence.pk, now=at(f"{MONDAY} 15:00", desks))
    with pytest.raises(WrongPresence):
        undo_correction(actor=PersonFactory(), correction_id=done.pk, now=at(f"{MONDAY} 15:11", desks))
    presence.refresh_from_db()
    assert presence.voided_at is not None


def test_the_wrong_person_is_replaced(desks: Resource, morning: Reservation) -> None:
    presence, really = arrive(morning, desks, "09:00"), PersonFactory()
    correct_presence(
        actor=PersonFactory(),
        presence_id=presence.pk,
        correction=correction(desks, "09:00", None, person=really),
        now=at(f"{MONDAY} 10:00", desks),
    )
    presence.refresh_from_db()
    assert presence.person == really


def test_a_presence_in_the_future_is_refused(desks: Resource, morning: Reservation) -> None:
    presence = arrive(morning, desks, "09:00")
    with pytest.raises(WrongPresence):
        correct_presence(
            actor=PersonFactory(),
            presence_id=presence.pk,
            correction=correction(desks, "09:00", "16:00"),
            now=at(f"{MONDAY} 10:00", desks),
        )
    presence.refresh_from_db()
    assert presence.ended_at is None
    assert not presence.corrections.exists()


def test_a_presence_added_afterwards_is_struck_out_by_undoing(desks: Resource, morning: Reservation) -> None:
    presence = add_presence(
        actor=PersonFactory(),
        reservation_id=morning.pk,
        correction=correction(desks, "09:00", "12:00"),
        now=at(f"{MONDAY} 15:00", desks),
    )
    undo_correction(
        actor=PersonFactory(),
        correction_id=presence.corrections.get().pk,
        now=at(f"{MONDAY} 15:01", desks),
    )
    presence.refresh_from_db()
    assert presence.voided_at is not None
