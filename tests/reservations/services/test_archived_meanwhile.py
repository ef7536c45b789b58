"""A resource archived between the page and its sending is not booked any more."""

from __future__ import annotations

import pytest
from django.utils import timezone

from espaces.models import Resource
from reservations.errors import BookingRefused
from reservations.models import Move, Reservation
from reservations.services.moving import move_reservation
from tests.factories import PersonFactory, ResourceFactory
from tests.factories.reservations import at, book, half

pytestmark = pytest.mark.django_db
MONDAY, TUESDAY = "2026-11-30", "2026-12-01"


def archive_meanwhile(resource: Resource) -> None:
    """The object that the page has read does not know of it."""
    Resource.objects.filter(pk=resource.pk).update(archived_at=timezone.now())


def test_it_is_not_booked(desks: Resource) -> None:
    archive_meanwhile(desks)
    with pytest.raises(BookingRefused) as refusal:
        book(PersonFactory(), desks, half(MONDAY, "morning"), now=at("2026-11-29 10:00", desks))
    assert refusal.value.codes == ["full"]
    assert not Reservation.objects.exists()


def test_nobody_moves_into_it_nor_inside_it(desks: Resource) -> None:
    now = at("2026-11-29 10:00", desks)
    other = ResourceFactory(venue=desks.venue)
    inside = book(PersonFactory(), desks, half(MONDAY, "morning"), now=now)
    outside = book(PersonFactory(), other, half(MONDAY, "morning"), now=now)
    archive_meanwhile(desks)
    for reservation in (inside, outside):
        with pytest.raises(BookingRefused):
            move_reservation(
                actor=reservation.person,
                reservation_id=reservation.pk,
                resource=desks,
                request=half(TUESDAY, "morning"),
                now=now,
            )
        reservation.refresh_from_db()
        assert reservation.booking_day.isoformat() == MONDAY
    assert not Move.objects.exists()
