"""A host books for somebody and moves what is booked; rules are set aside by name, and recorded."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from espaces.models import Enrolment, Person, Resource
from reservations.models import Move, Reservation, Transition
from tests.factories import PersonFactory
from tests.factories.reservations import at, book, half
from tests.reservations.host.conftest import MONDAY, TUESDAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday_morning")]


def send(client: Client, desks: Resource, **fields: Any) -> HttpResponse:
    data = {
        "name": "Inès Morel",
        "where": desks.pk,
        "day": TUESDAY,
        "when": "morning",
        "people": 1,
        "token": uuid.uuid4(),
        **fields,
    }
    return client.post(reverse("reservations:host_booking", args=[desks.venue.slug]), data)


def move(client: Client, reservation: Reservation, **fields: Any) -> HttpResponse:
    data = {"where": reservation.resource_id, "day": TUESDAY, "when": "morning", "reason": "", **fields}
    address = reverse("reservations:host_move", args=[reservation.venue.slug, reservation.pk])
    return client.post(address, data)


def test_a_place_chosen_by_the_host_is_promised(
    client_of_host: Client, desks: Resource, host: Person
) -> None:
    place = desks.places.get(number=3)
    response = send(
        client_of_host, desks, where=f"{desks.pk}/{place.pk}", needs=["screen"], note="près de la fenêtre"
    )
    assert response.status_code == 422, "the place has no screen"
    place.features = ["screen"]
    place.save()
    response = send(
        client_of_host, desks, where=f"{desks.pk}/{place.pk}", needs=["screen"], note="près de la fenêtre"
    )
    made = Reservation.objects.get()
    assert response.url == reverse("reservations:host_reservation", args=[desks.venue.slug, made.pk])
    assert (made.place, made.pinned, made.needs) == (place, True, ["screen"])
    assert (made.channel, made.created_by, made.note) == ("host", host, "près de la fenêtre")
    assert (made.booking_day.isoformat(), made.half_day) == (TUESDAY, "morning")


def test_exact_times_on_a_room(client_of_host: Client, desks: Resource, room: Resource) -> None:
    send(client_of_host, desks, where=room.pk, start="14:00", end="16:30", people=4)
    made = Reservation.objects.get()
    assert (made.starts_at, made.ends_at) == (at(f"{TUESDAY} 14:00", room), at(f"{TUESDAY} 16:30", room))
    assert (made.half_day, made.party_size) == ("", 4)


def test_a_room_without_times_is_asked_for_them(
    client_of_host: Client, desks: Resource, room: Resource
) -> None:
    response = send(client_of_host, desks, where=room.pk)
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"start", "end"}
    assert not Reservation.objects.exists()


def test_each_broken_rule_is_ticked_by_name(client_of_host: Client, desks: Resource, host: Person) -> None:
    far = {"day": "2027-06-01"}
    desks.audience = Resource.Audience.MEMBERS
    desks.save()
    refused = send(client_of_host, desks, **far)
    assert [r.code.value for r in refused.context["form"].refusals] == ["too_far", "not_eligible"]
    half_way = send(client_of_host, desks, **far, overridden=["too_far"])
    assert [r.code.value for r in half_way.context["form"].refusals] == ["not_eligible"]
    assert not Reservation.objects.exists()
    assert send(client_of_host, desks, **far, overridden=["too_far", "not_eligible"]).status_code == 302
    transition = Transition.objects.get()
    assert transition.details == {"overridden": ["too_far", "not_eligible"]}
    assert transition.actor == host


@pytest.mark.parametrize("code", ["full", "nonsense"])
def test_full_cannot_be_set_aside(client_of_host: Client, desks: Resource, code: str) -> None:
    for _desk in range(3):
        book(PersonFactory(), desks, half(TUESDAY, "day"), now=at(f"{MONDAY} 08:00", desks))
    people = Person.objects.count()
    assert send(client_of_host, desks, overridden=[code]).status_code == 422
    assert (Reservation.objects.count(), Person.objects.count()) == (3, people)


def test_a_cell_of_the_week_fills_the_form(client_of_host: Client, desks: Resource) -> None:
    query = {"ou": f"{desks.pk}", "jour": TUESDAY, "moment": "afternoon"}
    address = reverse("reservations:host_booking", args=[desks.venue.slug], query=query)
    form = client_of_host.get(address).context["form"]
    assert (form["where"].value(), form["when"].value()) == (str(desks.pk), "afternoon")
    assert form["day"].value().isoformat() == TUESDAY


def test_a_move_keeps_the_reservation_and_tells_its_story(
    client_of_host: Client, desks: Resource, host: Person
) -> None:
    made = book(PersonFactory(), desks, half(TUESDAY, "morning"), now=at(f"{MONDAY} 08:00", desks))
    place = desks.places.get(number=2)
    response = move(client_of_host, made, where=f"{desks.pk}/{place.pk}", when="afternoon", reason="Travaux")
    assert response.status_code == 302
    made.refresh_from_db()
    assert (made.half_day, made.place, made.pinned) == ("afternoon", place, True)
    assert Move.objects.values_list("actor", "reason").get() == (host.pk, "Travaux")
    page = client_of_host.get(response.url).content.decode()
    assert "Travaux" in page


def test_a_move_onto_a_full_morning_changes_nothing(client_of_host: Client, desks: Resource) -> None:
    now = at(f"{MONDAY} 08:00", desks)
    for _desk in range(3):
        book(PersonFactory(), desks, half(TUESDAY, "morning"), now=now)
    made = book(PersonFactory(), desks, half(TUESDAY, "afternoon"), now=now)
    assert move(client_of_host, made).status_code == 422
    made.refresh_from_db()
    assert (made.half_day, Move.objects.count()) == ("afternoon", 0)


def test_a_move_keeps_counting_the_party(client_of_host: Client, desks: Resource, room: Resource) -> None:
    send(client_of_host, desks, where=room.pk, start="14:00", end="16:00", people=6)
    room.capacity = 4
    room.save()
    made = Reservation.objects.get()
    response = move(client_of_host, made, where=room.pk, start="09:00", end="11:00")
    assert [r.code.value for r in response.context["form"].refusals] == ["party_too_large"]


def test_overrides_and_their_author_are_in_the_history(
    client_of_host: Client, desks: Resource, host: Person
) -> None:
    send(client_of_host, desks, day="2027-06-01", overridden=["too_far"])
    made = Reservation.objects.get()
    address = reverse("reservations:host_reservation", args=[desks.venue.slug, made.pk])
    story = client_of_host.get(address).context["story"]
    assert any(line.by == host.short_name and ":" in line.what for line in story)


def test_the_history_of_a_person_known_here_only(client_of_host: Client, desks: Resource) -> None:
    send(client_of_host, desks)
    made = Reservation.objects.get()
    address = reverse("reservations:person_history", args=[desks.venue.slug, made.person_id])
    assert [r.pk for r in client_of_host.get(address).context["page"]] == [made.pk]
    stranger = PersonFactory()
    address = reverse("reservations:person_history", args=[desks.venue.slug, stranger.pk])
    assert client_of_host.get(address).status_code == 404
    assert not Enrolment.objects.filter(person=stranger).exists()
