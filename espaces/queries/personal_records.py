"""What `espaces` keeps about a person, and what must be settled before he is erased."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _, gettext_lazy

from espaces.models import (
    Act,
    Allotment,
    Customer,
    CustomerMember,
    Enrolment,
    Invitation,
    KeyLoan,
    Membership,
    MembershipPause,
    Person,
    PersonDocument,
    Role,
    TermsAcceptance,
    User,
)
from espaces.ports import Records, Told, verb_in_words
from espaces.queries.access import today
from espaces.queries.identities import identity_of, numbers_of
from espaces.queries.roles import scopes_with_one_holder
from espaces.rules.acts_in_words import VERBS
from espaces.rules.dates_in_words import date_in_words


def _himself(person: Person) -> QuerySet[Person]:
    return Person.objects.filter(pk__in=numbers_of(person))


def _login(person: Person) -> QuerySet[User]:
    return User.objects.filter(person=person)


def _invited(person: Person) -> QuerySet[Invitation]:
    return Invitation.objects.filter(identity_of(person).written_in("email") | Q(accepted_by=person))


def _about(person: Person) -> QuerySet[Act]:
    numbers = [str(number) for number in numbers_of(person)]
    return Act.objects.filter(target_kind=Person._meta.label_lower, target_id__in=numbers)


def _by(person: Person) -> QuerySet[Act]:
    return Act.objects.filter(actor__in=numbers_of(person))


def _model_in_words(label: str) -> str:
    """One that is gone keeps its label."""
    try:
        return str(apps.get_model(label)._meta.verbose_name)
    except LookupError:
        return label


def _settled_memberships(person: Person) -> QuerySet[Membership]:
    return Membership.objects.filter(Q(persons=person) | Q(customer__person=person)).distinct()


TOLD = (
    Told(
        Person,
        ("first_name", "last_name", "email", "phone", "language", "municipality", "created_at"),
        path="merged_into",
        rows=_himself,
    ),
    Told(User, ("email", "language", "is_active", "date_joined", "last_login"), rows=_login),
    Told(EmailAddress, ("email", "verified", "primary"), path="user__person"),
    Told(Authenticator, ("type", "created_at", "last_used_at"), path="user__person"),
    Told(UserSession, ("created_at", "last_seen_at", "ip", "user_agent"), path="user__person"),
    Told(Enrolment, ("structure", "since", "note")),
    Told(PersonDocument, ("structure", "kind", "audience", "valid_from", "valid_to", "note", "seen_at")),
    Told(KeyLoan, ("venue", "label", "lent_on", "returned_on")),
    Told(Role, ("kind", "venue", "structure", "network", "granted_at", "revoked_at")),
    Told(
        Invitation,
        ("email", "kind", "venue", "structure", "network", "invited_at", "expires_at", "accepted_at"),
        path="accepted_by",
        rows=_invited,
    ),
    Told(TermsAcceptance, ("terms", "accepted_at")),
    Told(
        Customer,
        ("siret", "vat_number", "email", "address", "postcode", "town"),
    ),
    Told(CustomerMember, ("customer__organisation", "starts_on", "ends_on", "manages")),
    Told(
        Membership,
        ("plan", "home_venue", "starts_on", "ends_on", "leaving_asked_on", "agreed_on", "agreement"),
        path="persons",
        rows=_settled_memberships,
    ),
    Told(
        MembershipPause, ("membership__plan", "starts_on", "ends_on", "asked_at"), path="membership__persons"
    ),
    Told(Allotment, ("place", "starts_on", "ends_on")),
    Told(
        Act,
        ("at", "verb", "details"),
        rows=_about,
        title=gettext_lazy("what hosts and the system did about you"),
        words={"verb": verb_in_words},
    ),
    Told(
        Act,
        ("at", "verb", "target_kind", "target_id"),
        rows=_by,
        title=gettext_lazy("what you did"),
        words={"verb": verb_in_words, "target_kind": _model_in_words},
    ),
)
SIGNED = {
    "espaces.Closure.created_by": "created_at",
    "espaces.Invitation.invited_by": "invited_at",
    "espaces.KeyLoan.recorded_by": "lent_on",
    "espaces.Membership.agreed_by": "agreed_on",
    "espaces.MembershipPause.asked_by": "asked_at",
    "espaces.PersonDocument.seen_by": "seen_at",
    "espaces.Role.granted_by": "granted_at",
    "espaces.Role.revoked_by": "revoked_at",
}
LEFT_OUT = {
    "espaces.Membership_persons.person": "told with the memberships themselves",
    "espaces.Membership.customer": "told with the memberships of the person",
    "espaces.CustomerMember.customer": "other people, for whom he pays",
}


def obstacles(person: Person, now: datetime) -> Iterator[str]:
    for role in scopes_with_one_holder(person):
        yield _("Nobody else looks after %(where)s: invite somebody first.") % {"where": role.scope}
    if person.user is not None and person.user.is_staff:
        yield _("You administer this site: hand it over first.")
    running = _settled_memberships(person).filter(Q(ends_on=None) | Q(ends_on__gt=today()))
    for membership in running.select_related("plan").order_by("pk"):
        yield _running_in_words(membership)
    for loan in (
        KeyLoan.objects.filter(person=person, returned_on=None).select_related("venue").order_by("pk")
    ):
        yield _("A key has not been returned: %(key)s (%(venue)s).") % {
            "key": loan.label,
            "venue": loan.venue,
        }


def _running_in_words(membership: Membership) -> str:
    if membership.ends_on is None:
        return _("A membership is running: %(plan)s. End it first.") % {"plan": membership.plan}
    words = {"plan": membership.plan, "day": date_in_words(membership.ends_on)}
    return _("A membership is running until %(day)s: %(plan)s.") % words


RECORDS = Records(told=TOLD, signed=SIGNED, left_out=LEFT_OUT, verbs=VERBS, obstacles=obstacles)
