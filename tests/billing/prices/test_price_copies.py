"""A list taken over by another venue, of the same structure or of another: what stays, what changes, what is said."""

from __future__ import annotations

import datetime as dt

import pytest

from billing.models import Cap, PriceList, Tariff
from billing.queries.editions import edition_in_force
from billing.queries.price_lists import draft_of
from billing.services import price_lists
from billing.services.price_lines import set_cap
from espaces.errors import Refused
from espaces.models import Customer, Network, Person, Plan, Venue
from tests.factories import (
    NetworkFactory,
    PersonFactory,
    PlanFactory,
    ResourceFactory,
    StructureFactory,
    VenueFactory,
)
from tests.factories.price_lists import BEGINNING, DESKS, drafted, line, published

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 6, 1)


@pytest.fixture
def network() -> Network:
    return NetworkFactory()


@pytest.fixture
def venue(network: Network) -> Venue:
    return ResourceFactory(venue=VenueFactory(structure=StructureFactory(network=network))).venue


@pytest.fixture
def manager() -> Person:
    return PersonFactory()


def copied(manager: Person, price_list: PriceList, venue: Venue) -> price_lists.Copy:
    return price_lists.copy_list_to_venue(actor=manager, price_list=price_list, venue=venue, today=TODAY)


def told(price_list: PriceList) -> list[tuple[str, str, str]]:
    rows = Tariff.objects.filter(edition__price_list=price_list).order_by("position")
    return [(row.unit, f"{row.amount:.2f}", row.audience) for row in rows]


def test_settings_prices_and_caps_are_copied_into_a_draft(venue: Venue, manager: Person) -> None:
    other = VenueFactory(structure=venue.structure)
    price_list = drafted(venue, combination="chosen", note="Café compris")
    set_cap(
        actor=None, price_list=price_list, today=TODAY, kind="", period="month", scope="venue", amount=225
    )
    copy = copied(manager, price_list, other)
    draft = draft_of(copy.price_list)
    assert draft is not None
    assert (draft.combination, draft.note) == ("chosen", "Café compris")
    assert told(copy.price_list) == [("half_day", "5.00", "everybody"), ("day", "9.00", "everybody")]
    assert [(cap.period, cap.amount) for cap in Cap.objects.filter(edition=draft)] == [("month", 225)]
    assert (copy.said, copy.price_list.structure, edition_in_force(other, TODAY)) == (
        [],
        venue.structure,
        None,
    )


def test_what_belongs_to_another_structure_is_left_out_and_said(
    venue: Venue, manager: Person, network: Network
) -> None:
    structure = venue.structure
    own = PlanFactory(structure=structure)
    common = PlanFactory(structure=structure, network=network, scope=Plan.Scope.NETWORK)
    students = structure.reduced_audiences.create(name="Étudiants")
    employer = Customer.objects.create(organisation="Mairie")
    price_list = published(
        venue,
        [
            *DESKS,
            line("4", audience="plan", plan=own),
            line("3", audience="plan", plan=common),
            line("2", audience="reduced", reduced_audience=students),
            line("1", audience="customer", customer=employer),
            line("0", audience="first_visit"),
        ],
    )
    elsewhere = VenueFactory(structure=StructureFactory(network=network))
    copy = copied(manager, price_list, elsewhere)
    assert told(copy.price_list) == [
        ("half_day", "5.00", "everybody"),
        ("day", "9.00", "everybody"),
        ("half_day", "0.00", "first_visit"),
        ("half_day", "3.00", "plan"),
    ]
    assert len(copy.said) == 3
    beside = copied(manager, price_list, VenueFactory(structure=structure))
    assert (len(told(beside.price_list)), beside.said) == (7, [])


def test_the_price_of_one_resource_becomes_that_of_its_kind_or_is_left_out(
    venue: Venue, manager: Person
) -> None:
    small, large = (
        ResourceFactory(venue=venue, kind="meeting_room", name=name) for name in ("Petite", "Grande")
    )
    price_list = drafted(venue, [line("56", resource=small), line("112", resource=large)])
    copy = copied(manager, price_list, VenueFactory(structure=venue.structure))
    row = Tariff.objects.get(edition__price_list=copy.price_list)
    assert (row.resource, row.kind, row.amount) == (None, "meeting_room", 56)
    assert [("Petite" in said, "Grande" in said) for said in copy.said] == [(True, False), (False, True)]


def test_an_empty_list_is_not_copied(venue: Venue, manager: Person) -> None:
    price_list = drafted(venue)
    price_list.editions.all().delete()
    with pytest.raises(Refused) as refused:
        copied(manager, price_list, VenueFactory(structure=venue.structure))
    assert refused.value.code == "no_tariff"
    assert PriceList.objects.count() == 1


def test_two_copies_have_two_names(venue: Venue, manager: Person) -> None:
    other = VenueFactory(structure=venue.structure)
    names = {copied(manager, published(venue), other).price_list.name}
    names.add(copied(manager, PriceList.objects.earliest("pk"), other).price_list.name)
    assert len(names) == 2


def use(manager: Person, venue: Venue, price_list: PriceList, since: dt.date = TODAY) -> None:
    price_lists.use_list_at_venue(
        actor=manager, venue=venue, price_list=price_list, valid_from=since, today=TODAY
    )


def test_another_list_is_used_from_a_day_on(venue: Venue, manager: Person) -> None:
    other = VenueFactory(structure=venue.structure)
    first, second = published(venue), published(other, [line("6")])
    july = dt.date(2026, 7, 1)
    use(manager, venue, second, july)
    lists = [edition_in_force(venue, day) for day in (july - dt.timedelta(days=1), july)]
    assert [edition and edition.price_list for edition in lists] == [first, second]


def test_a_list_of_another_structure_or_unpublished_is_not_used(venue: Venue, manager: Person) -> None:
    published(venue)
    for price_list, code in [
        (published(VenueFactory()), "list_elsewhere"),
        (drafted(VenueFactory(structure=venue.structure)), "not_published"),
    ]:
        with pytest.raises(Refused) as refused:
            use(manager, venue, price_list)
        assert refused.value.code == code
    edition = edition_in_force(venue, TODAY)
    assert edition is not None
    assert edition.valid_from == BEGINNING
