from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from espaces.errors import Refused
from espaces.locks import lock_persons, locking_transaction
from espaces.models import Person, Role, RoleKind
from espaces.queries.roles import holders_of, may_decide_role
from espaces.services.acts import record_act

NEVER_EMPTY = {
    RoleKind.MANAGER: _("This is the last manager of the structure: invite another one first."),
    RoleKind.COORDINATOR: _("This is the last coordinator of the network: invite another one first."),
}


@locking_transaction
def revoke_role(*, actor: Person, role: Role, now: datetime) -> None:
    """Takes a role back, at once. Locks every holder of it: two coordinators cannot revoke each other."""
    holders = holders_of(role.kind, role.scope).values_list("person_id", flat=True)
    lock_persons([*holders, role.person_id])
    role = Role.objects.select_related("venue", "structure", "network").get(pk=role.pk)
    if not may_decide_role(actor, role.kind, role.scope):
        raise Refused("not_allowed", _("You may only revoke the roles that you are in charge of."))
    if role.revoked_at:
        return
    others = holders_of(role.kind, role.scope).exclude(person=role.person_id)
    if role.kind in NEVER_EMPTY and not others.exists():
        raise Refused("last_one", NEVER_EMPTY[RoleKind(role.kind)])
    end_role(actor=actor, role=role, now=now)


def end_role(*, actor: Person, role: Role, now: datetime) -> None:
    role.revoked_by, role.revoked_at = actor, now
    role.save(update_fields=["revoked_by", "revoked_at"])
    record_act(
        actor=actor,
        verb="role_revoked",
        target=role,
        person=role.person_id,
        kind=role.kind,
        scope=str(role.scope),
    )
