"""A host says who pays, where somebody else than the person may."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from espaces.errors import Refused
from espaces.models import Customer, CustomerMember, Enrolment, Person, Resource
from reservations.models import Presence, Reservation
from reservations.services.booking import Terms
from reservations.services.welcoming import book_for_visitor, welcome_visitor
from tests.factories import PersonFactory
from tests.factories.reservations import half
from tests.reservations.host.conftest import MONDAY, TUESDAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday_morning")]
Sending = Callable[..., HttpResponse]


@pytest.fixture
def camille(desks: Resource) -> Person:
    person = PersonFactory(first_name="Camille", last_name="Roux", email="camille@example.org")
    Enrolment.objects.create(person=person, structure=desks.venue.structure)
    return person


@pytest.fixture
def workshop(camille: Person) -> Customer:
    customer = Customer.objects.create(organisation="Atelier du Lot")
    CustomerMember.objects.create(customer=customer, person=camille, starts_on=dt.date(2026, 1, 1))
    return customer


@pytest.fixture(params=["walk_in", "reservations:host_booking"])
def send(request: pytest.FixtureRequest, client_of_host: Client, desks: Resource) -> Sending:
    """The walk-in page, then that of a booking for somebody."""
    address = reverse(request.param, args=[desks.venue.slug])

    def sending(name: str = "Camille Roux", **fields: Any) -> HttpResponse:
        data = {
            "name": name,
            "where": desks.pk,
            "day": MONDAY if request.param == "walk_in" else TUESDAY,
            "when": "afternoon",
            "people": 1,
            "token": uuid.uuid4(),
        }
        return client_of_host.post(address, data | fields)

    return sending


def offered(page: HttpResponse) -> list[str]:
    found = re.search(r'<select name="payer".*?</select>', page.text, re.S)
    return re.findall(r">([^<]+)</option>", found[0]) if found else []


def test_who_pays_for_himself_is_not_asked(send: Sending, camille: Person) -> None:
    assert send().status_code == 302
    assert Reservation.objects.get().customer is None


def test_where_somebody_else_may_pay_nothing_is_done_before_the_host_has_chosen(
    send: Sending, camille: Person, workshop: Customer
) -> None:
    asked = send()
    assert (asked.status_code, offered(asked)) == (422, ["Camille Roux", "Atelier du Lot"])
    assert "Quelqu’un d’autre peut payer" in asked.text
    assert not Reservation.objects.exists()
    assert send(payer=workshop.pk).status_code == 302
    assert Reservation.objects.get().customer == workshop


def test_the_person_may_pay_all_the_same_and_the_last_choice_comes_first(
    send: Sending, camille: Person, workshop: Customer
) -> None:
    assert send(payer="0").status_code == 302
    made = Reservation.objects.get()
    assert made.customer is None
    Reservation.objects.update(customer=workshop)
    assert offered(send(see_price="1")) == ["Atelier du Lot", "Camille Roux"]


def test_it_is_read_on_the_page_of_the_reservation(
    send: Sending, client_of_host: Client, camille: Person, workshop: Customer
) -> None:
    send(payer=workshop.pk)
    made = Reservation.objects.get()
    page = client_of_host.get(reverse("reservations:host_reservation", args=[made.venue.slug, made.pk]))
    assert "Atelier du Lot" in page.text


@pytest.mark.parametrize("payer", ["999999", "x", "-1", "٣"])
def test_a_made_up_payer_is_refused(send: Sending, camille: Person, workshop: Customer, payer: str) -> None:
    assert send(payer=payer).status_code == 422
    assert not Reservation.objects.exists()


def test_who_pays_for_somebody_else_is_refused_and_not_asked_again(
    send: Sending, camille: Person, workshop: Customer
) -> None:
    """The host typed another name after he had chosen."""
    other = PersonFactory(first_name="Paul", last_name="Vidal")
    Enrolment.objects.create(person=other, structure=camille.enrolments.get().structure)
    for name in ("Paul Vidal", "Inès Morel"):
        refused = send(name, payer=workshop.pk)
        assert (refused.status_code, offered(refused)) == (422, [])
        assert "Ce client ne paie pas pour cette personne ce jour-là" in refused.text
    assert not Reservation.objects.exists()
    assert not Person.objects.filter(last_name="Morel").exists()


def test_who_is_expected_is_let_in_without_a_question(
    client_of_host: Client, desks: Resource, camille: Person, workshop: Customer
) -> None:
    made = booked(camille, desks, workshop)
    address = reverse("walk_in", args=[desks.venue.slug])
    fields = {"name": "Camille Roux", "where": desks.pk, "when": "morning", "token": uuid.uuid4()}
    assert client_of_host.post(address, fields).status_code == 302
    assert Presence.objects.get().reservation == made


# --- the services refuse it themselves


def booked(person: Person, desks: Resource, payer: Customer) -> Reservation:
    return book_for_visitor(
        actor=PersonFactory(),
        visitor=person,
        resource=desks,
        request=half(MONDAY, "morning"),
        token=uuid.uuid4(),
        terms=Terms(channel=Reservation.Channel.HOST, customer=payer),
        now=timezone.now(),
    )


def welcomed(person: Person, desks: Resource, payer: Customer) -> Reservation:
    return welcome_visitor(
        actor=PersonFactory(),
        visitor=person,
        resource=desks,
        request=half(MONDAY, "morning"),
        token=uuid.uuid4(),
        payer=payer,
        now=timezone.now(),
    )


@pytest.mark.parametrize("act", [booked, welcomed])
def test_who_pays_no_more_that_day_pays_nothing(
    act: Callable[..., Reservation], desks: Resource, camille: Person, workshop: Customer
) -> None:
    CustomerMember.objects.update(ends_on=dt.date.fromisoformat(MONDAY))
    with pytest.raises(Refused) as refused:
        act(camille, desks, workshop)
    assert refused.value.code == "not_payer"
    assert not Reservation.objects.exists()
    assert not Presence.objects.exists()
