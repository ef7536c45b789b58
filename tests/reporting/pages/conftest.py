from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.storage import FileSystemStorage, storages
from django.test import Client

from espaces.models import Person, Venue
from tests.factories import (
    NetworkFactory,
    ResourceFactory,
    StructureFactory,
    VenueFactory,
    host_of,
    open_every_day,
)


@pytest.fixture(autouse=True)
def documents_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Files of a test go away with it."""
    monkeypatch.setitem(storages._storages, "documents", FileSystemStorage(location=tmp_path))
    return tmp_path


@pytest.fixture
def venue(db: None) -> Venue:
    """Open every day from 9 to 18, arrivals recorded, two desks."""
    structure = StructureFactory(network=NetworkFactory(slug="reseau"))
    venue = VenueFactory(structure=structure, slug="la-filature", open_on_holidays=True)
    open_every_day(venue, ("09:00", "18:00"))
    ResourceFactory(venue=venue, places=2)
    return venue


@pytest.fixture
def host(venue: Venue) -> Person:
    return host_of(venue)


@pytest.fixture
def hosting(client: Client, host: Person) -> Client:
    client.force_login(host.user)
    return client
