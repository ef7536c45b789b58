"""A list without tax, two rates, a late cancellation: what a day owes is to the cent what its charges ask for."""

from __future__ import annotations

from decimal import Decimal

import pytest

from billing.models import Charge, PricedDay
from billing.queries.owed import total_due
from billing.queries.quotes_of_acts import quote_cancellation
from billing.rules.pricing.differences import MoneyChange
from billing.rules.pricing.owed import cost_of_act, owed_for_day
from billing.rules.pricing.quotes import Quote
from billing.rules.pricing.several import price_groups
from billing.services.booking import cancel_and_price
from billing.services.charging import charge_all
from espaces.models import CancellationStep, Person, Resource
from tests.billing.charges.conftest import AFTER, reserve
from tests.billing.rules.pricing_world import HT, facts, half_day, quote
from tests.factories import ResourceFactory
from tests.factories.prices import price, sell, taxed
from tests.factories.reservations import at

MORNING, AFTERNOON = "09:00-12:00", "14:00-18:00"
CHEAP = (half_day("0.62", "20"),)


def kept(amount: str, rate: str = "20") -> MoneyChange:
    return MoneyChange(Decimal(rate), False, Decimal(amount))


def test_tax_is_computed_once_on_what_is_open_and_what_is_kept() -> None:
    """0.12 and 0.06 apart are 0.18; 20 % of 0.93 are 0.19."""
    assert owed_for_day(quote(AFTERNOON, tariffs=CHEAP, rules=HT), [kept("0.31")]) == Decimal("1.12")


def test_each_rate_has_its_own_sum() -> None:
    owed = owed_for_day(quote(AFTERNOON, tariffs=CHEAP, rules=HT), [kept("0.31"), kept("0.30", "5.5")])
    assert owed == Decimal("1.12") + Decimal("0.32")


def test_what_an_act_costs_is_what_the_day_owes_more() -> None:
    both, one = (quote(*stays, tariffs=CHEAP, rules=HT) for stays in ([MORNING, AFTERNOON], [AFTERNOON]))
    assert cost_of_act(both, one, [], [kept("0.31")]).total == Decimal("-0.37")
    assert cost_of_act(one, both, [kept("0.31")]).total == Decimal("0.74")
    assert cost_of_act(Quote(), both, []).total == both.due


def test_resources_with_prices_of_their_own_share_the_tax_of_a_rate() -> None:
    groups = [facts(stay, tariffs=CHEAP, rules=HT) for stay in (MORNING, AFTERNOON)]
    assert price_groups(groups).due == Decimal("1.49")


@pytest.mark.django_db
def test_the_page_the_day_and_the_charges_agree(person: Person, desks: Resource) -> None:
    reduced = ResourceFactory(venue=desks.venue, places=3)
    CancellationStep.objects.create(venue=desks.venue, audience="others", hours_before=24, percent_kept=50)
    taxed(desks.venue.structure)
    sell(
        desks.venue,
        price("half_day", "0.62", tax_rate=20),
        price("half_day", "0.30", resource=reduced, tax_rate=Decimal("5.5")),
        includes_tax=False,
    )
    late = at("2026-12-02 21:00", desks)
    reserve(person, desks, "afternoon")
    for resource in (desks, reduced):
        booked = reserve(person, resource, "morning")
        announced = quote_cancellation(booked, 50)
        assert announced
        cancel_and_price(actor=person, reservation_id=booked.pk, announced=announced.due, now=late)
    assert PricedDay.objects.get().owed == Decimal("1.12") + Decimal("0.16")
    reserve(person, desks, "morning", now=at("2026-12-02 22:00", desks))
    charge_all(at(AFTER, desks))
    assert PricedDay.objects.get().owed == total_due(Charge.objects.live())
    assert Charge.objects.live().count() == 2
