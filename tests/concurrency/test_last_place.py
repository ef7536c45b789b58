"""Many at once for few places: exactly as many get one as there are, the others read why not."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest

from espaces.models import Person, Resource
from reservations.errors import BookingRefused
from reservations.models import Reservation
from reservations.rules.booking import BookingRequest
from tests.concurrency.threads import at_once
from tests.concurrency.unguarded import without_guards
from tests.factories import PersonFactory, ResourceFactory, VenueFactory, open_every_day
from tests.factories.reservations import at, book, half, slot

pytestmark = pytest.mark.django_db(transaction=True)
MONDAY = "2026-11-30"


def pool(places: int, **fields: Any) -> Resource:
    venue = VenueFactory()
    open_every_day(venue, ("09:00", "18:00"))
    return ResourceFactory(venue=venue, places=places, **fields)


def tries(resource: Resource, request: BookingRequest, persons: list[Person]) -> list[Callable[[], Any]]:
    now = at("2026-11-29 10:00", resource)
    return [lambda person=person: book(person, resource, request, now=now) for person in persons]


def outcome(results: list[Any]) -> tuple[int, int]:
    made = [r for r in results if isinstance(r, Reservation)]
    refused = [r for r in results if isinstance(r, BookingRefused) and r.codes == ["full"]]
    assert len(made) + len(refused) == len(results), results
    return len(made), len(refused)


@pytest.mark.parametrize("places", [1, 3])
def test_o16_o18_fifty_at_once(places: int) -> None:
    resource = pool(places)
    results = at_once(*tries(resource, half(MONDAY, "morning"), PersonFactory.create_batch(50)))
    assert outcome(results) == (places, 50 - places)
    assert Reservation.objects.count() == places


def test_o17_two_overlapping_by_one_minute_twenty_rounds() -> None:
    resource = pool(1, booking_mode="slots", step_minutes=5, min_minutes=5, kind="meeting_room")
    Resource.objects.filter(pk=resource.pk).update(step_minutes=5)
    now = at("2026-11-29 10:00", resource)
    people = PersonFactory.create_batch(2)
    for day in range(1, 21):
        first = slot(f"2026-12-{day:02d}", "10:00", "11:00", resource)
        second = slot(f"2026-12-{day:02d}", "10:55", "12:00", resource)
        results = at_once(
            lambda first=first: book(people[0], resource, first, now=now),
            lambda second=second: book(people[1], resource, second, now=now),
        )
        assert outcome(results) == (1, 1)


def test_the_same_form_sent_ten_times_at_once_makes_one_reservation() -> None:
    resource, person, token = pool(3), PersonFactory(), uuid.uuid4()
    now = at("2026-11-29 10:00", resource)
    results = at_once(*[lambda: book(person, resource, half(MONDAY, "morning"), now=now, token=token)] * 10)
    assert {r.pk for r in results} == {Reservation.objects.get().pk}


def test_one_person_with_two_phones_gets_one_desk() -> None:
    resource, person = pool(3), PersonFactory()
    now = at("2026-11-29 10:00", resource)
    results = at_once(*[lambda: book(person, resource, half(MONDAY, "morning"), now=now)] * 2)
    refused = [r for r in results if isinstance(r, BookingRefused)]
    assert [r.codes for r in refused] == [["already_booked"]]
    assert Reservation.objects.count() == 1


def test_control_without_lock_and_constraint_the_race_shows() -> None:
    """The guards off, several of the fifty get the one desk: what the other tests see is not luck."""
    resource = pool(1)
    people = PersonFactory.create_batch(50)
    with without_guards():
        at_once(*tries(resource, half(MONDAY, "morning"), people))
        assert Reservation.objects.count() > 1
