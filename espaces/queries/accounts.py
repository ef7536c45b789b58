"""Logins and the persons behind them."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.db.models import QuerySet
from django.db.models.functions import Lower

from espaces.models import Person, User


def verified_emails_of(user: User) -> set[str]:
    """The addresses of which this login has proved the possession. Nothing else proves an identity here."""
    addresses = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    return {address.lower() for address in addresses}


def persons_to_claim(emails: set[str]) -> QuerySet[Person]:
    """Persons without login, not merged, known by one of these addresses."""
    return (
        Person.objects.current()
        .alias(address=Lower("email"))
        .filter(user=None, address__in=emails)
        .order_by("pk")
    )


def person_of_address(email: str) -> Person | None:
    """The person whose login has proved this address."""
    proved = EmailAddress.objects.alias(address=Lower("email")).filter(address=email.lower(), verified=True)
    return Person.objects.current().filter(user__in=proved.values("user")).first()


def person_of(user: User) -> Person | None:
    return Person.objects.filter(user=user).first()


def language_of_address(email: str) -> str:
    """The language of the login or person known by this address; French otherwise."""
    user = User.objects.filter(email=email.lower()).first()
    if user:
        return user.language
    known = Person.objects.current().alias(address=Lower("email")).filter(address=email.lower())
    return known.order_by("pk").values_list("language", flat=True).first() or User.Language.FRENCH
