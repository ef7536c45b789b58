import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from billing.models import Payment
from billing.queries.payments import today_of
from billing.services.receiving import Received, record_payment
from espaces.models import Customer, Person, Structure
from tests.factories import VenueFactory, host_of, manager_of
from tests.factories.invoicing import make_biller
from tests.factories.people import PersonFactory
from tests.factories.prices import payer

Receive = Callable[..., Payment]


@pytest.fixture
def venue() -> Any:
    venue = VenueFactory()
    make_biller(structure=venue.structure)
    return venue


@pytest.fixture
def structure(venue: Any) -> Structure:
    structure: Structure = venue.structure
    return structure


@pytest.fixture
def customer() -> Customer:
    return payer(PersonFactory(first_name="Camille", last_name="Durand"))


@pytest.fixture
def host(venue: Any) -> Person:
    return host_of(venue)


@pytest.fixture
def manager(structure: Structure) -> Person:
    return manager_of(structure)


@pytest.fixture
def today(structure: Structure) -> dt.date:
    return today_of(structure.pk)


@pytest.fixture
def receive(structure: Structure, customer: Customer, today: dt.date) -> Receive:
    """Money of the customer, by cheque and today unless said."""

    def receive(amount: str | int, means: str = "cheque", on: dt.date | None = None, **more: Any) -> Payment:
        received = Received(means, Decimal(amount), on or today, **more.pop("said", {}))
        return record_payment(
            actor=None,
            structure=structure,
            customer=more.pop("customer", customer),
            received=received,
            token=more.pop("token", None) or uuid4(),
            **more,
        )

    return receive
