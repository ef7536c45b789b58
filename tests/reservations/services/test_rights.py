"""What a membership, a document or a quota changes for the one who books."""

from __future__ import annotations

import datetime as dt

import pytest

from espaces.models import (
    Affiliation,
    Customer,
    Membership,
    Network,
    OpeningPeriod,
    Person,
    PersonDocument,
    Plan,
    Quota,
    Resource,
)
from reservations.errors import BookingRefused
from reservations.models import Reservation
from reservations.rules.booking import BookingRequest
from tests.factories import (
    MembershipFactory,
    NetworkFactory,
    PersonFactory,
    ResourceFactory,
    VenueFactory,
    open_every_day,
)
from tests.factories.reservations import at, book, half, slot

pytestmark = pytest.mark.django_db
MONDAY = "2026-11-30"


def member(resource: Resource, **plan: object) -> Person:
    """Somebody with a plan of the venue's structure, since 1 November."""
    person, venues = PersonFactory(), plan.pop("venues", [])
    made = Plan.objects.create(structure=resource.venue.structure, name="Formule", **plan)
    made.venues.set(venues)
    MembershipFactory(
        customer=Customer.objects.create(person=person),
        plan=made,
        home_venue=resource.venue,
        starts_on=dt.date(2026, 11, 1),
    ).persons.add(person)
    return person


def codes(person: Person, resource: Resource, request: BookingRequest) -> list[str]:
    """What stands in the way; nothing is written then."""
    before = Reservation.objects.count()
    try:
        book(person, resource, request, now=at("2026-11-29 10:00", resource))
    except BookingRefused as refusal:
        assert Reservation.objects.count() == before
        return refusal.codes
    return []


def test_a_plan_sees_further_than_the_venue(desks: Resource) -> None:
    far = half("2027-03-01", "morning")
    assert codes(PersonFactory(), desks, far) == ["too_far"]
    assert codes(member(desks, horizon_days=180), desks, far) == []


def test_the_resource_s_own_horizon_holds_for_everybody(desks: Resource) -> None:
    Resource.objects.filter(pk=desks.pk).update(horizon_days=30)
    desks.refresh_from_db()
    assert codes(member(desks, horizon_days=180), desks, half("2027-03-01", "morning")) == ["too_far"]


def test_a_desk_for_members(desks: Resource) -> None:
    desks.audience = Resource.Audience.MEMBERS
    desks.save()
    assert codes(PersonFactory(), desks, half(MONDAY, "morning")) == ["not_eligible"]
    assert codes(member(desks), desks, half(MONDAY, "morning")) == []


def test_a_desk_for_the_holders_of_one_plan(desks: Resource) -> None:
    holder = member(desks)
    desks.audience = Resource.Audience.PLANS
    desks.save()
    desks.plans.set(Plan.objects.all())
    other = ResourceFactory(venue=VenueFactory(structure=desks.venue.structure))
    Plan.objects.all().update(name="Résident")
    stranger = member(other)
    assert codes(stranger, desks, half(MONDAY, "morning")) == ["not_eligible"]
    assert codes(holder, desks, half(MONDAY, "morning")) == []


@pytest.mark.parametrize(("scope", "eligible"), [("home", False), ("list", True), ("network", True)])
def test_where_a_plan_is_valid(desks: Resource, scope: str, eligible: bool) -> None:
    """A plan bought elsewhere opens this members' desk when its list or its network says so."""
    network: Network = NetworkFactory()
    elsewhere = ResourceFactory()
    for structure in (desks.venue.structure, elsewhere.venue.structure):
        Affiliation.objects.create(network=network, structure=structure, starts_on=dt.date(2020, 1, 1))
    person = member(elsewhere, scope=scope, network=network, venues=[desks.venue])
    desks.audience = Resource.Audience.MEMBERS
    desks.save()
    assert codes(person, desks, half(MONDAY, "morning")) == ([] if eligible else ["not_eligible"])


def test_a_network_plan_ends_with_the_affiliation(desks: Resource) -> None:
    network: Network = NetworkFactory()
    elsewhere = ResourceFactory()
    Affiliation.objects.create(
        network=network,
        structure=desks.venue.structure,
        starts_on=dt.date(2020, 1, 1),
        ends_on=dt.date(2026, 11, 30),
    )
    person = member(elsewhere, scope="network", network=network)
    desks.audience = Resource.Audience.MEMBERS
    desks.save()
    assert codes(person, desks, half(MONDAY, "morning")) == ["not_eligible"]


def test_an_ended_membership_gives_no_right(desks: Resource) -> None:
    person = member(desks)
    Membership.objects.update(ends_on=dt.date(2026, 11, 30))
    desks.audience = Resource.Audience.MEMBERS
    desks.save()
    assert codes(person, desks, half(MONDAY, "morning")) == ["not_eligible"]


def test_an_induction_is_needed_and_must_still_hold(desks: Resource) -> None:
    desks.required_documents = ["induction"]
    desks.save()
    person = PersonFactory()
    assert codes(person, desks, half(MONDAY, "morning")) == ["not_eligible"]
    seen = PersonDocument.objects.create(
        person=person,
        structure=desks.venue.structure,
        kind="induction",
        valid_from=dt.date(2026, 1, 1),
        valid_to=dt.date(2026, 11, 30),
        seen_by=PersonFactory(),
    )
    assert codes(person, desks, half(MONDAY, "morning")) == ["not_eligible"]
    seen.valid_to = dt.date(2026, 12, 1)
    seen.save()
    assert codes(person, desks, half(MONDAY, "morning")) == []


def test_another_structure_s_induction_does_not_count(desks: Resource) -> None:
    desks.required_documents = ["induction"]
    desks.save()
    person = PersonFactory()
    PersonDocument.objects.create(
        person=person,
        structure=VenueFactory().structure,
        kind="induction",
        valid_from=dt.date(2026, 1, 1),
        seen_by=PersonFactory(),
    )
    assert codes(person, desks, half(MONDAY, "morning")) == ["not_eligible"]


def test_the_evening_is_for_key_holders() -> None:
    venue = VenueFactory()
    open_every_day(venue, ("09:00", "18:00"))
    OpeningPeriod.objects.create(
        venue=venue, weekday=0, opens_at=dt.time(18), closes_at=dt.time(22), extended=True
    )
    room = ResourceFactory(venue=venue, booking_mode="slots", kind="meeting_room", places=3)
    evening = slot(MONDAY, "19:00", "20:00", room)
    assert codes(PersonFactory(), room, evening) == ["outside_hours"]
    assert codes(member(room, extended_access=True), room, evening) == []


def test_q4_q5_two_a_week_from_monday(desks: Resource) -> None:
    Quota.objects.create(venue=desks.venue, period="week", measure="reservations", limit=2)
    person = PersonFactory()
    for day in ("2026-12-01", "2026-12-06"):
        assert codes(person, desks, half(day, "morning")) == []
    assert codes(person, desks, half("2026-12-03", "morning")) == ["quota"]
    assert codes(person, desks, half("2026-12-07", "morning")) == []


def test_a_plan_s_quotas_replace_the_venue_s(desks: Resource) -> None:
    Quota.objects.create(venue=desks.venue, period="future", measure="reservations", limit=1)
    person = member(desks)
    Quota.objects.create(plan=Plan.objects.get(), period="future", measure="reservations", limit=2)
    assert codes(person, desks, half("2026-12-01", "morning")) == []
    assert codes(person, desks, half("2026-12-02", "morning")) == []
    assert codes(person, desks, half("2026-12-03", "morning")) == ["quota"]
