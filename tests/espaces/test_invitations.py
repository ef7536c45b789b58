"""Who lets whom in: nobody gives more than he has, and a link alone opens nothing."""

import datetime as dt

import pytest
from django.core import mail
from django.utils import timezone

from espaces.errors import Refused
from espaces.models import Act, Invitation, Outgoing, Person, Role
from espaces.services.invitations import accept_invitation, invite, withdraw_invitation
from espaces.services.roles import revoke_role
from tests.factories import (
    NetworkFactory,
    StructureFactory,
    VenueFactory,
    coordinator_of,
    funder_of,
    host_of,
    login_of,
    manager_of,
)

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def network():
    return NetworkFactory()


@pytest.fixture
def venue(network):
    return VenueFactory(structure=StructureFactory(network=network))


def invited(actor: Person, kind: str, scope, email: str = "ines@example.org") -> Invitation:
    return invite(actor=actor, kind=kind, scope=scope, email=email, now=NOW)


def test_a_manager_invites_hosts_and_managers_of_his_structure(venue) -> None:
    manager = manager_of(venue.structure)
    assert invited(manager, "host", venue).venue == venue
    assert invited(manager, "manager", venue.structure).structure == venue.structure


def test_a_coordinator_invites_in_his_network(venue, network) -> None:
    coordinator = coordinator_of(network)
    for kind, scope in [
        ("host", venue),
        ("manager", venue.structure),
        ("coordinator", network),
        ("funder", network),
    ]:
        assert invited(coordinator, kind, scope).kind == kind
    assert Act.objects.filter(actor=coordinator, verb="invited").count() == 4


@pytest.mark.parametrize(
    "who", ["nobody", "host", "other manager", "other coordinator", "funder", "manager above", "revoked"]
)
def test_nobody_grants_more_than_he_has(who: str, venue, network) -> None:
    scope, kind = venue.structure, "manager"
    if who == "nobody":
        actor = login_of()
    elif who == "host":
        actor = host_of(venue)
    elif who == "other manager":
        actor = manager_of(StructureFactory(network=network))
    elif who == "other coordinator":
        actor = coordinator_of(NetworkFactory())
    elif who == "funder":
        actor = funder_of(network)
    elif who == "manager above":
        actor, scope, kind = manager_of(venue.structure), network, "coordinator"
    else:
        actor = manager_of(venue.structure)
        Role.objects.filter(person=actor).update(revoked_at=NOW)
    with pytest.raises(Refused) as refused:
        invited(actor, kind, scope)
    assert refused.value.code == "not_allowed"
    assert not Invitation.objects.exists()
    assert not Outgoing.objects.exists()


def test_a_kind_that_does_not_fit_its_scope_is_refused(venue) -> None:
    with pytest.raises(Refused):
        invited(manager_of(venue.structure), "coordinator", venue.structure)
    assert not Invitation.objects.exists()


def test_a_second_invitation_withdraws_the_first_so_that_one_link_is_valid(venue) -> None:
    manager = manager_of(venue.structure)
    first = invited(manager, "host", venue)
    second = invited(manager, "host", venue, "INES@example.org ")
    first.refresh_from_db()
    assert first.revoked_at == NOW
    assert second.email == "ines@example.org"
    assert Outgoing.objects.get().payload == {"invitation": second.pk}


def test_whoever_has_the_role_is_not_invited_again(venue) -> None:
    host = host_of(venue)
    with pytest.raises(Refused) as refused:
        invited(manager_of(venue.structure), "host", venue, host.user.email)
    assert refused.value.code == "has_role"


def test_the_mail_carries_the_link_in_the_language_of_the_address(venue, deliver_outgoing) -> None:
    reader = login_of()
    reader.user.language = "en"
    reader.user.save()
    invitation = invited(manager_of(venue.structure), "host", venue, reader.user.email)
    deliver_outgoing()
    message = mail.outbox[0]
    assert message.to == [reader.user.email]
    assert f"/invitation/{invitation.secret}/" in message.body
    assert venue.name in message.body
    assert "invites you as" in message.body


def test_nothing_leaves_for_an_invitation_withdrawn_before_the_worker_came(venue, deliver_outgoing) -> None:
    manager = manager_of(venue.structure)
    invitation = invited(manager, "host", venue)
    Invitation.objects.filter(pk=invitation.pk).update(revoked_at=NOW)
    deliver_outgoing()
    assert mail.outbox == []


def test_accepting_gives_the_role_once(venue) -> None:
    manager, reader = manager_of(venue.structure), login_of()
    invitation = invited(manager, "host", venue, reader.user.email.upper())
    role = accept_invitation(actor=reader, invitation=invitation, now=NOW)
    assert (role.person, role.kind, role.venue, role.granted_by) == (reader, "host", venue, manager)
    invitation.refresh_from_db()
    assert (invitation.accepted_by, invitation.accepted_at) == (reader, NOW)
    with pytest.raises(Refused) as refused:
        accept_invitation(actor=reader, invitation=invitation, now=NOW)
    assert refused.value.code == "used"
    assert Role.objects.filter(person=reader).count() == 1


def refused_to_accept(actor: Person, invitation: Invitation, now: dt.datetime = NOW) -> str:
    with pytest.raises(Refused) as refused:
        accept_invitation(actor=actor, invitation=invitation, now=now)
    assert not Role.objects.filter(person=actor).exists()
    invitation.refresh_from_db()
    assert invitation.accepted_at is None
    return refused.value.code


def test_the_link_alone_is_not_enough(venue) -> None:
    invitation = invited(manager_of(venue.structure), "host", venue)
    assert refused_to_accept(login_of(), invitation) == "wrong_address"


def test_an_address_that_is_not_verified_proves_nothing(venue) -> None:
    thief = login_of()
    thief.user.emailaddress_set.create(email="ines@example.org", verified=False, primary=False)
    invitation = invited(manager_of(venue.structure), "host", venue)
    assert refused_to_accept(thief, invitation) == "wrong_address"


def test_an_invitation_is_open_for_fourteen_days(venue) -> None:
    reader = login_of()
    invitation = invited(manager_of(venue.structure), "host", venue, reader.user.email)
    assert refused_to_accept(reader, invitation, NOW + dt.timedelta(days=14)) == "expired"
    last = NOW + dt.timedelta(days=14) - dt.timedelta(seconds=1)
    assert accept_invitation(actor=reader, invitation=invitation, now=last).venue == venue


def test_a_withdrawn_invitation_is_closed(venue) -> None:
    manager, reader = manager_of(venue.structure), login_of()
    invitation = invited(manager, "host", venue, reader.user.email)
    withdraw_invitation(actor=manager, invitation=invitation, now=NOW)
    assert refused_to_accept(reader, invitation) == "revoked"
    assert not Outgoing.objects.exists()


def test_an_invitation_does_not_outlive_the_right_of_its_author(venue, network) -> None:
    """A manager about to be revoked cannot keep a door open for himself under another address."""
    manager, reader = manager_of(venue.structure), login_of()
    manager_of(venue.structure)
    invitation = invited(manager, "manager", venue.structure, reader.user.email)
    revoke_role(actor=coordinator_of(network), role=Role.objects.get(person=manager), now=NOW)
    assert refused_to_accept(reader, invitation) == "inviter_left"


def test_a_stranger_withdraws_nothing(venue) -> None:
    invitation = invited(manager_of(venue.structure), "host", venue)
    with pytest.raises(Refused):
        withdraw_invitation(actor=host_of(venue), invitation=invitation, now=NOW)
    invitation.refresh_from_db()
    assert invitation.revoked_at is None


def test_an_accepted_invitation_is_no_longer_withdrawn(venue) -> None:
    manager, reader = manager_of(venue.structure), login_of()
    invitation = invited(manager, "host", venue, reader.user.email)
    accept_invitation(actor=reader, invitation=invitation, now=NOW)
    with pytest.raises(Refused) as refused:
        withdraw_invitation(actor=manager, invitation=invitation, now=NOW)
    assert refused.value.code == "used"
    assert Role.objects.active().filter(person=reader).exists()
