"""Somebody at the door: three fields, one sending."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from espaces.models import Enrolment, Person, Resource
from reservations.models import Presence, Reservation, Transition
from tests.factories import PersonFactory
from tests.factories.reservations import at, book, half
from tests.reservations.host.conftest import MONDAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday_morning")]


@pytest.fixture
def camille(desks: Resource) -> Person:
    person = PersonFactory(first_name="Camille", last_name="Roux", email="camille@example.org")
    Enrolment.objects.create(person=person, structure=desks.venue.structure)
    return person


def welcome(client: Client, desks: Resource, name: str, **fields: Any) -> HttpResponse:
    data = {"name": name, "when": "morning", "where": desks.pk, "token": uuid.uuid4(), **fields}
    return client.post(reverse("walk_in", args=[desks.venue.slug]), data)


def people() -> int:
    return Person.objects.count()


def test_a_known_person_gets_a_place_and_is_there(
    client_of_host: Client, desks: Resource, camille: Person, host: Person
) -> None:
    response = welcome(client_of_host, desks, "camille roux")
    assert response.status_code == 302
    reservation = Reservation.objects.get()
    assert (reservation.person, reservation.channel, reservation.half_day) == (camille, "walk_in", "morning")
    assert (reservation.starts_at, reservation.created_by) == (timezone.now(), host)
    assert reservation.presences.get().started_at == timezone.now()


def test_a_new_name_becomes_a_person_without_login(client_of_host: Client, desks: Resource) -> None:
    welcome(client_of_host, desks, "  Inès   de la Tour ")
    reservation = Reservation.objects.get()
    assert (reservation.person.first_name, reservation.person.last_name) == ("Inès", "de la Tour")
    assert reservation.person.user is None
    assert Enrolment.objects.filter(person=reservation.person, structure=desks.venue.structure).exists()


def test_a_double_tap_welcomes_once(client_of_host: Client, desks: Resource) -> None:
    token = uuid.uuid4()
    before = people()
    for _tap in range(2):
        assert welcome(client_of_host, desks, "Inès Morel", token=token).status_code == 302
    assert (people() - before, Reservation.objects.count(), Presence.objects.count()) == (1, 1, 1)


def test_a_name_that_looks_like_somebody_is_asked_about(
    client_of_host: Client, desks: Resource, camille: Person
) -> None:
    before = people()
    asked = welcome(client_of_host, desks, "Camille")
    assert asked.status_code == 422
    assert "camille@example.org" in asked.content.decode()
    assert (people(), Reservation.objects.count()) == (before, 0)
    welcome(client_of_host, desks, "Camille", chosen=camille.pk)
    assert Reservation.objects.get().person == camille


def test_two_of_the_same_name_are_told_apart_by_number(
    client_of_host: Client, desks: Resource, camille: Person
) -> None:
    other = PersonFactory(first_name="Camille", last_name="Roux")
    Enrolment.objects.create(person=other, structure=desks.venue.structure)
    assert welcome(client_of_host, desks, "Camille Roux").status_code == 422
    welcome(client_of_host, desks, f"Camille Roux (n° {other.pk})")
    assert Reservation.objects.get().person == other


def test_somebody_new_may_have_the_name_of_another(
    client_of_host: Client, desks: Resource, camille: Person
) -> None:
    welcome(client_of_host, desks, "Camille Roux", chosen="new")
    assert Reservation.objects.get().person != camille


def test_people_of_other_structures_are_neither_found_nor_taken(
    client_of_host: Client, desks: Resource
) -> None:
    stranger = PersonFactory(first_name="Zoé", last_name="Ailleurs")
    options = reverse("reservations:visitor_options", args=[desks.venue.slug], query={"name": "Zoé"})
    assert "Zoé" not in client_of_host.get(options).content.decode()
    welcome(client_of_host, desks, "Zoé Ailleurs", chosen=stranger.pk)
    assert Reservation.objects.get().person != stranger


def test_names_are_proposed_with_their_number(
    client_of_host: Client, desks: Resource, camille: Person
) -> None:
    options = reverse("reservations:visitor_options", args=[desks.venue.slug], query={"name": "cam"})
    assert f'value="Camille Roux (n° {camille.pk})"' in client_of_host.get(options).content.decode()


def test_who_was_expected_is_checked_in_and_gets_no_second_place(
    client_of_host: Client, desks: Resource, camille: Person
) -> None:
    expected = book(camille, desks, half(MONDAY, "morning"), now=at("2026-11-22 10:00", desks))
    welcome(client_of_host, desks, "Camille Roux")
    assert Reservation.objects.get() == expected
    assert expected.presences.get().started_at == timezone.now()


def test_full_is_refused_and_nobody_was_added(client_of_host: Client, desks: Resource) -> None:
    for _desk in range(3):
        book(PersonFactory(), desks, half(MONDAY, "day"), now=at("2026-11-22 10:00", desks))
    before = people()
    response = welcome(client_of_host, desks, "Inès Morel")
    assert response.status_code == 422
    assert not response.context["form"].asks_overrides
    assert (people(), Reservation.objects.count(), Presence.objects.count()) == (before, 3, 0)


def test_a_rule_in_the_way_is_named_then_set_aside_and_recorded(
    client_of_host: Client, desks: Resource, camille: Person, host: Person
) -> None:
    desks.audience = Resource.Audience.MEMBERS
    desks.save()
    refused = welcome(client_of_host, desks, "Camille Roux")
    assert refused.status_code == 422
    assert [r.code.value for r in refused.context["form"].refusals] == ["not_eligible"]
    assert 'value="not_eligible"' in refused.content.decode()
    assert not Reservation.objects.exists()
    assert welcome(client_of_host, desks, "Camille Roux", overridden="not_eligible").status_code == 302
    transition = Transition.objects.get()
    assert (transition.actor, transition.details) == (host, {"overridden": ["not_eligible"]})


def test_a_room_is_taken_from_its_next_step_on(
    client_of_host: Client, desks: Resource, room: Resource
) -> None:
    welcome(client_of_host, desks, "Inès Morel", where=f"{room.pk}:60")
    reservation = Reservation.objects.get()
    assert (reservation.starts_at, reservation.ends_at) == (
        at(f"{MONDAY} 09:45", room),
        at(f"{MONDAY} 10:45", room),
    )
    assert reservation.presences.get().started_at == timezone.now()


@pytest.mark.parametrize("where", ["0", "999999", "x", ""])
def test_a_place_of_nowhere_is_refused(client_of_host: Client, desks: Resource, where: str) -> None:
    assert welcome(client_of_host, desks, "Inès Morel", where=where).status_code == 422
    assert not Reservation.objects.exists()
