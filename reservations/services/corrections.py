"""A host puts a presence right afterwards: recorded, and undone within minutes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from espaces.errors import Refused
from espaces.locks import locking_transaction
from espaces.models import Person
from espaces.rules.clock import presence_day
from reservations.locks import lock_presence, lock_reservation
from reservations.models import Presence, PresenceCorrection
from reservations.rules.lifecycle import Status
from reservations.rules.presence import may_undo
from reservations.services import writing

CORRECTED = ("person_id", "started_at", "ended_at", "end_source", "day", "voided_at")


@dataclass(frozen=True)
class Correction:
    """What the presence should have been. `person` None: the one recorded."""

    started_at: datetime
    ended_at: datetime | None
    person: Person | None = None


class WrongPresence(Refused):
    """The corrected times or person are not possible."""


@locking_transaction
def correct_presence(
    *,
    actor: Person,
    presence_id: int,
    correction: Correction,
    reason: str = "",
    now: datetime | None = None,
) -> PresenceCorrection:
    """Forgotten departure, wrong time, wrong person. Locks reservation and presence. Raises WrongPresence."""
    presence = _lock(presence_id)
    now = now or timezone.now()
    before = _state(presence)
    _refuse_impossible(presence, correction, now)
    presence.started_at, presence.ended_at = correction.started_at, correction.ended_at
    presence.end_source = Presence.Source.HOST if correction.ended_at else ""
    presence.day = _day_of(presence)
    if correction.person is not None:
        presence.person = correction.person
        writing.enrol(correction.person.pk, presence.structure_id)
    return _record(presence, before, actor, reason, now)


@locking_transaction
def strike_out(
    *, actor: Person, presence_id: int, reason: str = "", now: datetime | None = None
) -> PresenceCorrection:
    """The person was not there after all. The row stays, struck out. Locks the presence."""
    presence = lock_presence(presence_id)
    now = now or timezone.now()
    if presence.voided_at is not None:
        raise WrongPresence("struck_out", _("This presence is already struck out."))
    before = _state(presence)
    presence.voided_at = now
    return _record(presence, before, actor, reason, now)


@locking_transaction
def add_presence(
    *,
    actor: Person,
    reservation_id: int,
    correction: Correction,
    reason: str = "",
    now: datetime | None = None,
) -> Presence:
    """Somebody came and nobody recorded it. Locks the reservation. Raises WrongPresence."""
    reservation = lock_reservation(reservation_id)
    now = now or timezone.now()
    if reservation.status != Status.CONFIRMED:
        raise WrongPresence("not_confirmed", _("Nobody can have been present on a cancelled reservation."))
    presence = Presence(
        reservation=reservation,
        person=correction.person or reservation.person,
        structure_id=reservation.structure_id,
        venue=reservation.venue,
        started_at=correction.started_at,
        start_source=Presence.Source.HOST,
        ended_at=correction.ended_at,
        end_source=Presence.Source.HOST if correction.ended_at else "",
    )
    presence.day = _day_of(presence)
    _refuse_impossible(presence, correction, now)
    presence.save()
    after = _state(presence)
    PresenceCorrection.objects.create(
        presence=presence, before={}, after=after, reason=reason, actor=actor, at=now
    )
    return presence


@locking_transaction
def undo_correction(*, actor: Person, correction_id: int, now: datetime | None = None) -> Presence:
    """Back to what was before; a presence that was added is struck out. Within minutes, and only the last one.

    Locks reservation and presence. Raises WrongPresence, also when somebody was recorded there meanwhile.
    """
    presence = _lock(PresenceCorrection.objects.get(pk=correction_id).presence_id)
    now = now or timezone.now()
    last = presence.corrections.filter(undone_at=None).last()
    if last is None or last.pk != correction_id or not may_undo(last.at, now):
        raise WrongPresence("too_late", _("This correction can no longer be undone: make another one."))
    _restore(presence, last.before or {**last.after, "voided_at": now.isoformat()})
    if presence.voided_at is None:
        _refuse_two_at_once(presence, presence.person_id, presence.started_at, presence.ended_at)
    presence.save()
    last.undone_at = now
    last.save(update_fields=["undone_at"])
    return presence


def _refuse_impossible(presence: Presence, correction: Correction, now: datetime) -> None:
    if presence.voided_at is not None:
        raise WrongPresence("struck_out", _("This presence is already struck out."))
    if correction.started_at > now or (correction.ended_at or now) > now:
        raise WrongPresence("future", _("A presence cannot lie in the future."))
    if correction.ended_at is not None and correction.ended_at < correction.started_at:
        raise WrongPresence("order", _("A departure is not before the arrival."))
    person_id = correction.person.pk if correction.person else presence.person_id
    _refuse_two_at_once(presence, person_id, correction.started_at, correction.ended_at)


def _refuse_two_at_once(presence: Presence, person_id: int, start: datetime, end: datetime | None) -> None:
    """One person is not there twice, and on one reservation only one person is still there."""
    known = Presence.objects.filter(voided_at=None).exclude(pk=presence.pk)
    others = known.filter(person=person_id, venue=presence.venue_id).exclude(ended_at__lte=start)
    if end is not None:
        others = others.filter(started_at__lt=end)
    if others.exists():
        raise WrongPresence("overlap", _("This person was already recorded as present at that time."))
    if end is None and known.filter(reservation=presence.reservation_id, ended_at=None).exists():
        raise WrongPresence(
            "still_there", _("Somebody is still there on this reservation: note the departure first.")
        )


def _lock(presence_id: int) -> Presence:
    """Its reservation first, as an arrival does: no presence begins while another one is corrected."""
    lock_reservation(Presence.objects.get(pk=presence_id).reservation_id)
    return lock_presence(presence_id)


def _day_of(presence: Presence) -> date:
    rows = presence.venue.cut_offs.order_by("valid_from")
    cutoffs = tuple((row.valid_from, row.at) for row in rows)
    return presence_day(presence.started_at, presence.venue.zone, cutoffs)


def _record(
    presence: Presence, before: dict[str, Any], actor: Person, reason: str, now: datetime
) -> PresenceCorrection:
    presence.save()
    return PresenceCorrection.objects.create(
        presence=presence, before=before, after=_state(presence), reason=reason, actor=actor, at=now
    )


def _state(presence: Presence) -> dict[str, Any]:
    values = {name: getattr(presence, name) for name in CORRECTED}
    return {
        name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in values.items()
    }


def _restore(presence: Presence, state: dict[str, Any]) -> None:
    for name, value in state.items():
        instant = value and name in {"started_at", "ended_at", "voided_at"}
        setattr(presence, name, parse_datetime(value) if instant else value)
