from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from espaces.models import Customer, Person, Structure
from tests.factories import PersonFactory, manager_of
from tests.factories.invoicing import make_biller
from tests.factories.prices import payer

NOW = dt.datetime(2026, 6, 15, 9, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def on_a_day_of_june(time_machine) -> None:
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def structure() -> Structure:
    return make_biller(tax_filing="quarterly")


@pytest.fixture
def manager(structure: Structure) -> Person:
    return manager_of(structure)


@pytest.fixture
def client(client: Client, manager: Person) -> Client:
    client.force_login(manager.user)
    return client


@pytest.fixture
def customer() -> Customer:
    return payer(PersonFactory(first_name="Ada", last_name="Roux"))
