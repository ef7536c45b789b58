"""Two clicks at the same instant: one reservation, one price, and units spent once."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal

import pytest

from billing.models import PricedDay, ReservationPrice
from billing.services.booking import book_and_price
from espaces.models import Person, Resource
from reservations.models import Grant, Reservation, UnitRate, Use
from tests.concurrency.threads import at_once
from tests.factories import PersonFactory, ResourceFactory, UnitFactory, VenueFactory, open_every_day
from tests.factories.prices import price, sell
from tests.factories.reservations import at, half

pytestmark = pytest.mark.django_db(transaction=True)
DAY = "2026-12-03"


@pytest.fixture
def desks() -> Resource:
    venue = VenueFactory()
    open_every_day(venue, ("09:00", "12:00"), ("14:00", "18:00"))
    return ResourceFactory(venue=venue, places=3)


def click(person: Person, desks: Resource, half_day: str, cost: int, token: uuid.UUID) -> Reservation:
    return book_and_price(
        actor=person,
        person=person,
        resource=desks,
        request=half(DAY, half_day),
        token=token,
        payer=None,
        announced=Decimal(cost),
        now=at("2026-12-01 10:00", desks),
    )


@pytest.mark.parametrize("_round", range(3))
def test_two_taps_on_one_button_book_and_price_once(desks: Resource, _round: int) -> None:
    sell(desks.venue, price("half_day", 5))
    person, token = PersonFactory(), uuid.uuid4()
    first, second = at_once(*[lambda: click(person, desks, "morning", 5, token)] * 2)
    assert first == second == Reservation.objects.get()
    assert ReservationPrice.objects.get().difference == 5


@pytest.mark.parametrize("_round", range(3))
def test_two_windows_of_one_day_cannot_both_pay_the_price_of_the_first(desks: Resource, _round: int) -> None:
    """Both showed 5: whoever comes second would pay 4, and reads it before."""
    sell(desks.venue, price("half_day", 5), price("day", 9))
    person = PersonFactory()
    results = at_once(
        lambda: click(person, desks, "morning", 5, uuid.uuid4()),
        lambda: click(person, desks, "afternoon", 5, uuid.uuid4()),
    )
    assert sorted(type(result).__name__ for result in results) == ["PriceChanged", "Reservation"]
    assert PricedDay.objects.get().owed == 5


@pytest.mark.parametrize("_round", range(3))
def test_the_last_ticket_is_spent_once(desks: Resource, _round: int) -> None:
    sell(desks.venue, price("half_day", 5))
    unit = UnitFactory(structure=desks.venue.structure)
    UnitRate.objects.create(unit=unit, kind="open_space", per="half_day", amount=1)
    person = PersonFactory()
    Grant.objects.create(
        unit=unit,
        person=person,
        amount=1,
        valid_from=dt.date(2026, 1, 1),
        origin="gift",
        reason="essai",
        made_at=at("2026-11-01 10:00", desks),
    )
    results = at_once(
        lambda: click(person, desks, "morning", 0, uuid.uuid4()),
        lambda: click(person, desks, "afternoon", 0, uuid.uuid4()),
    )
    assert sorted(type(result).__name__ for result in results) == ["PriceChanged", "Reservation"]
    assert Use.objects.get().amount == 1
