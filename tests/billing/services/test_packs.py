"""Packs: what is sold, until when it is valid, what comes back. Cases of the sheets by their numbers."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from billing.models import PackProduct, PackSale
from billing.services.packs import archive_pack_product, refund_pack, save_pack_product
from espaces.errors import Refused
from espaces.models import Customer, CustomerMember, Enrolment, Person, Unit, Venue
from reservations.models import Grant, Use
from reservations.queries.ledger import last_day_of
from reservations.queries.units import grants_for_day
from reservations.services.grants import correct_grant
from tests.factories import PersonFactory, UnitFactory, VenueFactory
from tests.factories.units import NOW, TODAY, left, own_customer, pack_of, sold

pytestmark = pytest.mark.django_db


@pytest.fixture
def venue() -> Venue:
    return VenueFactory()


@pytest.fixture
def ticket(venue: Venue) -> Unit:
    return UnitFactory(structure=venue.structure, name="ticket", plural="tickets")


@pytest.fixture
def booklet(ticket: Unit) -> PackProduct:
    return pack_of(ticket.structure, ticket)


@pytest.fixture
def person() -> Person:
    return PersonFactory()


@pytest.mark.parametrize(
    ("bought_on", "last_day"),
    [
        (dt.date(2026, 8, 31), dt.date(2027, 2, 27)),
        (dt.date(2026, 3, 10), dt.date(2026, 9, 9)),
    ],
)
def test_last_day_of_a_booklet_MO1(booklet, person, bought_on, last_day) -> None:
    sale = sold(booklet, person, bought_on)
    assert (sale.grant.amount, sale.grant.valid_from, last_day_of(sale.grant)) == (10, bought_on, last_day)
    assert (sale.price, sale.bought_on, sale.structure) == (60, bought_on, booklet.structure)


@pytest.mark.parametrize(("day", "units"), [("2026-09-09", 10), ("2026-09-10", 0), ("2026-09-11", 0)])
def test_validity_is_that_of_the_day_of_use_A1_6(booklet, person, venue, day, units) -> None:
    """Bought on 10 March: the last day is printed, 9 September."""
    sold(booklet, person, dt.date(2026, 3, 10))
    usable = grants_for_day(person, own_customer(person), venue, dt.date.fromisoformat(day), without=())
    assert sum(grant.usable for grant in usable) == units


def test_a_pack_without_end_does_not_end_A2(ticket, person) -> None:
    sale = sold(pack_of(ticket.structure, ticket, valid_months=None), person)
    assert sale.grant.valid_to is None


def test_a_sale_is_remembered_as_it_was_agreed(booklet, person, venue) -> None:
    booklet.venues.set([venue])
    sale = sold(booklet, person)
    save_pack_product(
        actor=None,
        structure=booklet.structure,
        product=booklet,
        amount=Decimal(5),
        price=Decimal(80),
        valid_months=1,
    )
    sale.refresh_from_db()
    assert (sale.price, sale.grant.amount, last_day_of(sale.grant)) == (60, 10, dt.date(2026, 9, 9))
    assert list(sale.grant.venues.all()) == [venue]
    assert list(booklet.venues.all()) == []


def test_a_sale_sent_twice_sells_one_pack(booklet, person) -> None:
    token = uuid.uuid4()
    assert sold(booklet, person, token=token) == sold(booklet, person, token=token)
    assert PackSale.objects.count() == Grant.objects.count() == 1


def test_the_buyer_is_known_to_the_structure_from_then_on(booklet, person) -> None:
    sold(booklet, person)
    assert Enrolment.objects.get().person == person


def test_a_pack_no_longer_sold_is_refused(booklet, person) -> None:
    archive_pack_product(actor=None, product=booklet, now=NOW)
    with pytest.raises(Refused) as refused:
        sold(booklet, person)
    assert refused.value.code == "pack_archived"
    assert not Grant.objects.exists()
    assert not PackSale.objects.exists()


def test_a_pack_for_one_person_says_who(booklet, person) -> None:
    with pytest.raises(Refused) as refused:
        sold(booklet, None, customer=own_customer(person))
    assert refused.value.code == "for_whom"
    assert not Grant.objects.exists()


def test_only_who_pays_for_the_person_buys_for_him(booklet, person) -> None:
    employer = Customer.objects.create(organisation="Coopérative")
    with pytest.raises(Refused) as refused:
        sold(booklet, person, customer=employer)
    assert refused.value.code == "not_payer"
    assert not Grant.objects.exists()
    CustomerMember.objects.create(customer=employer, person=person, starts_on=TODAY)
    assert sold(booklet, person, customer=employer).grant.person == person


def test_a_shared_pack_belongs_to_the_customer(ticket) -> None:
    employer = Customer.objects.create(organisation="Coopérative")
    shared = pack_of(ticket.structure, ticket, nominative=False)
    sale = sold(shared, None, customer=employer)
    assert (sale.grant.customer, sale.grant.person) == (employer, None)


def test_six_tickets_of_ten_at_60_come_back_as_36_A2_9(booklet, person) -> None:
    sale = sold(booklet, person)
    correct_grant(
        actor=None,
        grant=sale.grant,
        difference=Decimal(-4),
        reason="Quatre tickets utilisés",
        day=TODAY,
        token=uuid.uuid4(),
        now=NOW,
    )
    again = [
        refund_pack(actor=None, sale=sale, reason="Exclusion", refunded_on=TODAY, now=NOW) for _twice in "12"
    ]
    assert again[0] == again[1]
    sale.refresh_from_db()
    assert (sale.refunded_units, sale.refunded, sale.refunded_on, sale.refund_reason) == (
        6,
        Decimal("36.00"),
        TODAY,
        "Exclusion",
    )
    assert left(sale.grant) == 0
    ended = Use.objects.get(kind="ended")
    assert (ended.amount, ended.reason) == (6, "Exclusion")


def test_a_refund_is_rounded_half_up(ticket, person) -> None:
    sale = sold(pack_of(ticket.structure, ticket, amount=3, price=Decimal("0.05")), person)
    correct_grant(
        actor=None,
        grant=sale.grant,
        difference=Decimal(-2),
        reason="x",
        day=TODAY,
        token=uuid.uuid4(),
        now=NOW,
    )
    refund_pack(actor=None, sale=sale, reason="Départ", refunded_on=TODAY, now=NOW)
    sale.refresh_from_db()
    assert sale.refunded == Decimal("0.02")


@pytest.mark.parametrize(("day", "code"), [(dt.date(2026, 9, 10), "units_expired"), (TODAY, "nothing_left")])
def test_nothing_comes_back_of_what_is_over_or_used(booklet, person, day, code) -> None:
    sale = sold(booklet, person)
    if code == "nothing_left":
        values = {"reason": "x", "day": TODAY, "token": uuid.uuid4(), "now": NOW}
        correct_grant(actor=None, grant=sale.grant, difference=Decimal(-10), **values)
    with pytest.raises(Refused) as refused:
        refund_pack(actor=None, sale=sale, reason="Départ", refunded_on=day, now=NOW)
    assert refused.value.code == code
    sale.refresh_from_db()
    assert sale.refunded is None


def test_two_packs_on_sale_have_two_names(booklet) -> None:
    fields = {"name": booklet.name, "unit": booklet.unit, "amount": Decimal(5), "price": Decimal(30)}
    with pytest.raises(ValidationError):
        save_pack_product(actor=None, structure=booklet.structure, **fields)
    archive_pack_product(actor=None, product=booklet, now=NOW)
    assert save_pack_product(actor=None, structure=booklet.structure, **fields).pk


def test_a_pack_holds_whole_units(booklet) -> None:
    with pytest.raises(Refused) as refused:
        save_pack_product(
            actor=None, structure=booklet.structure, product=booklet, amount=Decimal("2.5"), price=Decimal(10)
        )
    assert refused.value.code == "part_of_a_unit"
    booklet.refresh_from_db()
    assert booklet.amount == 10
