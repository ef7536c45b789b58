"""A person is forgotten: what remains is a number that counts, and the documents that the law wants kept."""

from __future__ import annotations

from datetime import date, datetime

from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.utils.translation import gettext_lazy as _

from espaces.errors import Refused
from espaces.locks import lock_login_of, lock_to_erase, locking_transaction
from espaces.models import (
    Act,
    Customer,
    CustomerMember,
    Enrolment,
    Invitation,
    Outgoing,
    Person,
    PersonDocument,
    Role,
)
from espaces.queries.access import today
from espaces.queries.identities import Identity, as_text, identity_of
from espaces.queries.people import may_be_erased_by
from espaces.queries.personal_data import why_not_erased
from espaces.queries.roles import holders_of_the_same_roles
from espaces.services.acts import record_act
from espaces.services.roles import end_role
from espaces.signals import person_erased


@locking_transaction
def erase_person(*, actor: Person, person: Person, now: datetime, asked_on: date | None = None) -> None:
    """Name, address, login and free texts go, in every app; the row stays as a number. Done twice it does nothing.

    By the person himself, or by a manager whom he asked in writing (`asked_on`). Refused while something is to be
    settled: what is reserved, owed, held or lent. Locks the login, the person and those who hold the same roles;
    `person_erased` is sent while the row still says who he was.
    """
    lock_login_of(person.pk)
    locked = lock_to_erase([person.pk, *holders_of_the_same_roles(person)])
    person = locked[person.pk]
    if person.erased_at is not None:
        return
    _check(actor, person, now)
    known = identity_of(person)
    person_erased.send(sender=Person, person=person, now=now)
    _withdraw_rights(actor, person, today(), now)
    _forget_texts(known)
    _forget_login(person)
    _forget_identity(known, now)
    asked = {"asked_on": asked_on.isoformat()} if asked_on else {}
    record_act(actor=actor, verb="person_erased", target=person, **asked)


def _check(actor: Person, person: Person, now: datetime) -> None:
    if person.merged_into_id is not None:
        raise Refused("merged", _("This person has been merged with another one."))
    if actor.pk != person.pk and not may_be_erased_by(actor, person):
        raise Refused(
            "not_allowed",
            _(
                "A manager erases somebody who has no role, and whom only his structures know; otherwise ask the"
                " coordinator of the network."
            ),
        )
    reasons = why_not_erased(person, now)
    if reasons:
        raise Refused("not_settled", " ".join(reasons))


def _withdraw_rights(actor: Person, person: Person, day: date, now: datetime) -> None:
    """Roles and invitations end; nobody pays for him any more."""
    for role in Role.objects.active().filter(person=person).select_related("venue", "structure", "network"):
        end_role(actor=actor, role=role, now=now)
    paid_for = CustomerMember.objects.filter(person=person, ends_on=None)
    paid_for.filter(starts_on__gte=day).delete()
    paid_for.update(ends_on=day)


def _forget_texts(known: Identity) -> None:
    """Notes about him, messages that have not left, and words about him in what is kept of others."""
    Enrolment.objects.filter(person__in=known.numbers).update(note="")
    PersonDocument.objects.filter(person__in=known.numbers).update(note="")
    Customer.objects.filter(person__in=known.numbers).update(
        siret="", vat_number="", email="", address="", postcode="", town=""
    )
    invitations = Invitation.objects.filter(known.written_in("email"))
    invitations.filter(accepted_at=None, revoked_at=None).delete()
    invitations.update(email="")
    Outgoing.objects.alias(said=as_text("payload")).filter(known.written_in("said"), done_at=None).delete()
    Outgoing.objects.filter(known.written_in("error")).update(error="")
    Act.objects.alias(said=as_text("details")).filter(known.written_in("said")).update(details={})
    LogEntry.objects.filter(known.written_in("object_repr")).update(object_repr="")


def _forget_login(person: Person) -> None:
    """With its addresses, its second factors and its sessions. The address may sign up again, as somebody new."""
    if person.user is None:
        return
    user = person.user
    for session in UserSession.objects.filter(user=user).order_by("pk"):
        session.end()
    Person.objects.filter(pk=person.pk).update(user=None)
    user.delete()


def _forget_identity(known: Identity, now: datetime) -> None:
    """Also of the rows that were merged into him."""
    Person.objects.filter(pk__in=known.numbers).update(
        first_name="",
        last_name="",
        email="",
        phone="",
        municipality=None,
        calendar_secret=None,
        erased_at=now,
    )
