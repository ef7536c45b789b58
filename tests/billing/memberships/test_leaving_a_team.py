"""Who leaves a team keeps what he has reserved, at the price without its membership."""

from __future__ import annotations

import uuid
from decimal import Decimal

import pytest

from billing.models import PlanDiscount, PricedDay
from billing.services.booking import book_and_price
from espaces.models import Membership, Person, Resource
from espaces.services.memberships import change_plan
from espaces.services.teams import add_to_team, remove_from_team
from tests.factories import (
    PersonFactory,
    PlanFactory,
    ResourceFactory,
    VenueFactory,
    manager_of,
    open_every_day,
)
from tests.factories.memberships import LONG_AGO, member, noon
from tests.factories.prices import payer, price, sell
from tests.factories.reservations import half

pytestmark = pytest.mark.django_db
NOW = noon("2026-11-30")


@pytest.fixture
def desks() -> Resource:
    venue = VenueFactory()
    open_every_day(venue, ("09:00", "18:00"))
    sell(venue, price("half_day", 5))
    return ResourceFactory(venue=venue, places=3)


@pytest.fixture
def team(desks: Resource) -> Membership:
    """Desks are included."""
    plan = PlanFactory(structure=desks.venue.structure, seats=3)
    PlanDiscount.objects.create(plan=plan, kind="open_space", percent=100, agreed_from=LONG_AGO)
    return member(plan, desks.venue, "2026-11-01")


@pytest.fixture
def colleague(team: Membership) -> Person:
    person = PersonFactory()
    actor = manager_of(team.plan.structure)
    add_to_team(actor=actor, membership=team, person=person, now=noon("2026-11-02"))
    return person


def reserve(person: Person, desks: Resource, day: str) -> None:
    book_and_price(
        actor=person,
        person=person,
        resource=desks,
        request=half(day, "morning"),
        token=uuid.uuid4(),
        payer=payer(person),
        now=noon("2026-11-27"),
    )


def leave(team: Membership, person: Person) -> None:
    remove_from_team(actor=manager_of(team.plan.structure), membership=team, person=person, now=NOW)


def owed(person: Person) -> list[Decimal]:
    return list(PricedDay.objects.filter(person=person).order_by("day").values_list("owed", flat=True))


def test_later_days_are_priced_without_it_and_those_of_the_others_stay(desks, team, colleague) -> None:
    first = team.persons.order_by("pk").first()
    for person in (first, colleague):
        reserve(person, desks, "2026-11-28")
        reserve(person, desks, "2026-12-03")
    assert owed(colleague) == [0, 0]
    leave(team, colleague)
    assert (owed(colleague), owed(first)) == ([0, 5], [0, 0])


def test_the_plan_under_which_it_was_booked_protects_no_longer(desks, team, colleague) -> None:
    reserve(colleague, desks, "2026-12-03")
    other = PlanFactory(structure=team.plan.structure, seats=3)
    follower = change_plan(
        actor=manager_of(team.plan.structure), membership=team, plan=other, now=noon("2026-11-29")
    )
    assert owed(colleague) == [0]
    leave(follower, colleague)
    assert owed(colleague) == [5]
