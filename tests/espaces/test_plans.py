"""Plans and memberships as rights, places given. Dates are half-open."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from espaces.errors import Refused
from espaces.models import Allotment, Customer, Enrolment, Membership, Plan
from espaces.services.memberships import end_membership
from espaces.services.plans import QuotaLimit, allot_place, archive_plan, end_allotment, save_plan
from espaces.services.subscribing import subscribe
from tests.factories import (
    NetworkFactory,
    PersonFactory,
    PlaceFactory,
    ResourceFactory,
    StructureFactory,
    VenueFactory,
    host_of,
    manager_of,
)

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2025, 12, 20, 9, tzinfo=dt.UTC)
JAN, FEB, MAR, APR = (dt.date(2026, month, 1) for month in (1, 2, 3, 4))


@pytest.fixture
def venue():
    return VenueFactory(structure=StructureFactory(network=NetworkFactory()))


@pytest.fixture
def host(venue):
    return host_of(venue)


@pytest.fixture
def plan(venue) -> Plan:
    return Plan.objects.create(structure=venue.structure, name="Résident")


def given(host, plan, venue, person=None, start=JAN, end=None) -> Membership:
    return subscribe(
        actor=host,
        plan=plan,
        person=person or PersonFactory(),
        home_venue=venue,
        asked_on=start,
        ends_on=end,
        now=NOW,
    )


def code_of(act, *args, **kwargs) -> str:
    with pytest.raises(Refused) as refused:
        act(*args, **kwargs)
    return refused.value.code


def test_a_plan_has_its_rights_and_quotas(venue) -> None:
    other = VenueFactory(structure=venue.structure)
    plan = save_plan(
        actor=manager_of(venue.structure),
        structure=venue.structure,
        plan=None,
        name="Dix jours",
        scope="list",
        venues=[venue, other],
        horizon_days=90,
        extended_access=True,
        quotas=[QuotaLimit("week", "minutes", 1200), QuotaLimit("future", "reservations", 10)],
    )
    assert set(plan.venues.all()) == {venue, other}
    assert (plan.horizon_days, plan.notice_minutes, plan.extended_access) == (90, None, True)
    assert set(plan.quotas.values_list("period", "measure", "limit")) == {
        ("week", "minutes", 1200),
        ("future", "reservations", 10),
    }
    save_plan(
        actor=manager_of(venue.structure),
        structure=venue.structure,
        plan=plan,
        scope="home",
        venues=[venue],
        quotas=[],
    )
    assert not plan.venues.exists()
    assert not plan.quotas.exists()


def test_two_plans_of_a_structure_never_share_a_name(venue, plan) -> None:
    with pytest.raises(ValidationError):
        save_plan(actor=None, structure=venue.structure, plan=None, name="Résident", venues=[], quotas=[])
    assert Plan.objects.count() == 1


def test_a_plan_of_a_network_names_it(venue) -> None:
    with pytest.raises(ValidationError):
        save_plan(
            actor=None,
            structure=venue.structure,
            plan=None,
            name="Réseau",
            scope="network",
            venues=[],
            quotas=[],
        )
    assert not Plan.objects.exists()


def test_giving_a_membership_makes_customer_and_enrolment(venue, host, plan) -> None:
    person = PersonFactory()
    membership = given(host, plan, venue, person, JAN, APR)
    assert (membership.customer.person, list(membership.persons.all())) == (person, [person])
    assert (membership.starts_on, membership.ends_on, membership.home_venue) == (JAN, APR, venue)
    assert Enrolment.objects.filter(person=person, structure=venue.structure).exists()
    given(host, plan, venue, person, APR)
    assert Customer.objects.count() == 1


def test_the_same_plan_never_runs_twice_for_a_person(venue, host, plan) -> None:
    person = PersonFactory()
    given(host, plan, venue, person, JAN, APR)
    assert code_of(given, host, plan, venue, person, MAR) == "already_member"
    assert code_of(given, host, plan, venue, person, dt.date(2025, 1, 1)) == "already_member"
    assert Membership.objects.count() == 1


@pytest.mark.parametrize("scope", ["home", "list", "network"])
def test_a_plan_is_not_given_where_it_is_not_valid(scope: str, venue, host, plan) -> None:
    network = venue.structure.networks.get()
    Plan.objects.filter(pk=plan.pk).update(scope=scope, network=network)
    plan.refresh_from_db()
    plan.venues.set([VenueFactory(structure=venue.structure)])
    stranger = VenueFactory()
    assert code_of(given, host, plan, stranger) == "plan_elsewhere"
    assert not Membership.objects.exists()
    assert not Customer.objects.exists()


def test_a_plan_of_the_network_is_valid_at_its_other_structures(venue, host, plan) -> None:
    network = venue.structure.networks.get()
    plan.scope, plan.network = "network", network
    plan.save()
    neighbour = VenueFactory(structure=StructureFactory(network=network))
    assert given(host, plan, neighbour).home_venue == neighbour


def test_an_archived_plan_is_kept_but_no_longer_given(venue, host, plan) -> None:
    membership = given(host, plan, venue)
    archive_plan(actor=host, plan=plan, now=timezone.now())
    assert code_of(given, host, plan, venue) == "plan_archived"
    membership.refresh_from_db()
    assert membership.ends_on is None


def test_a_membership_ends_after_it_starts(venue, host, plan) -> None:
    membership = given(host, plan, venue, start=FEB)
    assert (
        code_of(end_membership, actor=host, membership=membership, ends_on=FEB, now=NOW, reason="parti")
        == "invalid"
    )
    membership.refresh_from_db()
    assert membership.ends_on is None


@pytest.fixture
def desk(venue):
    return ResourceFactory(venue=venue).places.get()


def allotted(host, membership, place, start=JAN, end=None) -> Allotment:
    return allot_place(
        actor=host,
        membership=membership,
        person=membership.persons.get(),
        place=place,
        starts_on=start,
        ends_on=end,
    )


def test_a_place_is_given_to_one_member_at_a_time(venue, host, plan, desk) -> None:
    first, second = given(host, plan, venue), given(host, plan, venue)
    allotted(host, first, desk, JAN, MAR)
    assert code_of(allotted, host, second, desk, FEB) == "place_taken"
    assert Allotment.objects.count() == 1
    assert allotted(host, second, desk, MAR).starts_on == MAR


def test_a_place_is_given_within_the_membership(venue, host, plan, desk) -> None:
    membership = given(host, plan, venue, start=FEB, end=APR)
    assert code_of(allotted, host, membership, desk, JAN, MAR) == "outside_membership"
    assert code_of(allotted, host, membership, desk, FEB) == "outside_membership"
    assert allotted(host, membership, desk, FEB, APR).ends_on == APR


def test_a_place_is_given_to_persons_of_the_membership_only(venue, host, plan, desk) -> None:
    membership = given(host, plan, venue)
    refused = code_of(
        allot_place,
        actor=host,
        membership=membership,
        person=PersonFactory(),
        place=desk,
        starts_on=JAN,
    )
    assert refused == "not_member"
    assert not Allotment.objects.exists()


def test_a_place_elsewhere_or_gone_is_not_given(venue, host, plan) -> None:
    membership = given(host, plan, venue)
    elsewhere = ResourceFactory().places.get()
    assert code_of(allotted, host, membership, elsewhere) == "plan_elsewhere"
    gone = PlaceFactory(resource=ResourceFactory(venue=venue, places=0), valid_to=MAR)
    assert code_of(allotted, host, membership, gone) == "place_missing"
    assert allotted(host, membership, gone, JAN, MAR).place == gone


def test_places_end_with_their_membership(venue, host, plan, desk) -> None:
    membership = given(host, plan, venue)
    allotment = allotted(host, membership, desk)
    end_membership(actor=host, membership=membership, ends_on=MAR, now=NOW)
    allotment.refresh_from_db()
    membership.refresh_from_db()
    assert (membership.ends_on, allotment.ends_on) == (MAR, MAR)


def test_a_place_given_for_later_is_ended_first(venue, host, plan, desk) -> None:
    membership = given(host, plan, venue)
    allotment = allotted(host, membership, desk, APR)
    assert code_of(end_membership, actor=host, membership=membership, ends_on=MAR, now=NOW) == "place_later"
    membership.refresh_from_db()
    allotment.refresh_from_db()
    assert (membership.ends_on, allotment.ends_on) == (None, None)


def test_a_place_is_not_prolonged_over_the_next_one(venue, host, plan, desk) -> None:
    first, second = given(host, plan, venue), given(host, plan, venue)
    early = allotted(host, first, desk, JAN, FEB)
    allotted(host, second, desk, FEB)
    assert code_of(end_allotment, actor=host, allotment=early, ends_on=MAR) == "place_taken"
    early.refresh_from_db()
    assert early.ends_on == FEB
