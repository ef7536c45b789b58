"""A price for one customer alone: an organisation, or a person."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from billing.forms.choices import offered_at
from billing.models import PricedDay, PriceList
from espaces.models import Customer, CustomerMember, Enrolment, Person, Resource
from tests.factories import PersonFactory, ResourceFactory, VenueFactory, open_every_day
from tests.factories.prices import payer, price, sell
from tests.factories.reservations import at, book, half

pytestmark = pytest.mark.django_db


@pytest.fixture
def desks() -> Resource:
    venue = VenueFactory()
    open_every_day(venue, ("09:00", "18:00"))
    return ResourceFactory(venue=venue, places=3)


def known(desks: Resource, **names: str) -> Person:
    person = PersonFactory(**names)
    Enrolment.objects.create(structure=desks.venue.structure, person=person)
    return person


def test_organisations_come_first_then_persons_who_have_bought(desks) -> None:
    ada, zoe, never = known(desks, last_name="Roux"), known(desks, last_name="Alary"), known(desks)
    stranger = PersonFactory()
    town = Customer.objects.create(organisation="Mairie")
    CustomerMember.objects.create(customer=town, person=never, starts_on=dt.date(2026, 1, 1))
    own = [payer(zoe), payer(ada)]
    payer(stranger)
    prices = PriceList.objects.create(structure=desks.venue.structure, name="Tarifs")
    found = offered_at(desks.venue, prices, dt.date(2026, 12, 3)).customers
    assert list(found) == [town, *own]


def test_a_person_pays_his_own_price_and_nobody_else_does(desks) -> None:
    ada = known(desks)
    sell(
        desks.venue,
        price("half_day", 7),
        price("half_day", 4, audience="customer", customer=payer(ada)),
    )
    for person in (ada, PersonFactory()):
        book(person, desks, half("2026-12-03", "morning"), now=at("2026-12-01 10:00", desks))
    owed = dict(PricedDay.objects.values_list("person", "owed"))
    assert owed.pop(ada.pk) == Decimal(4)
    assert list(owed.values()) == [Decimal(7)]
