"""Somebody is erased while something is written about him: one of the two sees the other."""

import datetime as dt
import uuid
from decimal import Decimal

import pytest
from django.utils import timezone

from billing.models import Payment
from billing.services.receiving import Received, record_payment
from espaces.errors import Refused
from espaces.models import Act, Customer, Role
from espaces.services.erasing import erase_person
from reservations.models import Reservation
from tests.concurrency.threads import at_once
from tests.factories import ResourceFactory, VenueFactory, login_of, manager_of, open_every_day
from tests.factories.invoicing import make_biller
from tests.factories.reservations import book, half

pytestmark = pytest.mark.django_db(transaction=True)
NOW = timezone.now()


def refusals(results: list[object]) -> list[str]:
    unexpected = [one for one in results if isinstance(one, Exception) and not isinstance(one, Refused)]
    assert unexpected == []
    return [one.code for one in results if isinstance(one, Refused)]


def test_erased_or_booked_never_both() -> None:
    venue = VenueFactory()
    open_every_day(venue, ("09:00", "18:00"))
    desk = ResourceFactory(venue=venue, places=10)
    wanted = half((timezone.localdate() + dt.timedelta(days=10)).isoformat(), "morning")
    for _round in range(6):
        person = login_of()
        results = at_once(
            lambda person=person: erase_person(actor=person, person=person, now=NOW),
            lambda person=person: book(person, desk, wanted, now=NOW),
        )
        person.refresh_from_db()
        assert refusals(results) in (["erased"], ["not_settled"])
        assert (person.erased_at is not None) != Reservation.objects.filter(person=person).exists()


def test_erased_or_paid_on_account_never_both() -> None:
    structure = make_biller()
    for _round in range(6):
        person = login_of()
        customer = Customer.objects.create(person=person)
        received = Received("transfer", Decimal(15), timezone.localdate())
        results = at_once(
            lambda person=person: erase_person(actor=person, person=person, now=NOW),
            lambda customer=customer, received=received: record_payment(
                actor=None, structure=structure, customer=customer, received=received, token=uuid.uuid4()
            ),
        )
        person.refresh_from_db()
        assert refusals(results) in (["erased"], ["not_settled"])
        assert (person.erased_at is not None) != Payment.objects.filter(customer=customer).exists()


def test_erased_twice_at_once_is_erased_once() -> None:
    person = login_of()
    results = at_once(*[lambda: erase_person(actor=person, person=person, now=NOW)] * 4)
    assert refusals(results) == []
    assert Act.objects.filter(verb="person_erased").count() == 1


def test_the_two_last_managers_are_never_erased_together() -> None:
    structure = VenueFactory().structure
    for _round in range(4):
        Role.objects.all().delete()
        pair = [manager_of(structure), manager_of(structure)]
        results = at_once(*[lambda one=one: erase_person(actor=one, person=one, now=NOW) for one in pair])
        assert refusals(results) == ["not_settled"]
        assert Role.objects.active().filter(structure=structure).count() == 1
