"""A day of an allotment stays on its day: moved away, it would be opened again and given twice."""

from __future__ import annotations

import datetime as dt

import pytest

from espaces.models import Allotment, Customer, Plan, Resource
from reservations.errors import TooLate
from reservations.models import Move, Reservation
from reservations.services.allotments import open_allotments
from reservations.services.life import cancel_reservation
from reservations.services.moving import move_reservation
from tests.factories import MembershipFactory, PersonFactory
from tests.factories.reservations import at, half

pytestmark = pytest.mark.django_db
MONDAY, TUESDAY = "2026-11-30", "2026-12-01"


@pytest.fixture
def monday(desks: Resource) -> Reservation:
    """The first of the opened days of a resident of desk 1."""
    person = PersonFactory()
    membership = MembershipFactory(
        customer=Customer.objects.create(person=person),
        plan=Plan.objects.create(structure=desks.venue.structure, name="Résident"),
        home_venue=desks.venue,
        starts_on=dt.date(2026, 11, 1),
    )
    Allotment.objects.create(
        membership=membership,
        person=person,
        place=desks.places.get(number=1),
        starts_on=dt.date(2026, 11, 30),
    )
    open_allotments(now=at("2026-11-29 10:00", desks))
    return Reservation.objects.get(booking_day=MONDAY)


@pytest.mark.parametrize("by_host", [False, True])
def test_not_to_another_day_even_one_that_was_freed(
    desks: Resource, monday: Reservation, by_host: bool
) -> None:
    now = at("2026-11-29 10:00", desks)
    tuesday = Reservation.objects.get(booking_day=TUESDAY)
    cancel_reservation(actor=monday.person, reservation_id=tuesday.pk, now=now)
    with pytest.raises(TooLate) as refusal:
        move_reservation(
            actor=monday.person,
            reservation_id=monday.pk,
            resource=desks,
            request=half(TUESDAY, "day"),
            by_host=by_host,
            now=now,
        )
    assert refusal.value.code == "allotted"
    monday.refresh_from_db()
    assert (monday.booking_day.isoformat(), Move.objects.count()) == (MONDAY, 0)


def test_to_another_desk_on_the_same_day(desks: Resource, monday: Reservation) -> None:
    moved = move_reservation(
        actor=None,
        reservation_id=monday.pk,
        resource=desks,
        request=half(MONDAY, "day"),
        by_host=True,
        place_id=desks.places.get(number=2).pk,
        now=at("2026-11-29 10:00", desks),
    )
    assert (moved.place.number, moved.booking_day.isoformat()) == (2, MONDAY)
