from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.storage import FileSystemStorage, storages

from espaces.models import Customer, Person, Structure, Venue
from tests.factories import VenueFactory, login_of
from tests.factories.invoicing import make_biller
from tests.factories.prices import payer


@pytest.fixture(autouse=True)
def documents_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files of a test go away with it."""
    monkeypatch.setitem(storages._storages, "documents", FileSystemStorage(location=tmp_path))


@pytest.fixture
def structure() -> Structure:
    return make_biller()


@pytest.fixture
def venue(structure: Structure) -> Venue:
    return VenueFactory(structure=structure)


@pytest.fixture
def person() -> Person:
    return login_of(first_name="Ada", last_name="Roux")


@pytest.fixture
def customer(person: Person) -> Customer:
    return payer(person)
