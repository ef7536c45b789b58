"""Packs and gifts in reservations, through the services that everybody uses: cases of the sheets by their numbers."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from billing.services.booking import book_and_price, cancel_and_price
from espaces.models import Person, Resource, Unit
from reservations.errors import BookingRefused
from reservations.models import Reservation, Use
from reservations.queries.ledger import grants_of, statement
from reservations.services.unit_rates import set_unit_rate
from tests.factories import PersonFactory, ResourceFactory, UnitFactory, VenueFactory, open_every_day
from tests.factories.prices import payer, sell
from tests.factories.reservations import at, half
from tests.factories.units import given, left, pack_of, sold

pytestmark = pytest.mark.django_db
DAY = "2026-03-12"


@pytest.fixture
def office() -> Resource:
    """Paid in tickets only: two per half-day."""
    venue = VenueFactory()
    open_every_day(venue, ("09:00", "18:00"))
    sell(venue)
    return ResourceFactory(venue=venue, places=2, kind="private_office")


@pytest.fixture
def ticket(office: Resource) -> Unit:
    unit = UnitFactory(structure=office.venue.structure, name="ticket", plural="tickets")
    set_unit_rate(actor=None, unit=unit, kind="private_office", per="half_day", amount=2)
    return unit


@pytest.fixture
def person() -> Person:
    return PersonFactory()


def reserve(person: Person, office: Resource, half_day: str = "morning", day: str = DAY) -> Reservation:
    return book_and_price(
        actor=person,
        person=person,
        resource=office,
        request=half(day, half_day),
        token=uuid.uuid4(),
        payer=payer(person),
        now=at("2026-03-10 10:00", office),
    )


def test_one_ticket_is_not_enough_for_an_office_A1_5(person, office, ticket) -> None:
    grant = given(person, ticket, 1)
    with pytest.raises(BookingRefused) as refused:
        reserve(person, office)
    assert "not_covered" in refused.value.codes
    assert (left(grant), Reservation.objects.count(), Use.objects.count()) == (1, 0, 0)


def test_a_morning_takes_two_and_a_day_four_A1_3(person, office, ticket) -> None:
    grant = given(person, ticket, 10)
    reserve(person, office, "morning", "2026-03-12")
    assert left(grant) == 8
    reserve(person, office, "day", "2026-03-13")
    assert left(grant) == 4


def test_a_pack_of_ten_booked_and_cancelled_is_ten_again_M26(person, office, ticket) -> None:
    set_unit_rate(actor=None, unit=ticket, kind="private_office", per="half_day", amount=1)
    grant = sold(pack_of(ticket.structure, ticket), person).grant
    balances = [left(grant)]
    made = reserve(person, office)
    balances.append(left(grant))
    cancel_and_price(actor=person, reservation_id=made.pk, now=at("2026-03-10 11:00", office))
    balances.append(left(grant))
    assert balances == [10, 9, 10]
    entries = statement(grants_of(person, dt.date(2026, 3, 12)), dt.date(2026, 3, 12))
    assert [(entry.line.movement.kind, entry.line.left, entry.reservation) for entry in entries] == [
        ("given_back", 10, made),
        ("used", 9, made),
        ("received", 10, None),
    ]


@pytest.mark.parametrize(("day", "allowed"), [("2026-03-19", True), ("2026-03-20", False)])
def test_the_day_of_use_decides_not_the_day_of_booking_A1_6(person, office, ticket, day, allowed) -> None:
    """A booklet whose last day is 19 March pays for a stay of the 19th and not of the 20th."""
    grant = sold(pack_of(ticket.structure, ticket), person, dt.date(2025, 9, 20)).grant
    if allowed:
        reserve(person, office, day=day)
        assert left(grant) == 8
    else:
        with pytest.raises(BookingRefused):
            reserve(person, office, day=day)
        assert left(grant) == 10
