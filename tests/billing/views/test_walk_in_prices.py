"""A host reads what a visit costs before he says yes, and again when it is done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from django.contrib.messages import get_messages
from django.test import Client

from billing.models import PricedDay, ReservationPrice
from espaces.models import Customer, CustomerMember, Person, Resource
from reservations.models import Reservation
from tests.factories import PersonFactory, ResourceFactory, VenueFactory, host_of, open_every_day
from tests.factories.prices import price, sell
from tests.factories.reservations import at, book, half
from tests.reservations.views.checkout_page import text
from tests.reservations.views.conftest import clock, logged_in

pytestmark = pytest.mark.django_db
DAY = "2026-11-23"
TOKEN = "6a5f4b0e-0a51-4a0c-8b5e-1d2f6a7b8c9d"


@pytest.fixture
def desks() -> Resource:
    venue = VenueFactory(name="La Filature")
    open_every_day(venue, ("08:30", "12:30"), ("13:30", "18:00"))
    return ResourceFactory(venue=venue, places=2)


@pytest.fixture
def host(desks: Resource) -> Iterator[Client]:
    with clock(f"{DAY} 09:40", desks):
        yield logged_in(host_of(desks.venue))


@pytest.fixture
def camille(desks: Resource) -> Person:
    person = PersonFactory(first_name="Camille", last_name="Roux")
    desks.venue.structure.enrolments.create(person=person)
    return person


def sent(host: Client, desks: Resource, name: str, **more: object):
    fields = {"name": name, "when": "morning", "where": str(desks.pk), "token": TOKEN}
    return host.post(f"/accueil/{desks.venue.slug}/arrivee/", fields | more)


def test_the_price_is_read_before_anything_is_done(host: Client, desks: Resource, camille: Person) -> None:
    sell(desks.venue, price("half_day", 5), price("day", 9))
    page = sent(host, desks, "Camille Roux", see_price="1")
    assert page.status_code == 200
    assert '<p class="notice-title">Prix</p> <p>5,00 €</p>' in text(page)
    assert 'value="Camille Roux"' in text(page)
    assert not Reservation.objects.exists()


def test_what_was_booked_that_day_already_counts(host: Client, desks: Resource, camille: Person) -> None:
    sell(desks.venue, price("half_day", 5), price("day", 9))
    book(camille, desks, half(DAY, "morning"), now=at("2026-11-22 10:00", desks))
    page = sent(host, desks, "Camille Roux", see_price="1", when="afternoon")
    assert "Personne attendue : rien de plus à payer." in text(page)


def test_somebody_new_has_the_price_of_a_first_visit_on_the_spot(host: Client, desks: Resource) -> None:
    sell(
        desks.venue,
        price("half_day", 5),
        price("half_day", 3, on_the_spot_only=True),
        price("half_day", 1, audience="first_visit"),
    )
    assert "<p>1,00 €</p>" in text(sent(host, desks, "Inès Morel", see_price="1"))
    assert not Reservation.objects.exists()
    sent(host, desks, "Inès Morel")
    assert ReservationPrice.objects.get().difference == 1


def test_what_is_not_on_sale_is_said(host: Client, desks: Resource, camille: Person) -> None:
    sell(desks.venue, price("hour", 12, kind="meeting_room"))
    assert "Il n’y a pas de tarif pour vous ici" in text(sent(host, desks, "Camille Roux", see_price="1"))


def test_once_done_the_price_is_said_again(host: Client, desks: Resource, camille: Person) -> None:
    sell(desks.venue, price("half_day", 5))
    done = sent(host, desks, "Camille Roux")
    said = [str(message).replace("\u00a0", " ") for message in get_messages(done.wsgi_request)]
    assert said == ["L’arrivée de Camille Roux est notée. Prix : 5,00 €."]


def test_the_price_is_that_of_who_pays(host: Client, desks: Resource, camille: Person) -> None:
    workshop = Customer.objects.create(organisation="Atelier du Lot")
    CustomerMember.objects.create(customer=workshop, person=camille, starts_on=dt.date(2026, 1, 1))
    sell(desks.venue, price("half_day", 5), price("half_day", 3, audience="customer", customer=workshop))
    assert "<p>5,00 €</p>" in text(sent(host, desks, "Camille Roux", see_price="1"))
    assert "<p>3,00 €</p>" in text(sent(host, desks, "Camille Roux", see_price="1", payer=workshop.pk))
    assert not Reservation.objects.exists()
    sent(host, desks, "Camille Roux", payer=workshop.pk)
    assert (ReservationPrice.objects.get().difference, PricedDay.objects.get().customer) == (3, workshop)


def test_without_prices_nothing_is_said_of_one(host: Client, desks: Resource, camille: Person) -> None:
    assert "notice-title" not in text(sent(host, desks, "Camille Roux", see_price="1"))
    done = sent(host, desks, "Camille Roux")
    assert [str(message) for message in get_messages(done.wsgi_request)] == [
        "L’arrivée de Camille Roux est notée."
    ]


def test_a_name_that_several_have_is_asked_before_its_price(
    host: Client, desks: Resource, camille: Person
) -> None:
    sell(desks.venue, price("half_day", 5))
    assert sent(host, desks, "Camille", see_price="1").status_code == 422
    assert not Reservation.objects.exists()


def test_a_host_who_books_for_somebody_reads_the_price_first(
    host: Client, desks: Resource, camille: Person
) -> None:
    sell(desks.venue, price("half_day", 5), price("day", 9))
    book(camille, desks, half("2026-11-24", "morning"), now=at("2026-11-22 10:00", desks))
    fields = {
        "name": "Camille Roux",
        "where": str(desks.pk),
        "day": "2026-11-24",
        "when": "afternoon",
        "people": "1",
        "token": TOKEN,
    }
    address = f"/accueil/{desks.venue.slug}/reserver/"
    page = host.post(address, fields | {"see_price": "1"})
    assert page.status_code == 200
    assert '<p class="notice-title">Prix</p> <p>4,00 €</p>' in text(page)
    assert Reservation.objects.count() == 1
    done = host.post(address, fields)
    assert "4,00 €" in text(host.get(done["Location"]))
