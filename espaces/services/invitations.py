"""Roles are offered by mail: the secret of the mail and a login with that verified address are both needed."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from espaces.errors import Refused
from espaces.locks import lock_invitation, lock_person, locking_transaction
from espaces.models import Invitation, Person, Role
from espaces.queries.accounts import verified_emails_of
from espaces.queries.roles import SCOPE_FIELDS, Scope, invitation_state, may_decide_role
from espaces.services.acts import record_act
from espaces.services.outgoing import forget_later, send_later

VALID_FOR = timedelta(days=14)
SENTENCES = {
    "revoked": _("This invitation has been withdrawn. Ask the person who invited you for a new one."),
    "used": _("This invitation has already been used."),
    "expired": _("This invitation is no longer valid: it was open for 14 days. Ask for a new one."),
    "inviter_left": _("The person who invited you no longer has this right. Ask the network for a new one."),
    "wrong_address": _(
        "This invitation was sent to another e-mail address. Log in with that address, or add it to your login."
    ),
    "not_allowed": _("You may only invite to what you are yourself in charge of."),
    "has_role": _("This person already has this role."),
}


def refusal(code: str) -> Refused:
    return Refused(code, SENTENCES[code])


def mail_key(invitation: Invitation) -> str:
    return f"invitation:{invitation.pk}"


@locking_transaction
def invite(*, actor: Person | None, kind: str, scope: Scope, email: str, now: datetime) -> Invitation:
    """Offers a role by mail; an earlier open invitation to the same is withdrawn, so that one link is valid."""
    if actor and not may_decide_role(actor, kind, scope):
        raise refusal("not_allowed")
    email = email.strip().lower()
    target = {"kind": kind, SCOPE_FIELDS[kind]: scope}
    holders = Role.objects.active().filter(**target)
    if holders.filter(person__user__email=email, person__user__is_active=True).exists():
        raise refusal("has_role")
    for earlier in Invitation.objects.filter(**target, email=email, accepted_at=None, revoked_at=None):
        withdraw_invitation(actor=actor, invitation=earlier, now=now)
    invitation = Invitation.objects.create(
        **target,
        email=email,
        secret=secrets.token_urlsafe(32),
        invited_by=actor,
        expires_at=now + VALID_FOR,
    )
    record_act(actor=actor, verb="invited", target=invitation, email=email, kind=kind, scope=str(scope))
    send_later(kind="invitation", key=mail_key(invitation), payload={"invitation": invitation.pk})
    return invitation


@locking_transaction
def withdraw_invitation(*, actor: Person | None, invitation: Invitation, now: datetime) -> None:
    """Withdrawn twice is withdrawn; an accepted invitation can only be undone by revoking the role."""
    invitation = lock_invitation(invitation.pk)
    if actor and not may_decide_role(actor, invitation.kind, invitation.scope):
        raise refusal("not_allowed")
    if invitation.accepted_at:
        raise refusal("used")
    if invitation.revoked_at is None:
        invitation.revoked_at = now
        invitation.save(update_fields=["revoked_at"])
        forget_later(key=mail_key(invitation))
        record_act(actor=actor, verb="invitation_withdrawn", target=invitation, email=invitation.email)


@locking_transaction
def accept_invitation(*, actor: Person, invitation: Invitation, now: datetime) -> Role:
    """Gives the role to the person whose login has verified the invited address; locks person and invitation.

    The inviter's right is asked again now: an invitation does not outlive the role it was written with.
    """
    person = lock_person(actor.pk)
    invitation = lock_invitation(invitation.pk)
    state = invitation_state(invitation, now)
    if state != "open":
        raise refusal(state)
    if person.user is None or invitation.email not in verified_emails_of(person.user):
        raise refusal("wrong_address")
    field = SCOPE_FIELDS[invitation.kind]
    role, _created = Role.objects.active().get_or_create(
        person=person,
        kind=invitation.kind,
        **{field: invitation.scope},
        defaults={"granted_by": invitation.invited_by},
    )
    invitation.accepted_by, invitation.accepted_at = person, now
    invitation.save(update_fields=["accepted_by", "accepted_at"])
    record_act(actor=person, verb="invitation_accepted", target=invitation, role=role.pk)
    return role
