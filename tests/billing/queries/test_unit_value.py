"""Prepaid units: revenue when they are used, at the price at which they were bought."""

from __future__ import annotations

from decimal import Decimal

import pytest

from billing.queries.unit_value import value_of_stays
from espaces.models import Person, Resource, Unit
from reservations.models import Reservation
from reservations.services.units import settle_units
from tests.factories import (
    PersonFactory,
    ResourceFactory,
    UnitFactory,
    VenueFactory,
    open_every_day,
)
from tests.factories.reservations import at, book, half
from tests.factories.units import NOW, given, pack_of, sold

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Resource:
    venue = VenueFactory()
    open_every_day(venue, ("09:00", "18:00"))
    return ResourceFactory(venue=venue, places=3)


@pytest.fixture
def ticket(desk: Resource) -> Unit:
    return UnitFactory(structure=desk.venue.structure, step=Decimal("0.5"))


@pytest.fixture
def person() -> Person:
    return PersonFactory()


def stay(person: Person, desk: Resource, day: str, taken: dict[int, Decimal]) -> Reservation:
    made = book(person, desk, half(day, "day"), now=at("2026-03-09 09:00", desk))
    settle_units(
        actor=None,
        person=person,
        day=made.booking_day,
        reservation_ids=[made.pk],
        wanted={(grant, made.pk): amount for grant, amount in taken.items()},
        now=NOW,
    )
    return made


def test_half_a_ticket_at_6_and_half_at_8_are_7_A2_8(desk, ticket, person) -> None:
    old = sold(pack_of(ticket.structure, ticket, name="2023", price=Decimal(60), valid_months=None), person)
    new = sold(pack_of(ticket.structure, ticket, name="2024", price=Decimal(80), valid_months=None), person)
    stay(person, desk, "2026-03-11", {old.grant_id: Decimal("9.5")})
    full_day = stay(person, desk, "2026-03-12", {old.grant_id: Decimal("0.5"), new.grant_id: Decimal("0.5")})
    assert value_of_stays([full_day]) == Decimal("7.00")


def test_units_that_nobody_bought_are_worth_nothing(desk, ticket, person) -> None:
    gift = given(person, ticket)
    made = stay(person, desk, "2026-03-11", {gift.pk: Decimal(2)})
    assert value_of_stays([made]) == 0
