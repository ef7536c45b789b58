"""Two payers of one day, billed on what was used: pricing the presence of the one leaves the other's day alone."""

from __future__ import annotations

import datetime as dt

import pytest

from billing.models import PricedDay
from billing.queries.quotes_of_acts import last_day_of
from billing.services.booking import cancel_and_price, move_and_price
from billing.services.passes import Passed
from billing.services.settling import settle_used
from espaces.models import CancellationStep, Customer, CustomerMember, Person, Resource
from reservations.models import Grant, Reservation, UnitRate
from reservations.services.presence import check_in, check_out
from tests.billing.charges.conftest import AFTER, BEFORE, DAY, reserve
from tests.factories import UnitFactory
from tests.factories.prices import price, sell
from tests.factories.reservations import at, half
from tests.factories.units import given, left

pytestmark = pytest.mark.django_db


@pytest.fixture
def tickets(person: Person, desks: Resource) -> Grant:
    """Of the person, not of the organisation that pays too."""
    unit = UnitFactory(structure=desks.venue.structure)
    UnitRate.objects.create(unit=unit, kind="open_space", per="half_day", amount=1)
    return given(person, unit, 3)


@pytest.fixture
def morning(person: Person, desks: Resource, tickets: Grant) -> Reservation:
    """Paid by himself; the afternoon is paid by another, who gave no units."""
    CancellationStep.objects.create(venue=desks.venue, audience="others", hours_before=72, percent_kept=100)
    sell(desks.venue, price("half_day", 5), billed_on="used")
    return reserve(person, desks, "morning")


def afternoon_used(person: Person, desks: Resource) -> None:
    payer = Customer.objects.create(organisation="Coopérative")
    CustomerMember.objects.create(customer=payer, person=person, starts_on=dt.date(2026, 1, 1))
    stay = reserve(person, desks, "afternoon", payer=payer)
    presence = check_in(actor=None, reservation_id=stay.pk, source="host", now=at(f"{DAY} 14:00", desks))
    check_out(actor=None, presence_id=presence.pk, source="host", now=at(f"{DAY} 15:00", desks))


def test_units_kept_by_a_late_cancellation_stay_used(person, desks, tickets, morning) -> None:
    cancel_and_price(actor=person, reservation_id=morning.pk, now=at(BEFORE, desks))
    afternoon_used(person, desks)
    before = left(tickets)
    assert settle_used(at(AFTER, desks)) == Passed(done=1)
    assert left(tickets) == before


def test_what_was_moved_away_keeps_its_units_and_its_day(person, desks, tickets, morning) -> None:
    request = half("2026-12-10", "morning")
    move_and_price(
        actor=person,
        reservation_id=morning.pk,
        resource=desks,
        request=request,
        by_host=True,
        now=at(BEFORE, desks),
    )
    afternoon_used(person, desks)
    before = left(tickets)
    assert settle_used(at(AFTER, desks)) == Passed(done=1)
    assert left(tickets) == before
    assert last_day_of(morning).day == dt.date(2026, 12, 10)
    assert PricedDay.objects.filter(prices__act="used").count() == 1
