"""Presences put right afterwards: recorded, undone within minutes, and never half done."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from espaces.models import Enrolment, Person, Resource
from reservations.models import Presence, PresenceCorrection, Reservation
from reservations.services.presence import check_in
from tests.factories import PersonFactory
from tests.factories.reservations import at, book, half
from tests.reservations.host.conftest import MONDAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def reservation(desks: Resource, monday_morning: time_machine.Traveller) -> Reservation:
    person = PersonFactory(first_name="Ana", last_name="Roux")
    return book(person, desks, half(MONDAY, "morning"), now=at("2026-11-22 10:00", desks))


@pytest.fixture
def presence(reservation: Reservation, host: Person) -> Presence:
    return check_in(actor=host, reservation_id=reservation.pk, source="host")


@pytest.fixture
def evening(presence: Presence, monday_morning: time_machine.Traveller) -> None:
    """Monday 19:00: the departure was never noted."""
    monday_morning.move_to("2026-11-23T18:00:00Z")


def send(client: Client, name: str, desks: Resource, pk: int, **fields: Any) -> HttpResponse:
    return client.post(reverse(f"reservations:{name}", args=[desks.venue.slug, pk]), fields)


@pytest.mark.usefixtures("evening")
def test_a_forgotten_departure(
    client_of_host: Client, desks: Resource, presence: Presence, host: Person
) -> None:
    response = send(
        client_of_host,
        "correct_presence",
        desks,
        presence.pk,
        day=MONDAY,
        arrived="09:40",
        left="11:50",
        reason="partie sans prévenir",
    )
    assert response.url == reverse(
        "reservations:host_reservation", args=[desks.venue.slug, presence.reservation_id]
    )
    presence.refresh_from_db()
    assert (presence.ended_at, presence.end_source) == (at(f"{MONDAY} 11:50", desks), "host")
    assert PresenceCorrection.objects.values_list("actor", "reason").get() == (
        host.pk,
        "partie sans prévenir",
    )


@pytest.mark.usefixtures("evening")
def test_the_wrong_person(client_of_host: Client, desks: Resource, presence: Presence) -> None:
    bruno = PersonFactory(first_name="Bruno", last_name="Vidal")
    Enrolment.objects.create(person=bruno, structure=desks.venue.structure)
    send(
        client_of_host,
        "correct_presence",
        desks,
        presence.pk,
        day=MONDAY,
        arrived="09:40",
        left="12:00",
        person="bruno vidal",
    )
    presence.refresh_from_db()
    assert presence.person == bruno
    page = client_of_host.get(reverse("reservations:today", args=[desks.venue.slug]))
    assert "Bruno Vidal" in page.content.decode()


@pytest.mark.usefixtures("evening")
@pytest.mark.parametrize(
    "fields",
    [
        {"arrived": "09:00", "left": "20:00"},
        {"arrived": "", "left": "12:00"},
        {"arrived": "09:00", "left": "12:00", "person": "Personne Inconnue"},
        {"arrived": "09:00", "left": "12:00", "day": "2026-12-24"},
    ],
    ids=["in the future", "no arrival", "unknown person", "another day to come"],
)
def test_impossible_corrections_change_nothing(
    client_of_host: Client, desks: Resource, presence: Presence, fields: dict[str, str]
) -> None:
    before = Presence.objects.values().get()
    response = send(client_of_host, "correct_presence", desks, presence.pk, **{"day": MONDAY, **fields})
    assert response.status_code == 422
    assert Presence.objects.values().get() == before
    assert not PresenceCorrection.objects.exists()


@pytest.mark.usefixtures("evening")
def test_struck_out_then_undone(
    client_of_host: Client,
    desks: Resource,
    presence: Presence,
    monday_morning: time_machine.Traveller,
) -> None:
    send(client_of_host, "strike_out", desks, presence.pk, reason="erreur")
    presence.refresh_from_db()
    assert presence.voided_at == timezone.now()
    address = reverse("reservations:host_reservation", args=[desks.venue.slug, presence.reservation_id])
    correction = client_of_host.get(address).context["undo"]
    send(client_of_host, "undo_correction", desks, correction.pk)
    presence.refresh_from_db()
    assert presence.voided_at is None
    assert client_of_host.get(address).context["undo"] is None


@pytest.mark.usefixtures("evening")
def test_after_ten_minutes_it_is_no_longer_undone(
    client_of_host: Client, desks: Resource, presence: Presence, monday_morning: time_machine.Traveller
) -> None:
    send(client_of_host, "strike_out", desks, presence.pk)
    monday_morning.shift(660)
    send(client_of_host, "undo_correction", desks, PresenceCorrection.objects.get().pk)
    presence.refresh_from_db()
    assert presence.voided_at is not None


def test_who_did_not_come_is_listed_and_may_have_come_after_all(
    client_of_host: Client,
    desks: Resource,
    reservation: Reservation,
    monday_morning: time_machine.Traveller,
) -> None:
    address = reverse("reservations:no_shows", args=[desks.venue.slug])
    assert list(client_of_host.get(address).context["page"]) == []
    monday_morning.move_to("2026-11-23T18:00:00Z")
    assert list(client_of_host.get(address).context["page"]) == [reservation]
    send(client_of_host, "add_presence", desks, reservation.pk, day=MONDAY, arrived="09:10", left="12:00")
    presence = Presence.objects.get()
    assert (presence.started_at, presence.start_source) == (at(f"{MONDAY} 09:10", desks), "host")
    assert list(client_of_host.get(address).context["page"]) == []


@pytest.mark.usefixtures("reservation")
def test_months_follow_one_another(client_of_host: Client, desks: Resource) -> None:
    address = reverse("reservations:no_shows", args=[desks.venue.slug], query={"jour": "2026-12-15"})
    context = client_of_host.get(address).context
    months = [context[name].isoformat() for name in ("before", "first", "after")]
    assert months == ["2026-11-01", "2026-12-01", "2027-01-01"]


def test_a_venue_that_records_no_arrivals_has_no_absences(
    client_of_host: Client,
    desks: Resource,
    reservation: Reservation,
    monday_morning: time_machine.Traveller,
) -> None:
    monday_morning.move_to("2026-11-23T18:00:00Z")
    desks.venue.uses_check_in = False
    desks.venue.save()
    page = client_of_host.get(reverse("reservations:no_shows", args=[desks.venue.slug]))
    assert list(page.context["page"]) == []
