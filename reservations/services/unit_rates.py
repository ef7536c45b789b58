"""What stays take in units: data of each unit, for a kind of resource or for one of them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from espaces.errors import Refused
from espaces.locks import locking_transaction
from espaces.models import Person, Resource, Unit
from espaces.services.acts import record_act
from espaces.services.units import refuse_parts
from reservations.models import UnitRate


@locking_transaction
def set_unit_rate(
    *,
    actor: Person | None,
    unit: Unit,
    resource: Resource | None = None,
    kind: str = "",
    per: str,
    amount: Decimal,
    step_minutes: int = 60,
) -> UnitRate:
    """What is written counts for stays priced from now on; said twice, the last word counts."""
    refuse_parts(unit, amount)
    of: dict[str, Any] = {"unit": unit, "resource": resource, "kind": kind}
    said: dict[str, Any] = {"per": per, "amount": amount, "step_minutes": step_minutes}
    checked = UnitRate.objects.filter(**of).first() or UnitRate(**of)
    for name, value in said.items():
        setattr(checked, name, value)
    checked.full_clean()
    rate, _new = UnitRate.objects.update_or_create(**of, defaults=said)
    record_act(
        actor=actor,
        verb="unit_rate_set",
        target=unit,
        of=resource.pk if resource else kind,
        per=per,
        amount=str(amount),
    )
    return rate


@locking_transaction
def remove_unit_rate(*, actor: Person | None, rate: UnitRate) -> None:
    """Such stays can no longer be paid in this unit; what was taken stays taken."""
    removed, _by_model = UnitRate.objects.filter(pk=rate.pk).delete()
    if not removed:
        raise Refused("rate_gone", _("This has already been removed."))
    record_act(actor=actor, verb="unit_rate_removed", target=rate.unit, of=rate.resource_id or rate.kind)
