"""Passes that charge, at once with each other and with acts on the same day."""

from __future__ import annotations

import datetime as dt

import pytest

from billing.models import Charge, ReservationPrice
from billing.services import charge_sources
from billing.services.booking import cancel_and_price
from billing.services.charging import charge_all, charge_days
from billing.services.settling import settle_ended
from espaces.models import Person, Resource
from reservations.models import Reservation
from tests.billing.charges.conftest import AFTER, reserve
from tests.concurrency.threads import at_once
from tests.factories import PersonFactory, ResourceFactory, VenueFactory, open_every_day
from tests.factories.charges import owed_by_days, total
from tests.factories.prices import price, sell
from tests.factories.reservations import at

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desks() -> Resource:
    venue = VenueFactory()
    open_every_day(venue, ("09:00", "18:00"))
    sell(venue, price("half_day", 5), price("day", 9))
    return ResourceFactory(venue=venue, places=3)


@pytest.fixture
def person() -> Person:
    return PersonFactory()


@pytest.fixture
def now(desks: Resource) -> dt.datetime:
    return at(AFTER, desks)


@pytest.mark.parametrize("_round", range(3))
def test_two_passes_at_once_charge_each_day_once(
    desks: Resource, person: Person, now: dt.datetime, _round: int
) -> None:
    for number in (1, 2, 3):
        reserve(person, desks, day=f"2026-12-0{number}", now=at("2026-11-30 10:00", desks))
    first, second = at_once(lambda: charge_all(now), lambda: charge_all(now))
    assert (first.done + second.done, first.failed + second.failed) == (3, 0)
    assert Charge.objects.count() == 3


def test_without_the_lock_the_database_refuses_the_second(
    desks: Resource, person: Person, now: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: what the lock of the person is for, and what is left when it is forgotten."""
    reserve(person, desks)
    monkeypatch.setattr(charge_sources, "lock_person", lambda pk: None)
    results = at_once(*[lambda: charge_days(now) for _ in range(4)])
    assert sum(result.done for result in results) == 1
    assert Charge.objects.count() == 1


@pytest.mark.parametrize("_round", range(4))
def test_charging_while_a_cancellation_runs(
    desks: Resource, person: Person, now: dt.datetime, _round: int
) -> None:
    """Whoever comes first, the next pass leaves what is owed after the cancellation, once."""
    morning = reserve(person, desks, "morning")
    reserve(person, desks, "afternoon")
    results = at_once(
        lambda: charge_days(now),
        lambda: cancel_and_price(
            actor=None, reservation_id=morning.pk, by_host=True, without_fee=True, now=now
        ),
    )
    assert not [result for result in results if isinstance(result, Exception)]
    charge_days(now)
    assert total() == owed_by_days() == 5
    assert Charge.objects.live().count() == 1


def test_two_passes_at_once_settle_an_end_once(desks: Resource, person: Person, now: dt.datetime) -> None:
    made = reserve(person, desks)
    Reservation.objects.update(status="cancelled")
    results = at_once(*[lambda: settle_ended(now) for _ in range(3)])
    assert sum(result.done for result in results) == 1
    assert ReservationPrice.objects.filter(reservation=made).count() == 2
