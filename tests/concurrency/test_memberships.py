"""Races of memberships, with real threads and commits. Each is seen to fail without its lock."""

import datetime as dt

import pytest

from espaces.errors import Refused
from espaces.models import Membership
from espaces.services.memberships import change_plan, leave_membership, pause_membership
from espaces.services.subscribing import subscribe
from espaces.services.teams import add_to_team
from reservations.models import Grant, MembershipPeriod
from reservations.services.periods import open_due_periods, open_period
from tests.concurrency.threads import at_once
from tests.factories import PersonFactory, PlanFactory, VenueFactory, host_of
from tests.factories.memberships import allowance, member, noon

pytestmark = pytest.mark.django_db(transaction=True)
NOW = noon("2026-06-10")


def refusals(results: list[object]) -> list[str]:
    unexpected = [one for one in results if isinstance(one, Exception) and not isinstance(one, Refused)]
    assert unexpected == []
    return [one.code for one in results if isinstance(one, Refused)]


def test_A4_6_the_last_place_is_sold_once() -> None:
    venue = VenueFactory()
    plan = PlanFactory(structure=venue.structure, sold_at_most=8)
    for _ in range(7):
        member(plan, venue, "2026-06-01")
    people = [PersonFactory() for _ in range(6)]
    results = at_once(
        *[
            lambda person=person: subscribe(actor=None, plan=plan, person=person, home_venue=venue, now=NOW)
            for person in people
        ]
    )
    assert refusals(results) == ["sold_out"] * 5
    assert Membership.objects.count() == 8


def test_two_nights_at_once_open_each_period_once() -> None:
    venue = VenueFactory()
    plan = PlanFactory(structure=venue.structure)
    allowance(plan, "5")
    memberships = [member(plan, venue, "2026-05-01") for _ in range(12)]
    one = memberships[0]
    results = at_once(
        *[lambda: open_due_periods(NOW)] * 4, *[lambda: open_period(one, NOW.date(), now=NOW)] * 2
    )
    assert refusals(results) == []
    assert MembershipPeriod.objects.count() == 24
    assert Grant.objects.count() == 24
    assert open_due_periods(NOW) == 0


def test_a_period_is_never_opened_beyond_an_end_asked_at_the_same_time() -> None:
    venue = VenueFactory()
    plan = PlanFactory(structure=venue.structure, leaving="any_day")
    allowance(plan, "5")
    host = host_of(venue)
    for _ in range(5):
        membership = member(plan, venue, "2026-05-01")
        results = at_once(
            lambda membership=membership: leave_membership(actor=host, membership=membership, now=NOW),
            lambda: open_due_periods(NOW),
        )
        assert refusals(results) == []
        open_due_periods(NOW)
        last = MembershipPeriod.objects.filter(membership=membership).latest("number")
        assert (last.closed_on or last.ends_on) == dt.date(2026, 6, 11)
        left = Grant.objects.filter(person__in=membership.persons.all()).with_balance()
        assert {grant.valid_to for grant in left if grant.balance} == {
            dt.date(2026, 6, 1),
            dt.date(2026, 6, 11),
        }


def test_one_of_two_changes_of_plan_counts() -> None:
    venue = VenueFactory()
    plans = [PlanFactory(structure=venue.structure) for _ in range(3)]
    membership = member(plans[0], venue, "2026-06-01")
    host = host_of(venue)
    results = at_once(
        *[
            lambda plan=plan: change_plan(actor=host, membership=membership, plan=plan, now=NOW)
            for plan in plans[1:]
        ]
    )
    assert refusals(results) == ["ending"]
    assert Membership.objects.count() == 2


def test_the_last_pause_of_the_year_is_taken_once() -> None:
    venue = VenueFactory()
    membership = member(PlanFactory(structure=venue.structure, pauses_per_year=1), venue, "2026-06-01")
    host = host_of(venue)
    results = at_once(
        *[
            lambda month=month: pause_membership(
                actor=host, membership=membership, first_days=[dt.date(2026, month, 1)], now=NOW
            )
            for month in (7, 8, 9)
        ]
    )
    assert refusals(results) == ["no_pause"] * 2
    assert membership.pauses.count() == 1


def test_the_last_seat_is_taken_once() -> None:
    venue = VenueFactory()
    membership = member(PlanFactory(structure=venue.structure, seats=3), venue, "2026-06-01")
    people = [PersonFactory() for _ in range(5)]
    results = at_once(
        *[
            lambda person=person: add_to_team(actor=None, membership=membership, person=person, now=NOW)
            for person in people
        ]
    )
    assert refusals(results) == ["full"] * 3
    assert membership.persons.count() == 3
