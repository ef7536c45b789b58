"""What hosts write about the people of their venue."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from espaces.errors import Refused
from espaces.locks import lock_person, locking_transaction
from espaces.models import Act, Enrolment, Person, Structure, Venue
from espaces.services.acts import record_act

SEEN = "person_seen"
LOGGED_EVERY = timedelta(hours=1)


@locking_transaction
def add_person(
    *,
    actor: Person | None,
    structure: Structure,
    first_name: str,
    last_name: str,
    email: str = "",
    phone: str = "",
    language: str = "fr",
    note: str = "",
) -> Person:
    """A person without login, known to the structure's hosts.

    Always a new row, even when the address is known elsewhere: a host must not learn from us who uses other
    structures. The person finds it again by signing up with that address, or a manager merges the two.
    """
    person = Person(first_name=first_name, last_name=last_name, email=email, phone=phone, language=language)
    person.full_clean()
    person.save()
    enrol_person(person=person, structure=structure, note=note)
    record_act(actor=actor, verb="person_added", target=person, structure=structure.pk)
    return person


def enrol_person(*, person: Person, structure: Structure, note: str = "") -> Enrolment:
    """From now on the hosts of the structure find this person by name; already known is no mistake."""
    return Enrolment.objects.get_or_create(person=person, structure=structure, defaults={"note": note})[0]


@locking_transaction
def change_person(
    *, actor: Person, person: Person, structure: Structure, note: str, **contact: str
) -> Person:
    """Corrects contact details and the structure's own note.

    The e-mail of a login is proved and changed by its holder only: writing another one there would let a host
    redirect what is sent, so it is refused.
    """
    person = lock_person(person.pk)
    if person.user_id and contact.get("email", person.email) != person.email:
        raise Refused("login_address", _("This person has a login: only they can change their e-mail."))
    changed = sorted(field for field, value in contact.items() if getattr(person, field) != value)
    for field in changed:
        setattr(person, field, contact[field])
    person.full_clean()
    person.save(update_fields=changed)
    Enrolment.objects.update_or_create(person=person, structure=structure, defaults={"note": note})
    record_act(actor=actor, verb="person_changed", target=person, fields=changed, structure=structure.pk)
    return person


def record_person_seen(*, actor: Person, person: Person, venue: Venue, now: datetime) -> None:
    """Logs that a host opened somebody's page, at most once an hour; nobody is logged for his own page."""
    if actor.pk != person.pk and not _seen_lately(actor, person, now):
        _write_seen(actor=actor, person=person, venue=venue, now=now)


@locking_transaction
def _write_seen(*, actor: Person, person: Person, venue: Venue, now: datetime) -> None:
    """Locks the host, so that two pages opened at once write one line."""
    lock_person(actor.pk)
    if not _seen_lately(actor, person, now):
        record_act(actor=actor, verb=SEEN, target=person, venue=venue.pk)


def _seen_lately(actor: Person, person: Person, now: datetime) -> bool:
    return Act.objects.filter(
        target_kind=Person._meta.label_lower,
        target_id=str(person.pk),
        at__gt=now - LOGGED_EVERY,
        actor=actor,
        verb=SEEN,
    ).exists()
