"""What allowances and packs are counted in. The smallest part of a unit never changes: balances are made of it."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from espaces.errors import Refused
from espaces.models import Network, Person, Structure, Unit
from espaces.rules.amounts_in_words import number_in_words
from espaces.rules.unit_steps import counts_by
from espaces.services.acts import record_act


@transaction.atomic
def create_unit(
    *, actor: Person | None, owner: Structure | Network, name: str, plural: str, step: Decimal = Decimal(1)
) -> Unit:
    """Counted at the venues of a structure, or at all venues of a network."""
    unit = Unit(name=name, plural=plural, step=step)
    if isinstance(owner, Structure):
        unit.structure = owner
    else:
        unit.network = owner
    unit.full_clean()
    unit.save()
    record_act(actor=actor, verb="unit_created", target=unit, name=name)
    return unit


@transaction.atomic
def rename_unit(*, actor: Person | None, unit: Unit, name: str, plural: str) -> Unit:
    unit.name, unit.plural = name, plural
    unit.full_clean()
    unit.save(update_fields=["name", "plural"])
    record_act(actor=actor, verb="unit_renamed", target=unit, name=name)
    return unit


@transaction.atomic
def archive_unit(*, actor: Person | None, unit: Unit, now: datetime) -> None:
    """Nobody receives it any more; what was received is used until its end."""
    if unit.archived_at is None:
        unit.archived_at = now
        unit.save(update_fields=["archived_at"])
        record_act(actor=actor, verb="unit_archived", target=unit)


def refuse_parts(unit: Unit, amount: Decimal) -> None:
    """Raises Refused when the unit cannot be counted so: half a ticket where tickets are whole."""
    if not counts_by(unit.step, amount):
        raise Refused(
            "part_of_a_unit",
            _("“%(unit)s” is counted by %(step)s.") % {"unit": unit.name, "step": number_in_words(unit.step)},
        )


def refuse_archived(unit: Unit) -> None:
    if unit.archived_at:
        raise Refused("unit_archived", _("This unit is no longer given."))
