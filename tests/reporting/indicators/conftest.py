from __future__ import annotations

import pytest

from espaces.models import Venue
from tests.factories.places import ResourceFactory, VenueFactory


@pytest.fixture
def venue(db: None) -> Venue:
    return VenueFactory()


@pytest.fixture
def other(db: None) -> Venue:
    return VenueFactory()


@pytest.fixture
def desk(venue: Venue):
    return ResourceFactory(venue=venue, places=1)
