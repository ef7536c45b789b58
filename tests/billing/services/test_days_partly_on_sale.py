"""A host gives what is not on sale to somebody: it costs nothing, and changes nothing for the rest of the day."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal

import pytest

from billing.models import PricedDay
from billing.queries.quotes import quote_stored
from billing.services.booking import book_and_price, cancel_and_price
from espaces.models import Person, Resource
from reservations.errors import BookingRefused
from reservations.models import Reservation, UnitRate
from reservations.services.booking import Terms
from tests.factories import (
    PersonFactory,
    PlanFactory,
    ResourceFactory,
    UnitFactory,
    VenueFactory,
    manager_of,
    open_every_day,
)
from tests.factories.prices import payer, price, sell
from tests.factories.reservations import at, book, half
from tests.factories.units import given, left

pytestmark = pytest.mark.django_db
DAY, BEFORE = "2026-12-03", "2026-12-01 10:00"


@pytest.fixture
def desks() -> Resource:
    venue = VenueFactory()
    open_every_day(venue, ("09:00", "18:00"))
    return ResourceFactory(venue=venue, places=3)


@pytest.fixture
def for_members(desks: Resource) -> Resource:
    """Of the same kind, with prices of its own for members only; the desks are for everybody."""
    resource = ResourceFactory(venue=desks.venue, places=3)
    plan = PlanFactory(structure=desks.venue.structure)
    sell(
        desks.venue, price("half_day", 5), price("half_day", 7, resource=resource, audience="plan", plan=plan)
    )
    return resource


@pytest.fixture
def person() -> Person:
    return PersonFactory()


def reserve(person: Person, resource: Resource, half_day: str) -> Reservation:
    return book_and_price(
        actor=person,
        person=person,
        resource=resource,
        request=half(DAY, half_day),
        token=uuid.uuid4(),
        payer=payer(person),
        now=at(BEFORE, resource),
    )


def granted(person: Person, resource: Resource, half_day: str) -> Reservation:
    """By a host."""
    host, terms = manager_of(resource.venue.structure), Terms(channel=Reservation.Channel.HOST)
    return book(person, resource, half(DAY, half_day), now=at(BEFORE, resource), actor=host, terms=terms)


def owed() -> Decimal:
    return PricedDay.objects.get().owed


def cancel(reservation: Reservation) -> None:
    now = at(BEFORE, reservation.resource)
    cancel_and_price(actor=reservation.person, reservation_id=reservation.pk, now=now)


@pytest.mark.parametrize("gift_first", [True, False])
def test_it_costs_nothing_whatever_the_order(person, desks, for_members, gift_first) -> None:
    acts = [lambda: granted(person, for_members, "afternoon"), lambda: reserve(person, desks, "morning")]
    for act in acts if gift_first else reversed(acts):
        act()
    assert owed() == 5
    assert quote_stored(PricedDay.objects.get()).not_on_sale


def test_what_is_cancelled_beside_it_is_owed_no_more(person, desks, for_members) -> None:
    morning = reserve(person, desks, "morning")
    gift = granted(person, for_members, "afternoon")
    cancel(morning)
    assert owed() == 0
    cancel(gift)
    assert (owed(), quote_stored(PricedDay.objects.get()).is_possible) == (0, True)


def test_it_opens_nothing_else_that_is_not_on_sale(person, desks, for_members) -> None:
    granted(person, for_members, "afternoon")
    with pytest.raises(BookingRefused) as refused:
        reserve(person, for_members, "morning")
    assert refused.value.codes == ["not_eligible"]
    assert (Reservation.objects.count(), owed()) == (1, 0)


def test_the_units_of_the_others_stay_theirs(person, desks) -> None:
    unit = UnitFactory(structure=desks.venue.structure)
    UnitRate.objects.create(unit=unit, kind="open_space", per="half_day", amount=1)
    ticket = given(person, unit, 1, valid_from=dt.date(2026, 1, 1))
    sell(desks.venue, price("hour", 12, kind="meeting_room"))
    morning = reserve(person, desks, "morning")
    granted(person, desks, "afternoon")
    assert (left(ticket), quote_stored(PricedDay.objects.get()).missing_units) == (0, 1)
    cancel(morning)
    assert {line.reservation_id for line in quote_stored(PricedDay.objects.get()).units} == {
        Reservation.objects.confirmed().get().pk
    }
