"""Funding agreements: what is promised, where, and who reads what was reached. Each change is in the log."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from espaces.errors import Refused
from espaces.models import Municipality, Network, Person, Structure
from espaces.queries.access import networks_coordinated_by
from espaces.queries.roles import login_of_person
from espaces.services.acts import record_act
from reporting.locks import lock_programme
from reporting.models import Programme, ProgrammeIndicator, ProgrammeReader
from reporting.queries.programmes import code_of, funders_of

Territory = Programme.Territory


@transaction.atomic
def make_programme(
    *,
    actor: Person,
    network: Network,
    place: Municipality | None,
    structures: list[Structure] | None = None,
    **values: Any,
) -> Programme:
    """`place`: a municipality of the territory, at whatever level that is. ValidationError if it cannot be."""
    _require_coordinator(actor, network)
    programme = Programme(network=network, created_by=actor, **values)
    if programme.territory != Territory.NETWORK:
        programme.territory_codes = [_code_at(programme.territory, place)]
    programme.full_clean()
    programme.save()
    programme.structures.set(structures or [])
    record_act(actor=actor, verb="programme_made", target=programme, values=_said(values))
    return programme


@transaction.atomic
def change_programme(
    *, actor: Person, programme_id: int, structures: list[Structure] | None = None, **values: Any
) -> Programme:
    """Reports that are frozen keep the terms of their day."""
    programme = _changed_by(actor, programme_id)
    for name, value in values.items():
        setattr(programme, name, value)
    programme.full_clean()
    programme.save()
    if structures is not None:
        programme.structures.set(structures)
    record_act(actor=actor, verb="programme_changed", target=programme, values=_said(values))
    return programme


@transaction.atomic
def widen_territory(*, actor: Person, programme_id: int, level: str, place: Municipality | None) -> Programme:
    """One more part of the territory; at another level, it replaces what was there. NETWORK: all of it."""
    programme = _changed_by(actor, programme_id)
    kept = programme.territory_codes if programme.territory == level else []
    added = [] if level == Territory.NETWORK else [_code_at(level, place)]
    programme.territory = level
    programme.territory_codes = sorted({*kept, *added})
    programme.full_clean()
    programme.save(update_fields=["territory", "territory_codes"])
    _note_territory(actor, programme)
    return programme


@transaction.atomic
def narrow_territory(*, actor: Person, programme_id: int, code: str) -> Programme:
    """Without one of its parts. Raises Refused for the last one."""
    programme = _changed_by(actor, programme_id)
    left = [one for one in programme.territory_codes if one != code]
    if not left:
        raise Refused("no_territory", _("A territory keeps one part at least: choose another one first."))
    programme.territory_codes = left
    programme.save(update_fields=["territory_codes"])
    _note_territory(actor, programme)
    return programme


@transaction.atomic
def save_indicator(
    *, actor: Person, programme_id: int, known: ProgrammeIndicator | None = None, **values: Any
) -> ProgrammeIndicator:
    """A figure that is followed; what reports have declared of it stays. ValidationError if it is there already."""
    programme = _changed_by(actor, programme_id)
    row = known or ProgrammeIndicator(programme=programme, position=programme.indicators.count())
    for name, value in values.items():
        setattr(row, name, value)
    row.full_clean()
    row.save()
    verb = "indicator_changed" if known else "indicator_followed"
    record_act(actor=actor, verb=verb, target=programme, values=_said(values))
    return row


@transaction.atomic
def drop_indicator(*, actor: Person, programme_id: int, indicator: ProgrammeIndicator) -> None:
    """No longer followed. Raises Refused once a report has declared a value of it."""
    programme = _changed_by(actor, programme_id)
    if indicator.declarations.exists():
        raise Refused("declared", _("A report declares a value of this indicator: it stays."))
    record_act(actor=actor, verb="indicator_dropped", target=programme, indicator=str(indicator))
    indicator.delete()


@transaction.atomic
def let_read(*, actor: Person, programme_id: int, person: Person, audits: bool) -> ProgrammeReader:
    """A funder of the network reads the frozen reports; with `audits`, their evidence too."""
    programme = _changed_by(actor, programme_id)
    if not funders_of(programme.network).filter(pk=person.pk).exists():
        raise Refused("not_a_funder", _("Only a funder of the network can be a reader: invite him first."))
    known = programme.readers.filter(person=person, ended_at=None).first()
    reader = known or ProgrammeReader(programme=programme, person=person, added_by=actor)
    reader.audits = audits
    reader.full_clean()
    reader.save()
    record_act(actor=actor, verb="programme_opened", target=programme, reader=person.pk, audits=audits)
    return reader


@transaction.atomic
def end_reading(*, actor: Person, reader_id: int, now: datetime) -> None:
    reader = ProgrammeReader.objects.get(pk=reader_id)
    programme = _changed_by(actor, reader.programme_id)
    if ProgrammeReader.objects.filter(pk=reader_id, ended_at=None).update(ended_at=now):
        record_act(actor=actor, verb="programme_shut", target=programme, reader=reader.person_id)


def _changed_by(actor: Person, programme_id: int) -> Programme:
    programme = lock_programme(programme_id)
    _require_coordinator(actor, programme.network)
    return programme


def _require_coordinator(actor: Person, network: Network) -> None:
    if not networks_coordinated_by(login_of_person(actor)).filter(pk=network.pk).exists():
        raise Refused("not_allowed", _("Only a coordinator of this network decides on its programmes."))


def _code_at(level: str, place: Municipality | None) -> str:
    code = code_of(place, Territory(level)) if place else ""
    if not code:
        raise Refused("no_place", _("Name a municipality of the territory: this one belongs to none."))
    return code


def _note_territory(actor: Person, programme: Programme) -> None:
    codes = programme.territory_codes
    record_act(
        actor=actor, verb="territory_changed", target=programme, level=programme.territory, codes=codes
    )


def _said(values: dict[str, Any]) -> dict[str, str]:
    return {name: str(value) for name, value in values.items()}
