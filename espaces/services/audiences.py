"""Reduced-price audiences: who pays less on dated proof."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from espaces.models import Person, ReducedAudience, Structure
from espaces.services.acts import record_act


@transaction.atomic
def create_audience(*, actor: Person, structure: Structure, name: str, proof: str = "") -> ReducedAudience:
    audience = ReducedAudience(structure=structure, name=name, proof=proof)
    audience.full_clean()
    audience.save()
    record_act(actor=actor, verb="audience_created", target=audience, name=name)
    return audience


@transaction.atomic
def change_audience(*, actor: Person, audience: ReducedAudience, name: str, proof: str = "") -> None:
    """Another name for the same people: their proofs stay valid."""
    audience.name, audience.proof = name, proof
    audience.full_clean()
    audience.save()
    record_act(actor=actor, verb="audience_changed", target=audience, name=name)


@transaction.atomic
def archive_audience(*, actor: Person, audience: ReducedAudience, now: datetime) -> None:
    """No longer chosen for new prices and proofs; prices already published for it stay until the next ones."""
    if audience.archived_at is None:
        audience.archived_at = now
        audience.save(update_fields=["archived_at"])
        record_act(actor=actor, verb="audience_archived", target=audience)
