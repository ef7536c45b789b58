"""Who may let whom in: nobody decides of a role above the reach of his own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from espaces.models import Invitation, Network, Person, Role, RoleKind, Structure, Venue
from espaces.queries.access import (
    networks_coordinated_by,
    structures_managed_by,
    today,
    venues_managed_by,
)
from espaces.queries.networks import network_of_structure

if TYPE_CHECKING:
    from espaces.models import User

Scope = Venue | Structure | Network
SCOPE_FIELDS: dict[str, str] = {
    RoleKind.HOST: "venue",
    RoleKind.MANAGER: "structure",
    RoleKind.COORDINATOR: "network",
    RoleKind.FUNDER: "network",
}


def login_of_person(person: Person) -> User | AnonymousUser:
    return person.user or AnonymousUser()


def may_decide_role(person: Person, kind: str, scope: Scope) -> bool:
    """A coordinator decides in his network and its structures, a manager in his structures, others nowhere."""
    user = login_of_person(person)
    if isinstance(scope, Venue):
        return kind == RoleKind.HOST and venues_managed_by(user).filter(pk=scope.pk).exists()
    if isinstance(scope, Structure):
        return kind == RoleKind.MANAGER and structures_managed_by(user).filter(pk=scope.pk).exists()
    of_network = kind in {RoleKind.COORDINATOR, RoleKind.FUNDER}
    return of_network and networks_coordinated_by(user).filter(pk=scope.pk).exists()


def decided_by(user: User | AnonymousUser) -> Q:
    """The roles and invitations which the user may take back."""
    return (
        Q(venue__in=venues_managed_by(user).order_by().values("pk"))
        | Q(structure__in=structures_managed_by(user).order_by().values("pk"))
        | Q(network__in=networks_coordinated_by(user).order_by().values("pk"))
    )


def roles_decided_by(user: User | AnonymousUser) -> QuerySet[Role]:
    roles = Role.objects.active().filter(decided_by(user))
    return roles.select_related("person", "venue__structure", "structure", "network")


def invitations_decided_by(user: User | AnonymousUser) -> QuerySet[Invitation]:
    invitations = Invitation.objects.filter(decided_by(user), accepted_at=None, revoked_at=None)
    return invitations.select_related("venue__structure", "structure", "network")


def roles_in_structure(structure: Structure) -> QuerySet[Role]:
    """Its managers and the hosts of its venues, managers first."""
    roles = Role.objects.active().filter(Q(structure=structure) | Q(venue__structure=structure))
    return roles.select_related("person", "venue").order_by("-kind", "person__last_name", "pk")


def roles_in_network(network: Network) -> QuerySet[Role]:
    roles = Role.objects.active().filter(network=network)
    return roles.select_related("person").order_by("kind", "person__last_name", "pk")


def pending_invitations(scope: Structure | Network) -> QuerySet[Invitation]:
    of_structure = Q(structure_id=scope.pk) | Q(venue__structure_id=scope.pk)
    concerned = Q(network=scope) if isinstance(scope, Network) else of_structure
    invitations = Invitation.objects.filter(concerned, accepted_at=None, revoked_at=None)
    return invitations.select_related("venue").order_by("-invited_at", "pk")


def invitation_of_secret(secret: str) -> Invitation | None:
    invitations = Invitation.objects.select_related(
        "venue", "structure", "network", "invited_by__user", "accepted_by"
    )
    return invitations.filter(secret=secret).first()


def open_invitation(pk: int) -> Invitation | None:
    invitations = Invitation.objects.select_related("venue__structure", "structure", "network", "invited_by")
    return invitations.filter(pk=pk, accepted_at=None, revoked_at=None).first()


def network_concerned(invitation: Invitation) -> Network | None:
    if invitation.network:
        return invitation.network
    structure = invitation.structure or (invitation.venue.structure if invitation.venue else None)
    return network_of_structure(structure, today()) if structure else None


def holders_of(kind: str, scope: Scope) -> QuerySet[Role]:
    """Active roles of persons who can still log in."""
    return Role.objects.active().filter(
        kind=kind, person__user__is_active=True, **{SCOPE_FIELDS[kind]: scope.pk}
    )


def scopes_with_one_holder(person: Person) -> Sequence[Role]:
    """The networks and structures which nobody would look after if this person left."""
    own = Role.objects.active().filter(person=person, kind__in=[RoleKind.MANAGER, RoleKind.COORDINATOR])
    return [
        role
        for role in own.select_related("structure", "network").order_by("pk")
        if not holders_of(role.kind, role.scope).exclude(person=person).exists()
    ]


def holders_of_the_same_roles(person: Person) -> set[int]:
    """Those who would be left alone with a network or a structure, himself included."""
    own = Role.objects.active().filter(person=person, kind__in=[RoleKind.MANAGER, RoleKind.COORDINATOR])
    return {
        holder.person_id
        for role in own.select_related("structure", "network")
        for holder in holders_of(role.kind, role.scope)
    }


def invitation_state(invitation: Invitation, now: datetime) -> str:
    """`open`, or the reason for which it can no longer be accepted."""
    if invitation.revoked_at:
        return "revoked"
    if invitation.accepted_at:
        return "used"
    if invitation.expires_at <= now:
        return "expired"
    inviter = invitation.invited_by
    if inviter and not may_decide_role(inviter, invitation.kind, invitation.scope):
        return "inviter_left"
    return "open"
