"""Corrections that would leave two open presences on one reservation: refused in words, never by the database."""

from __future__ import annotations

import pytest

from espaces.models import Resource
from reservations.models import Presence, Reservation
from reservations.services.corrections import (
    Correction,
    WrongPresence,
    add_presence,
    correct_presence,
    strike_out,
    undo_correction,
)
from reservations.services.presence import check_in, check_out
from tests.factories import PersonFactory
from tests.factories.reservations import at, book, half

pytestmark = pytest.mark.django_db
MONDAY = "2026-11-30"


@pytest.fixture
def reservation(desks: Resource) -> Reservation:
    return book(PersonFactory(), desks, half(MONDAY, "morning"), now=at("2026-11-29 10:00", desks))


@pytest.fixture
def presence(reservation: Reservation, desks: Resource) -> Presence:
    now = at(f"{MONDAY} 09:05", desks)
    return check_in(actor=None, reservation_id=reservation.pk, source="host", now=now)


def open_ones(reservation: Reservation) -> list[int]:
    return list(reservation.presences.filter(ended_at=None, voided_at=None).values_list("pk", flat=True))


def test_a_presence_struck_out_does_not_come_back_beside_a_new_one(
    desks: Resource, reservation: Reservation, presence: Presence
) -> None:
    host = PersonFactory()
    struck = strike_out(actor=host, presence_id=presence.pk, now=at(f"{MONDAY} 09:10", desks))
    again = check_in(
        actor=host, reservation_id=reservation.pk, source="host", now=at(f"{MONDAY} 09:12", desks)
    )
    with pytest.raises(WrongPresence) as refusal:
        undo_correction(actor=host, correction_id=struck.pk, now=at(f"{MONDAY} 09:15", desks))
    assert refusal.value.code == "overlap"
    struck.refresh_from_db()
    assert (open_ones(reservation), struck.undone_at) == ([again.pk], None)


def test_two_persons_are_not_both_still_there_on_one_reservation(
    desks: Resource, reservation: Reservation, presence: Presence
) -> None:
    somebody_else = Correction(at(f"{MONDAY} 09:20", desks), None, PersonFactory())
    with pytest.raises(WrongPresence) as refusal:
        add_presence(
            actor=PersonFactory(),
            reservation_id=reservation.pk,
            correction=somebody_else,
            now=at(f"{MONDAY} 09:30", desks),
        )
    assert refusal.value.code == "still_there"
    assert open_ones(reservation) == [presence.pk]


def test_a_departure_is_not_taken_back_once_somebody_else_is_there(
    desks: Resource, reservation: Reservation, presence: Presence
) -> None:
    check_out(actor=None, presence_id=presence.pk, source="host", now=at(f"{MONDAY} 09:20", desks))
    other = add_presence(
        actor=PersonFactory(),
        reservation_id=reservation.pk,
        correction=Correction(at(f"{MONDAY} 09:25", desks), None, PersonFactory()),
        now=at(f"{MONDAY} 09:30", desks),
    )
    with pytest.raises(WrongPresence) as refusal:
        correct_presence(
            actor=PersonFactory(),
            presence_id=presence.pk,
            correction=Correction(presence.started_at, None),
            now=at(f"{MONDAY} 09:31", desks),
        )
    assert refusal.value.code == "still_there"
    assert open_ones(reservation) == [other.pk]
