from __future__ import annotations

import pytest

from espaces.models import Resource
from tests.factories import ResourceFactory, VenueFactory, open_every_day


@pytest.fixture
def desks() -> Resource:
    """Two desks, open 9-12 and 14-18 every day."""
    venue = VenueFactory()
    open_every_day(venue, ("09:00", "12:00"), ("14:00", "18:00"))
    return ResourceFactory(venue=venue, places=2)


@pytest.fixture
def room() -> Resource:
    """One meeting room of six seats by the hour, open 6-22 every day."""
    venue = VenueFactory()
    open_every_day(venue, ("06:00", "22:00"))
    return ResourceFactory(
        venue=venue,
        places=1,
        kind=Resource.Kind.MEETING_ROOM,
        booking_mode=Resource.BookingMode.SLOTS,
        capacity=6,
    )
