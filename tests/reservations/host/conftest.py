from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.test import Client

from espaces.models import Person, Resource
from tests.factories import (
    NetworkFactory,
    ResourceFactory,
    StructureFactory,
    VenueFactory,
    host_of,
    manager_of,
    open_every_day,
)

MONDAY, TUESDAY = "2026-11-23", "2026-11-24"


@pytest.fixture
def desks(db: None) -> Resource:
    """Three desks of La Filature, open 9-12 and 14-18 every day."""
    structure = StructureFactory(network=NetworkFactory())
    venue = VenueFactory(structure=structure, name="La Filature", slug="la-filature")
    open_every_day(venue, ("09:00", "12:00"), ("14:00", "18:00"))
    return ResourceFactory(venue=venue, places=3, name="Grande salle")


@pytest.fixture
def room(desks: Resource) -> Resource:
    """A meeting room by the hour at the same venue."""
    return ResourceFactory(
        venue=desks.venue,
        places=1,
        name="Salle de réunion",
        kind=Resource.Kind.MEETING_ROOM,
        booking_mode=Resource.BookingMode.SLOTS,
        capacity=6,
    )


@pytest.fixture
def host(desks: Resource) -> Person:
    return host_of(desks.venue)


@pytest.fixture
def as_person() -> Callable[[Person], Client]:
    def log_in(person: Person) -> Client:
        client = Client()
        client.force_login(person.user)
        return client

    return log_in


@pytest.fixture
def client_of_host(host: Person, as_person: Callable[[Person], Client]) -> Client:
    return as_person(host)


@pytest.fixture
def client_of_manager(desks: Resource, as_person: Callable[[Person], Client]) -> Client:
    return as_person(manager_of(desks.venue.structure))


@pytest.fixture
def monday_morning(desks: Resource) -> Iterator[time_machine.Traveller]:
    """Monday 23 November 2026, 9:40 in Paris; the clock stands still until a test moves it."""
    with time_machine.travel("2026-11-23T08:40:00Z", tick=False) as traveller:
        yield traveller
