"""What happens to a login and to the person behind it."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.utils.translation import gettext_lazy as _

from espaces.errors import Refused
from espaces.locks import lock_person, lock_persons, lock_user, locking_transaction
from espaces.models import Person, Role, User
from espaces.queries.accounts import person_of, persons_to_claim, verified_emails_of
from espaces.queries.roles import holders_of_the_same_roles, scopes_with_one_holder
from espaces.services.acts import record_act
from espaces.services.roles import end_role


@locking_transaction
def claim_or_create_person(*, user: User, first_name: str = "", last_name: str = "") -> Person:
    """The person behind a login: the one hosts already know by a *verified* address of the login, or a new one.

    Never called on the strength of a typed address: whoever signs up with somebody else's address would take
    over that person's reservations and rights. Without a verified address nothing is claimed. When several
    persons match nobody can tell which it is: a new one is made, and hosts see it beside its likely duplicates.
    Locks the user, then the persons that match; called twice at the same time it gives the same person.
    """
    user = lock_user(user.pk)
    person = person_of(user)
    if person:
        return person
    emails = verified_emails_of(user)
    locked = lock_persons(persons_to_claim(emails).values_list("pk", flat=True))
    matching = [known for known in locked.values() if _still_claimable(known, emails)]
    if len(matching) == 1:
        return _claim(matching[0], user, first_name, last_name)
    person = Person.objects.create(
        user=user,
        first_name=first_name,
        last_name=last_name,
        email=user.email if user.email.lower() in emails else "",
        language=user.language,
    )
    record_act(actor=person, verb="person_created", target=person, matching=[known.pk for known in matching])
    return person


def _still_claimable(person: Person, emails: set[str]) -> bool:
    """Read again under the lock: merged, claimed or corrected by a host meanwhile, it is no longer a match."""
    return person.user_id is None and person.merged_into_id is None and person.email.lower() in emails


def _claim(person: Person, user: User, first_name: str, last_name: str) -> Person:
    person.user = user
    person.first_name = person.first_name or first_name
    person.last_name = person.last_name or last_name
    person.language = user.language
    person.save(update_fields=["user", "first_name", "last_name", "language"])
    record_act(actor=person, verb="person_claimed", target=person)
    return person


@locking_transaction
def follow_primary_address(*, user: User, address: EmailAddress) -> None:
    """The person's contact address is the primary verified address of the login, and nothing typed."""
    person = person_of(user)
    if person and address.verified and person.email != address.email:
        person = lock_person(person.pk)
        person.email = address.email
        person.save(update_fields=["email"])


@locking_transaction
def change_profile(*, actor: Person, **fields: Any) -> Person:
    person = lock_person(actor.pk)
    for field, value in fields.items():
        setattr(person, field, value)
    person.full_clean()
    person.save(update_fields=list(fields))
    return person


def choose_language(*, person: Person, language: str) -> None:
    """Of the pages, by the login, and of the mails, by the person."""
    User.objects.filter(person=person).update(language=language)
    Person.objects.filter(pk=person.pk).update(language=language)


@locking_transaction
def renew_calendar_address(*, actor: Person) -> str:
    """A new secret; the former address answers nothing from now on."""
    person = lock_person(actor.pk)
    person.calendar_secret = secrets.token_urlsafe(32)
    person.save(update_fields=["calendar_secret"])
    return person.calendar_secret


@locking_transaction
def withdraw_calendar_address(*, actor: Person) -> None:
    person = lock_person(actor.pk)
    person.calendar_secret = None
    person.save(update_fields=["calendar_secret"])


@locking_transaction
def close_account(*, actor: Person, now: datetime) -> None:
    """The login can no longer be used, its sessions end, its roles and calendar address are withdrawn.

    Reservations and memberships stay as they are. Refused while a network or structure has nobody else: the
    holders of the same roles are locked, so that two last ones cannot leave together.
    """
    assert actor.user_id, "only somebody with a login closes it"
    user = lock_user(actor.user_id)
    lock_persons([actor.pk, *holders_of_the_same_roles(actor)])
    alone = scopes_with_one_holder(actor)
    if alone:
        names = ", ".join(str(role.scope) for role in alone)
        raise Refused("last_one", _("Invite somebody to replace you first: %(names)s.") % {"names": names})
    for role in Role.objects.active().filter(person=actor).select_related("venue", "structure", "network"):
        end_role(actor=actor, role=role, now=now)
    Person.objects.filter(pk=actor.pk).update(calendar_secret=None)
    user.is_active = False
    user.save(update_fields=["is_active"])
    for session in UserSession.objects.filter(user=user).order_by("pk"):
        session.end()
    record_act(actor=actor, verb="account_closed", target=user)
