from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from espaces.models import Resource, Venue
from tests.billing.sheets.screens import Screens
from tests.factories import NetworkFactory, ResourceFactory, StructureFactory, VenueFactory, open_every_day

MONDAY = dt.datetime(2023, 9, 4, 8, tzinfo=dt.UTC)


@pytest.fixture
def venue(time_machine: Any) -> Venue:
    """Everything begins on Monday 4 September 2023."""
    time_machine.move_to(MONDAY, tick=False)
    structure = StructureFactory(network=NetworkFactory(), name="Les Ateliers")
    made = VenueFactory(structure=structure, name="La Filature")
    open_every_day(made, ("08:00", "20:00"))
    return made


@pytest.fixture
def desks(venue: Venue) -> Resource:
    return ResourceFactory(venue=venue, places=5, name="Grande salle", position=1)


@pytest.fixture
def screens(venue: Venue, desks: Resource, time_machine: Any) -> Screens:
    return Screens(venue, time_machine)
