from __future__ import annotations

import uuid

import pytest

from billing.services.booking import book_and_price
from espaces.models import Person, Resource
from reservations.models import Reservation
from tests.factories import PersonFactory, ResourceFactory, VenueFactory, open_every_day
from tests.factories.prices import payer
from tests.factories.reservations import at, half

DAY, BEFORE, AFTER = "2026-12-03", "2026-12-01 10:00", "2026-12-04 00:00"


@pytest.fixture
def desks() -> Resource:
    venue = VenueFactory(name="La Fontaine")
    open_every_day(venue, ("09:00", "18:00"))
    return ResourceFactory(venue=venue, places=3)


@pytest.fixture
def person() -> Person:
    return PersonFactory(first_name="Ada", last_name="Roux")


def reserve(
    person: Person, desks: Resource, half_day: str = "day", day: str = DAY, **more: object
) -> Reservation:
    return book_and_price(
        actor=person,
        person=person,
        resource=desks,
        request=half(day, half_day),
        token=uuid.uuid4(),
        payer=more.pop("payer", None) or payer(person),
        **{"now": at(BEFORE, desks)} | more,
    )
