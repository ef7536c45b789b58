"""What a plan asks of its members, and refuses: nothing is written then."""

import datetime as dt

import pytest

from espaces.errors import Refused
from espaces.models import Customer, CustomerMember, Membership, PersonDocument, ReducedAudience
from espaces.services.memberships import change_plan, leave_membership, take_ending_back
from espaces.services.plans import archive_plan
from espaces.services.subscribing import subscribe
from espaces.services.teams import add_colleague, add_to_team, create_organisation, remove_from_team
from tests.factories import PersonFactory, PlanFactory, StructureFactory, VenueFactory, host_of, login_of
from tests.factories.memberships import member, noon

pytestmark = pytest.mark.django_db
NOW = noon("2026-06-10")


@pytest.fixture
def venue():
    return VenueFactory(structure=StructureFactory())


@pytest.fixture
def host(venue):
    return host_of(venue)


def refused(act, **arguments) -> str:
    """The code of the refusal; no membership was made."""
    before = Membership.objects.count()
    with pytest.raises(Refused) as error:
        act(**arguments)
    assert Membership.objects.count() == before
    return error.value.code


def test_A4_6_the_ninth_resident_is_refused(venue) -> None:
    plan = PlanFactory(structure=venue.structure, sold_at_most=8)
    residents = [member(plan, venue, "2026-06-01") for _ in range(8)]
    wanted = {"actor": None, "plan": plan, "person": PersonFactory(), "home_venue": venue, "now": NOW}
    assert refused(subscribe, **wanted) == "sold_out"
    leave_membership(actor=host_of(venue), membership=residents[0], now=NOW)
    assert refused(subscribe, **wanted) == "sold_out"
    assert subscribe(**wanted, asked_on=dt.date(2026, 7, 1)).starts_on == dt.date(2026, 7, 1)


def test_the_place_one_leaves_may_be_taken_meanwhile(venue, host) -> None:
    plan = PlanFactory(structure=venue.structure, sold_at_most=1)
    leaving = member(plan, venue, "2026-06-01")
    leave_membership(actor=host, membership=leaving, now=NOW)
    subscribe(
        actor=host,
        plan=plan,
        person=PersonFactory(),
        home_venue=venue,
        now=NOW,
        asked_on=dt.date(2026, 7, 1),
    )
    assert refused(take_ending_back, actor=host, membership=leaving, now=NOW) == "sold_out"
    leaving.refresh_from_db()
    assert leaving.ends_on == dt.date(2026, 7, 1)


def test_A19_4_a_plan_for_members_of_the_association_only(venue) -> None:
    association = PlanFactory(structure=venue.structure, cycle="year", is_association=True)
    plan = PlanFactory(structure=venue.structure, requires=association)
    person = PersonFactory()
    wanted = {"actor": None, "plan": plan, "person": person, "home_venue": venue, "now": NOW}
    assert refused(subscribe, **wanted) == "requires"
    member(association, venue, "2026-06-10", person)
    assert subscribe(**wanted).plan == plan


def test_a_reduced_plan_needs_a_proof_of_that_day(venue, host) -> None:
    students = ReducedAudience.objects.create(structure=venue.structure, name="Étudiants")
    plan = PlanFactory(structure=venue.structure, reduced_audience=students)
    person = PersonFactory()
    proof = PersonDocument.objects.create(
        person=person,
        structure=venue.structure,
        kind="proof",
        audience=students,
        valid_from=dt.date(2025, 9, 1),
        valid_to=dt.date(2026, 6, 10),
        seen_by=host,
    )
    wanted = {"actor": None, "plan": plan, "person": person, "home_venue": venue, "now": NOW}
    assert refused(subscribe, **wanted) == "no_proof"
    proof.valid_to = dt.date(2026, 6, 11)
    proof.save()
    assert subscribe(**wanted).plan == plan


def test_online_only_what_is_offered_and_never_in_the_past(venue) -> None:
    plan = PlanFactory(structure=venue.structure)
    person = PersonFactory()
    wanted = {
        "actor": person,
        "plan": plan,
        "person": person,
        "home_venue": venue,
        "now": NOW,
        "online": True,
    }
    assert refused(subscribe, **wanted) == "not_online"
    plan.offered_online = True
    plan.save()
    assert refused(subscribe, **wanted, asked_on=dt.date(2026, 6, 9)) == "in_the_past"
    archive_plan(actor=person, plan=plan, now=NOW)
    assert refused(subscribe, **wanted) == "plan_archived"


def test_the_terms_are_those_of_the_day_of_the_agreement(venue) -> None:
    plan = PlanFactory(structure=venue.structure, notice_days=14, commitment=2)
    membership = member(plan, venue, "2026-06-10")
    plan.notice_days = 60
    plan.save()
    membership.refresh_from_db()
    assert (membership.notice_days, membership.commitment) == (14, 2)
    assert member(plan, venue, "2026-06-10").notice_days == 60


def test_a_payer_pays_only_for_its_own(venue, host) -> None:
    plan, person = PlanFactory(structure=venue.structure), PersonFactory()
    company = create_organisation(
        actor=host,
        structure=venue.structure,
        manager=PersonFactory(),
        day=NOW.date(),
        organisation="Moulins SARL",
    )
    wanted = {"actor": host, "plan": plan, "person": person, "home_venue": venue, "now": NOW}
    assert refused(subscribe, **wanted, customer=company) == "not_paid_for"
    CustomerMember.objects.create(customer=company, person=person, starts_on=NOW.date())
    assert subscribe(**wanted, customer=company).customer == company


@pytest.fixture
def team(venue, host) -> Membership:
    manager = PersonFactory()
    company = create_organisation(
        actor=host, structure=venue.structure, manager=manager, day=NOW.date(), organisation="Moulins SARL"
    )
    plan = PlanFactory(structure=venue.structure, seats=2)
    return member(plan, venue, "2026-06-10", manager, customer=company)


def test_a_team_has_so_many_seats(team, host) -> None:
    known = login_of()
    joined = add_colleague(
        actor=host, membership=team, first_name="X", last_name="Y", email=known.user.email, now=NOW
    )
    assert joined == known
    assert CustomerMember.objects.filter(customer=team.customer, person=known, ends_on=None).exists()
    assert refused(add_to_team, actor=host, membership=team, person=PersonFactory(), now=NOW) == "full"
    assert refused(add_to_team, actor=host, membership=team, person=known, now=NOW) == "already_member"
    later = noon("2026-06-20")
    remove_from_team(actor=host, membership=team, person=known, now=later)
    assert team.persons.count() == 1
    assert CustomerMember.objects.get(person=known).ends_on == later.date()


def test_somebody_always_holds_the_membership(team, host) -> None:
    manager = team.persons.get()
    assert refused(remove_from_team, actor=host, membership=team, person=manager, now=NOW) == "last_one"
    assert list(team.persons.all()) == [manager]


def test_a_colleague_unknown_before_finds_himself_by_his_address(team, host) -> None:
    person = add_colleague(
        actor=host, membership=team, first_name="Ana", last_name="Diaz", email="ana@example.org", now=NOW
    )
    assert (person.user, person.email) == (None, "ana@example.org")
    assert person in team.persons.all()


def test_the_person_changes_plan_only_after_the_commitment(venue, host) -> None:
    bound = PlanFactory(structure=venue.structure, commitment=3)
    free = PlanFactory(structure=venue.structure, offered_online=True)
    membership = member(bound, venue, "2026-06-01")
    wanted = {"actor": host, "membership": membership, "plan": free, "now": NOW}
    assert refused(change_plan, **wanted, online=True, at_once=True) == "committed"
    follower = change_plan(**wanted, online=True)
    assert follower.starts_on == dt.date(2026, 9, 1)
    assert refused(change_plan, **wanted) == "ending"


def test_a_change_that_the_new_plan_refuses_changes_nothing(venue, host) -> None:
    students = ReducedAudience.objects.create(structure=venue.structure, name="Étudiants")
    plan = PlanFactory(structure=venue.structure, reduced_audience=students)
    indivisible = PlanFactory(structure=venue.structure, first_period="next")
    membership = member(PlanFactory(structure=venue.structure), venue, "2026-06-01")
    wanted = {"actor": host, "membership": membership, "now": NOW}
    assert refused(change_plan, **wanted, plan=plan) == "no_proof"
    assert refused(change_plan, **wanted, plan=indivisible, at_once=True) == "indivisible"
    membership.refresh_from_db()
    assert (membership.ends_on, membership.leaving_asked_on) == (None, None)
    assert change_plan(**wanted, plan=indivisible).starts_on == dt.date(2026, 7, 1)


def test_nobody_leaves_twice(venue, host) -> None:
    membership = member(PlanFactory(structure=venue.structure), venue, "2026-06-01")
    leave_membership(actor=host, membership=membership, now=NOW)
    assert refused(leave_membership, actor=host, membership=membership, now=NOW) == "ending"
    assert Customer.objects.count() == 1
