"""Examples of published price lists that are about access and places, not about prices."""

from __future__ import annotations

import datetime as dt

import pytest

from espaces.models import Person, PersonDocument, Resource
from reservations.errors import BookingRefused
from reservations.models import Reservation
from tests.factories import PersonFactory, ResourceFactory, VenueFactory, host_of, open_every_day
from tests.factories.reservations import at, book, half

pytestmark = pytest.mark.django_db
DAY = "2026-12-03"
BEFORE = "2026-12-01 10:00"


def desks(places: int, **fields: object) -> Resource:
    venue = VenueFactory()
    open_every_day(venue, ("09:00", "18:00"))
    return ResourceFactory(venue=venue, places=places, **fields)


def refused(person: Person, resource: Resource, day: str = DAY) -> list[str]:
    with pytest.raises(BookingRefused) as error:
        book(person, resource, half(day, "morning"), now=at(BEFORE, resource))
    return error.value.codes


def test_A24_1_without_an_insurance_certificate_no_access() -> None:
    resource, person = desks(1, required_documents=["insurance"]), PersonFactory()
    assert refused(person, resource) == ["not_eligible"]
    assert not Reservation.objects.exists()

    PersonDocument.objects.create(
        person=person,
        structure=resource.venue.structure,
        kind="insurance",
        valid_from=dt.date(2026, 1, 1),
        seen_by=host_of(resource.venue),
    )
    assert book(person, resource, half(DAY, "morning"), now=at(BEFORE, resource)).person == person


def test_A24_3_places_that_have_dates_are_no_more_than_there_are_that_day() -> None:
    resource = desks(2)
    resource.places.filter(number=2).update(valid_to=dt.date(2026, 12, 4))
    for day, taken in ((DAY, 2), ("2026-12-04", 1)):
        for _n in range(taken):
            book(PersonFactory(), resource, half(day, "morning"), now=at(BEFORE, resource))
        assert refused(PersonFactory(), resource, day) == ["full"]


def test_A25_2_the_sixth_person_finds_five_places_full() -> None:
    resource = desks(5)
    for _n in range(5):
        book(PersonFactory(), resource, half(DAY, "morning"), now=at(BEFORE, resource))
    assert refused(PersonFactory(), resource) == ["full"]
    assert Reservation.objects.count() == 5
