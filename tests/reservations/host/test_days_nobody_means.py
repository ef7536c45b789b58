"""The first and the last dates that can be written have no day beside them: every form of a host says no."""

from __future__ import annotations

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from espaces.models import Closure, OpeningPeriod, Person, Resource
from reservations.models import Presence, Reservation
from reservations.services.presence import check_in
from tests.factories.reservations import at, book, half
from tests.reservations.host.conftest import MONDAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday_morning")]
DAYS = pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])


@pytest.fixture
def presence(desks: Resource, host: Person) -> Presence:
    made = book(host, desks, half(MONDAY, "morning"), now=at("2026-11-22 10:00", desks))
    return check_in(actor=host, reservation_id=made.pk, source="host")


@DAYS
def test_a_reservation(client_of_host: Client, desks: Resource, presence: Presence, day: str) -> None:
    sent = {"where": desks.pk, "day": day, "when": "morning", "reason": ""}
    new = {"name": "Inès Morel", "people": 1, "token": uuid.uuid4(), **sent}
    slug, made = desks.venue.slug, presence.reservation
    booked = client_of_host.post(reverse("reservations:host_booking", args=[slug]), new)
    moved = client_of_host.post(reverse("reservations:host_move", args=[slug, made.pk]), sent)
    assert (booked.status_code, moved.status_code) == (422, 422)
    assert "day" in booked.context["form"].errors
    assert "day" in moved.context["form"].errors
    assert Reservation.objects.get().booking_day.isoformat() == MONDAY


@DAYS
def test_a_presence(client_of_host: Client, desks: Resource, presence: Presence, day: str) -> None:
    address = reverse("reservations:correct_presence", args=[desks.venue.slug, presence.pk])
    response = client_of_host.post(address, {"day": day, "arrived": "23:30", "left": "00:10"})
    assert response.status_code == 422
    assert not presence.corrections.exists()


@DAYS
def test_a_closure(client_of_host: Client, desks: Resource, day: str) -> None:
    sent = {"what": "venue", "first_day": day, "last_day": day, "reason": "travaux"}
    response = client_of_host.post(reverse("reservations:add_closure", args=[desks.venue.slug]), sent)
    assert response.status_code == 422
    assert not Closure.objects.exists()


@DAYS
def test_opening_hours(client_of_manager: Client, desks: Resource, day: str) -> None:
    known = set(OpeningPeriod.objects.values_list("pk", flat=True))
    sent = {"day_0": "9h-12h", "valid_from": MONDAY, "last_day": day}
    response = client_of_manager.post(reverse("reservations:change_hours", args=[desks.venue.slug]), sent)
    assert response.status_code == 422
    assert "last_day" in response.context["form"].errors
    assert set(OpeningPeriod.objects.values_list("pk", flat=True)) == known


def test_two_times_of_the_hour_that_spring_skips(client_of_host: Client, room: Resource) -> None:
    """On 28 March 2027 the clocks go from 2:00 to 3:00: 2:10 and 2:40 are one instant."""
    sent = {"name": "Inès Morel", "people": 1, "token": uuid.uuid4(), "where": room.pk, "day": "2027-03-28"}
    response = client_of_host.post(
        reverse("reservations:host_booking", args=[room.venue.slug]),
        {**sent, "when": "times", "start": "02:10", "end": "02:40"},
    )
    assert response.status_code == 422
    assert "end" in response.context["form"].errors
    assert not Reservation.objects.exists()
