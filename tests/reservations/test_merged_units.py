"""Two rows for one human being become one: what each had of units is his, and nothing is gained or lost."""

from __future__ import annotations

import uuid
from decimal import Decimal

import pytest

from billing.models import PackSale
from espaces.models import Customer, Person, Unit, Venue
from espaces.services.merging import merge_persons
from espaces.services.people import enrol_person
from reservations.queries.ledger import balances_of, grants_of, statement, totals
from reservations.services.grants import use_units_otherwise
from tests.factories import PersonFactory, UnitFactory, VenueFactory, manager_of
from tests.factories.units import NOW, TODAY, given, own_customer, pack_of, sold

pytestmark = pytest.mark.django_db


@pytest.fixture
def venue() -> Venue:
    return VenueFactory()


@pytest.fixture
def ticket(venue: Venue) -> Unit:
    return UnitFactory(structure=venue.structure)


@pytest.fixture
def two(venue: Venue) -> tuple[Person, Person]:
    persons = PersonFactory(), PersonFactory()
    for person in persons:
        enrol_person(person=person, structure=venue.structure)
    return persons


def used(person: Person, ticket: Unit, venue: Venue, amount: int) -> None:
    values = {"reason": "Prêt", "day": TODAY, "token": uuid.uuid4(), "now": NOW, "amount": Decimal(amount)}
    use_units_otherwise(
        actor=None, unit=ticket, person=person, payer=own_customer(person), venue=venue, **values
    )


def test_balances_add_up_and_every_line_follows(venue, ticket, two) -> None:
    kept, old = two
    given(kept, ticket, 4)
    given(own_customer(kept), ticket, 1)
    given(own_customer(old), ticket, 2)
    sale = sold(pack_of(ticket.structure, ticket), old)
    used(old, ticket, venue, 5)
    used(kept, ticket, venue, 1)
    merge_persons(actor=manager_of(venue.structure), kept=kept, old=old, now=NOW)

    assert [total.left for total in totals(balances_of(kept, TODAY))] == [11]
    assert balances_of(old, TODAY) == []
    entries = statement(grants_of(kept, TODAY), TODAY)
    assert sorted(entry.line.movement.gain for entry in entries) == [-5, -1, 1, 2, 4, 10]
    assert {entry.use.person for entry in entries if entry.use} == {kept}
    sale.refresh_from_db()
    assert (sale.person, sale.customer, sale.grant.person) == (kept, own_customer(kept), kept)
    assert PackSale.objects.count() == Customer.objects.count() == 1
