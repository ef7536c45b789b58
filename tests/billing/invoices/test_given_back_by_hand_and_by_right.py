"""A manager gives back by hand what a refund or a leaving also gives back: never more than was paid."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from uuid import uuid4

import pytest

from billing.models import Charge, Invoice, PackSale
from billing.queries.charges_due import packs_to_charge
from billing.queries.debts import balance_of
from billing.queries.reconciliation import discrepancies
from billing.services.charging import charge_all
from billing.services.crediting import credit_invoice
from billing.services.invoicing import Billing, bill_customer
from billing.services.packs import refund_pack
from espaces.models import Customer, Membership, Structure, Venue
from espaces.services.memberships import end_membership
from tests.factories import PersonFactory, UnitFactory, VenueFactory
from tests.factories.invoicing import make_biller
from tests.factories.memberships import member, night, noon, plan_at
from tests.factories.units import pack_of, sold

pytestmark = pytest.mark.django_db


@pytest.fixture
def venue() -> Venue:
    return VenueFactory(structure=make_biller())


def bill(structure: Structure, customer: Customer) -> list[str]:
    issued = bill_customer(Billing(structure, customer, uuid4()), actor=None)
    return [f"{one.reference[:2]} {one.gross}" for one in issued]


def give_back(amount: int) -> None:
    wanted = {1: Decimal(amount)}
    credit_invoice(
        actor=None, invoice_id=Invoice.objects.get().pk, wanted=wanted, reason="Geste", token=uuid4()
    )


def refunded(sale: PackSale) -> None:
    refund_pack(
        actor=None, sale=sale, reason="Départ", refunded_on=dt.date(2026, 3, 20), now=noon("2026-03-20")
    )


def bought(venue: Venue) -> PackSale:
    """A pack of 60 €, invoiced."""
    unit = UnitFactory(structure=venue.structure)
    sale = sold(pack_of(venue.structure, unit), PersonFactory(), dt.date(2026, 3, 10))
    charge_all(noon("2026-03-10"))
    assert bill(venue.structure, sale.customer) == ["FA 60.00"]
    return sale


@pytest.mark.parametrize("gesture_first", [True, False])
def test_a_pack_given_back_in_part_by_hand_is_refunded_up_to_what_is_left(
    venue: Venue, *, gesture_first: bool
) -> None:
    sale = bought(venue)
    if gesture_first:
        give_back(20)
        refunded(sale)
    else:
        refunded(sale)
        charge_all(noon("2026-03-20"))
        give_back(20)
    charge_all(noon("2026-03-21"))
    assert bill(venue.structure, sale.customer) == ["AV 40.00"]
    assert balance_of(venue.structure_id, sale.customer_id).due == 0
    assert list(packs_to_charge()) == []
    assert list(discrepancies(noon("2026-03-21"))) == []


def test_a_pack_given_back_whole_by_hand_is_not_refunded_again(venue: Venue) -> None:
    sale = bought(venue)
    give_back(60)
    refunded(sale)
    charge_all(noon("2026-03-21"))
    assert bill(venue.structure, sale.customer) == []
    assert list(packs_to_charge()) == []
    assert list(discrepancies(noon("2026-03-21"))) == []


def left_at_mid_june(venue: Venue) -> Membership:
    """100 € for June, invoiced; 50 € come back."""
    membership = member(plan_at(venue, leaving="any_day"), venue, "2026-06-01")
    night("2026-06-01")
    assert bill(venue.structure, membership.customer) == ["FA 100.00"]
    end_membership(
        actor=PersonFactory(), membership=membership, ends_on=dt.date(2026, 6, 16), now=noon("2026-06-10")
    )
    return membership


@pytest.mark.parametrize(("by_hand", "by_right"), [(30, ["AV 50.00"]), (80, ["AV 20.00"]), (100, [])])
@pytest.mark.parametrize("it_waited", [True, False])
def test_days_not_used_come_back_up_to_what_is_left_of_the_period(
    venue: Venue, by_hand: int, by_right: list[str], *, it_waited: bool
) -> None:
    membership = left_at_mid_june(venue)
    if it_waited:
        night("2026-06-10")
        assert Charge.objects.live().filter(amount=-50).exists()
    give_back(by_hand)
    night("2026-06-11")
    assert bill(venue.structure, membership.customer) == by_right
    assert list(discrepancies(noon("2026-06-11"))) == []
    assert bill(venue.structure, membership.customer) == []
