"""A resident's desk: one pinned reservation a day, opened ahead, freed day by day."""

from __future__ import annotations

import datetime as dt

import pytest

from espaces.models import Allotment, Customer, Plan, Resource
from reservations.errors import BookingRefused
from reservations.models import Reservation
from reservations.services.allotments import open_allotments
from reservations.services.life import cancel_reservation
from tests.factories import MembershipFactory, PersonFactory
from tests.factories.reservations import at, book, half

pytestmark = pytest.mark.django_db
MONDAY = "2026-11-30"


@pytest.fixture
def allotment(desks: Resource) -> Allotment:
    """Desk 1, from Monday on."""
    person = PersonFactory()
    plan = Plan.objects.create(structure=desks.venue.structure, name="Résident")
    membership = MembershipFactory(
        customer=Customer.objects.create(person=person),
        plan=plan,
        home_venue=desks.venue,
        starts_on=dt.date(2026, 11, 1),
    )
    return Allotment.objects.create(
        membership=membership,
        person=person,
        place=desks.places.get(number=1),
        starts_on=dt.date(2026, 11, 30),
    )


def test_every_open_day_up_to_beyond_the_horizon_is_opened_once(
    desks: Resource, allotment: Allotment
) -> None:
    now = at("2026-11-29 03:00", desks)
    opened = open_allotments(now=now)
    assert opened == desks.venue.horizon_days + 8 - 1 - 2  # from Monday; Christmas and New Year are closed
    assert open_allotments(now=now) == 0
    first = Reservation.objects.order_by("starts_at").first()
    assert (first.pinned, first.half_day, first.minutes) == (True, "day", 420)


def test_others_get_the_other_desk_only(desks: Resource, allotment: Allotment) -> None:
    now = at("2026-11-29 03:00", desks)
    open_allotments(now=now)
    assert book(PersonFactory(), desks, half(MONDAY, "day"), now=now).place.number == 2
    with pytest.raises(BookingRefused):
        book(PersonFactory(), desks, half(MONDAY, "morning"), now=now)


def test_whoever_sits_on_the_desk_is_re_seated(desks: Resource, allotment: Allotment) -> None:
    now = at("2026-11-29 03:00", desks)
    made = book(PersonFactory(), desks, half(MONDAY, "morning"), now=now)
    assert made.place.number == 1
    open_allotments(now=now)
    made.refresh_from_db()
    assert made.place.number == 2


def test_a_freed_day_is_for_others_and_stays_free(desks: Resource, allotment: Allotment) -> None:
    now = at("2026-11-29 03:00", desks)
    open_allotments(now=now)
    day = Reservation.objects.get(booking_day=MONDAY)
    done = cancel_reservation(actor=allotment.person, reservation_id=day.pk, now=now)
    assert done.percent_kept == 0
    assert open_allotments(now=now) == 0
    for _ in range(2):
        book(PersonFactory(), desks, half(MONDAY, "morning"), now=now)


def test_days_after_the_end_are_given_back(desks: Resource, allotment: Allotment) -> None:
    now = at("2026-11-29 03:00", desks)
    open_allotments(now=now)
    Allotment.objects.filter(pk=allotment.pk).update(ends_on=dt.date(2026, 12, 1))
    open_allotments(now=now)
    left = Reservation.objects.confirmed().values_list("booking_day", flat=True)
    assert list(left) == [dt.date(2026, 11, 30)]
