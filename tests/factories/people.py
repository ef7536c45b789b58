from __future__ import annotations

import factory
from factory.django import DjangoModelFactory

from espaces.models import Network, Person, Role, RoleKind, Structure, User, Venue


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"personne{n}@example.org")
    password = factory.django.Password("un mot de passe sûr")


class PersonFactory(DjangoModelFactory):
    """A person without login unless `user=` is given (see `login_of`)."""

    class Meta:
        model = Person

    first_name = factory.Sequence(lambda n: f"Camille{n}")
    last_name = factory.Sequence(lambda n: f"Martin{n}")
    email = factory.LazyAttribute(lambda person: person.user.email if person.user else "")
    user = None


class RoleFactory(DjangoModelFactory):
    class Meta:
        model = Role

    person = factory.SubFactory(PersonFactory)


def login_of(**fields: object) -> Person:
    """A person with a login and a verified e-mail address."""
    from allauth.account.models import EmailAddress

    user = UserFactory()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return PersonFactory(user=user, **fields)


def host_of(venue: Venue) -> Person:
    person = login_of()
    RoleFactory(person=person, kind=RoleKind.HOST, venue=venue)
    return person


def manager_of(structure: Structure) -> Person:
    person = login_of()
    RoleFactory(person=person, kind=RoleKind.MANAGER, structure=structure)
    return person


def coordinator_of(network: Network) -> Person:
    person = login_of()
    RoleFactory(person=person, kind=RoleKind.COORDINATOR, network=network)
    return person


def funder_of(network: Network) -> Person:
    person = login_of()
    RoleFactory(person=person, kind=RoleKind.FUNDER, network=network)
    return person
