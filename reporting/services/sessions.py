"""Events, workshops and surgeries, as hosts record them afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from espaces.errors import Refused
from espaces.models import Person, Venue
from espaces.queries.people import people_of_structure
from espaces.rules.clock import calendar_day
from espaces.services.acts import record_act
from reporting.locks import lock_session
from reporting.models import Session
from reporting.queries.sessions import session_of_token

NAMES = ("title", "kind", "theme", "day", "minutes", "unnamed")


@dataclass(frozen=True)
class Held:
    """What took place. `persons` are known to the structure of the venue, `unnamed` came besides them."""

    title: str
    kind: str
    theme: str
    day: date
    minutes: int
    unnamed: int = 0
    persons: Sequence[Person] = field(default=())


@transaction.atomic
def record_session(*, actor: Person, venue: Venue, held: Held, token: UUID, now: datetime) -> Session:
    """The same token again is the same session."""
    known = session_of_token(token)
    if known is not None:
        if known.venue_id != venue.pk:
            raise Refused("other_form", _("This page was sent for another venue: open it again."))
        return known
    session = Session(venue=venue, recorded_by=actor, recorded_at=now, token=token)
    _write(session, held, now)
    record_act(actor=actor, verb="session_recorded", target=session, venue=venue.pk)
    return session


@transaction.atomic
def change_session(*, actor: Person, session_id: int, held: Held, now: datetime) -> Session:
    session = _open(session_id)
    before = {name: str(getattr(session, name)) for name in NAMES}
    _write(session, held, now)
    changed = {name: old for name, old in before.items() if old != str(getattr(session, name))}
    record_act(actor=actor, verb="session_changed", target=session, before=changed)
    return session


@transaction.atomic
def strike_out_session(*, actor: Person, session_id: int, now: datetime) -> None:
    """It counts for nothing any more, and stays in the list."""
    session = _open(session_id)
    session.struck_out_at = now
    session.save(update_fields=["struck_out_at"])
    record_act(actor=actor, verb="session_struck_out", target=session)


def _open(session_id: int) -> Session:
    session = lock_session(session_id)
    if session.struck_out_at is not None:
        raise Refused("struck_out", _("This session has been struck out."))
    return session


def _write(session: Session, held: Held, now: datetime) -> None:
    if held.day > calendar_day(now, session.venue.zone):
        raise Refused("to_come", _("A session is recorded once it has taken place."))
    if not held.persons and not held.unnamed:
        raise Refused("nobody", _("Say who came, or how many."))
    wanted = {person.pk for person in held.persons}
    # Somebody who was there stays, even if he has left since.
    stayed = set(session.participants.values_list("person", flat=True)) if session.pk else set()
    known = people_of_structure(session.venue.structure).filter(pk__in=wanted).values_list("pk", flat=True)
    if not wanted <= stayed | set(known):
        raise Refused("unknown_participant", _("Only people known here are named; count the others."))
    for name in NAMES:
        setattr(session, name, getattr(held, name))
    session.full_clean(exclude=["recorded_by"])
    session.save()
    session.persons.set(wanted)
