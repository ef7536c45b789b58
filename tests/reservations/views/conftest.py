from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import time_machine
from django.test import Client

from espaces.models import CancellationStep, Person, Resource
from tests.factories import NetworkFactory, ResourceFactory, StructureFactory, VenueFactory, open_every_day
from tests.factories.reservations import at

Visit = Callable[..., Client]


@pytest.fixture
def desks() -> Resource:
    """Two desks of the only network, open 9-12 and 14-18; half stays due from 24 h before the start."""
    structure = StructureFactory(network=NetworkFactory())
    venue = VenueFactory(
        structure=structure,
        name="La Filature",
        slug="la-filature",
        access_instructions="Boîte à clés : code 2468.",
    )
    open_every_day(venue, ("09:00", "12:00"), ("14:00", "18:00"))
    for audience in CancellationStep.Audience.values:
        CancellationStep.objects.create(venue=venue, audience=audience, hours_before=24, percent_kept=50)
    return ResourceFactory(venue=venue, name="Grande salle", places=2)


@contextmanager
def clock(when: str, resource: Resource) -> Iterator[None]:
    """It is that time at the venue."""
    with time_machine.travel(at(when, resource), tick=False):
        yield


def logged_in(person: Person) -> Client:
    client = Client()
    client.force_login(person.user)
    return client
