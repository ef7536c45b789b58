"""Races of accounts and rights, with real threads and commits. Each is seen to fail without its lock."""

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone

from espaces.errors import Refused
from espaces.models import Act, Allotment, Customer, Membership, Person, Plan, Role
from espaces.services.accounts import claim_or_create_person, close_account
from espaces.services.documents import lend_key
from espaces.services.invitations import accept_invitation, invite, withdraw_invitation
from espaces.services.merging import merge_persons
from espaces.services.people import enrol_person, record_person_seen
from espaces.services.plans import allot_place
from espaces.services.roles import revoke_role
from espaces.services.subscribing import subscribe
from tests.concurrency.threads import at_once
from tests.factories import (
    NetworkFactory,
    PersonFactory,
    ResourceFactory,
    UserFactory,
    VenueFactory,
    coordinator_of,
    host_of,
    login_of,
    manager_of,
)

pytestmark = pytest.mark.django_db(transaction=True)
NOW = timezone.now()


def refusals(results: list[object]) -> list[str]:
    unexpected = [one for one in results if isinstance(one, Exception) and not isinstance(one, Refused)]
    assert unexpected == []
    return [one.code for one in results if isinstance(one, Refused)]


def verified_user(email: str):
    user = UserFactory(email=email)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


@pytest.mark.parametrize("known", [0, 1, 2])
def test_a_login_confirmed_twice_at_once_has_one_person(known: int) -> None:
    for _ in range(known):
        PersonFactory(email="ines@example.org")
    user = verified_user("ines@example.org")
    results = at_once(*[lambda: claim_or_create_person(user=user)] * 6)
    assert refusals(results) == []
    assert len({person.pk for person in results}) == 1
    assert Person.objects.filter(user=user).count() == 1
    assert Person.objects.count() == (1 if known == 1 else known + 1)
    assert Act.objects.count() == 1


def test_a_person_merged_while_claimed_never_keeps_a_login_on_the_old_number() -> None:
    venue = VenueFactory()
    manager = manager_of(venue.structure)
    for round_ in range(5):
        email = f"ines{round_}@example.org"
        old, kept = PersonFactory(email=email), PersonFactory()
        for person in (old, kept):
            enrol_person(person=person, structure=venue.structure)
        user = verified_user(email)
        results = at_once(
            lambda user=user: claim_or_create_person(user=user),
            lambda kept=kept, old=old: merge_persons(actor=manager, kept=kept, old=old, now=NOW),
        )
        assert refusals(results) == []
        holder = Person.objects.get(user=user)
        assert holder.merged_into is None
        assert Person.objects.get(pk=old.pk).merged_into == kept


def test_an_invitation_accepted_twice_at_once_gives_one_role() -> None:
    venue = VenueFactory()
    reader = login_of()
    invitation = invite(
        actor=manager_of(venue.structure), kind="host", scope=venue, email=reader.user.email, now=NOW
    )
    results = at_once(*[lambda: accept_invitation(actor=reader, invitation=invitation, now=NOW)] * 6)
    assert refusals(results) == ["used"] * 5
    assert Role.objects.filter(person=reader).count() == 1
    assert Act.objects.filter(verb="invitation_accepted").count() == 1


def test_accepted_or_withdrawn_but_never_both() -> None:
    venue = VenueFactory()
    manager = manager_of(venue.structure)
    for _ in range(5):
        reader = login_of()
        invitation = invite(actor=manager, kind="host", scope=venue, email=reader.user.email, now=NOW)
        results = at_once(
            lambda reader=reader, it=invitation: accept_invitation(actor=reader, invitation=it, now=NOW),
            lambda it=invitation: withdraw_invitation(actor=manager, invitation=it, now=NOW),
        )
        assert len(refusals(results)) == 1
        invitation.refresh_from_db()
        has_role = Role.objects.active().filter(person=reader).exists()
        assert has_role == (invitation.accepted_at is not None) == (invitation.revoked_at is None)


def test_two_last_coordinators_never_revoke_each_other() -> None:
    for _ in range(20):
        network = NetworkFactory()
        first, second = coordinator_of(network), coordinator_of(network)
        role_of = {person.pk: Role.objects.get(person=person) for person in (first, second)}
        results = at_once(
            lambda a=first, r=role_of[second.pk]: revoke_role(actor=a, role=r, now=NOW),
            lambda a=second, r=role_of[first.pk]: revoke_role(actor=a, role=r, now=NOW),
        )
        assert len(refusals(results)) == 1
        assert Role.objects.active().filter(network=network).count() == 1


def test_two_last_managers_never_leave_together() -> None:
    for _ in range(5):
        structure = VenueFactory().structure
        first, second = manager_of(structure), manager_of(structure)
        results = at_once(
            lambda a=first: close_account(actor=a, now=NOW),
            lambda a=second: revoke_role(actor=a, role=Role.objects.get(person=a), now=NOW),
        )
        assert refusals(results) == ["last_one"]
        assert Role.objects.active().filter(structure=structure).count() == 1


def test_a_key_is_lent_once() -> None:
    venue = VenueFactory()
    host, day = host_of(venue), NOW.date()
    people = [PersonFactory() for _ in range(6)]
    results = at_once(
        *[
            lambda person=person: lend_key(actor=host, person=person, venue=venue, label="3", lent_on=day)
            for person in people
        ]
    )
    assert len(refusals(results)) == 5


def test_a_place_is_given_to_one_of_several_members() -> None:
    venue = VenueFactory()
    host, day = host_of(venue), NOW.date()
    plan = Plan.objects.create(structure=venue.structure, name="Résident")
    memberships = [
        subscribe(actor=host, plan=plan, person=PersonFactory(), home_venue=venue, asked_on=day, now=NOW)
        for _ in range(4)
    ]

    def give(place, membership):
        person = membership.persons.get()
        return lambda: allot_place(
            actor=host, membership=membership, person=person, place=place, starts_on=day
        )

    for place in ResourceFactory(venue=venue, places=5).places.all():
        results = at_once(*[give(place, membership) for membership in memberships])
        assert refusals(results) == ["place_taken"] * 3
        assert Allotment.objects.filter(place=place).count() == 1


def test_the_same_plan_is_given_once() -> None:
    venue = VenueFactory()
    host, day = host_of(venue), NOW.date()
    plan = Plan.objects.create(structure=venue.structure, name="Résident")
    for _ in range(5):
        person = PersonFactory()
        Customer.objects.create(person=person)

        def give(person=person):
            return subscribe(actor=host, plan=plan, person=person, home_venue=venue, asked_on=day, now=NOW)

        assert refusals(at_once(*[give] * 4)) == ["already_member"] * 3
        assert Membership.objects.filter(persons=person).count() == 1


def test_two_pages_opened_at_once_write_one_line() -> None:
    venue = VenueFactory()
    host, person = host_of(venue), PersonFactory()
    at_once(*[lambda: record_person_seen(actor=host, person=person, venue=venue, now=NOW)] * 6)
    assert Act.objects.filter(verb="person_seen").count() == 1
