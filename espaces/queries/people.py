"""What hosts see of the people of their venues, always through the enrolment in the venue's structure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, F, Func, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.functions import Concat, Lower

from espaces.models import (
    Allotment,
    Enrolment,
    KeyLoan,
    Membership,
    Person,
    PersonDocument,
    Place,
    Plan,
    Structure,
    Venue,
)
from espaces.queries.access import structures_managed_by
from espaces.rules.person_names import ACCENTED, WITHOUT, folded

if TYPE_CHECKING:
    from espaces.models import User


@dataclass(frozen=True)
class PersonFile:
    """Everything a host of one venue reads about a person, and nothing of other structures."""

    enrolment: Enrolment | None
    documents: list[PersonDocument]
    keys: list[KeyLoan]
    memberships: list[Membership]
    duplicates: list[Person]


def people_of_structure(structure: Structure) -> QuerySet[Person]:
    known = Enrolment.objects.filter(structure=structure, person=OuterRef("pk"))
    return Person.objects.current().filter(Exists(known)).order_by("last_name", "first_name", "pk")


def in_plain_letters(*fields: str | Value) -> Func:
    """rules.person_names.folded, in SQL."""
    text = Lower(Concat(*fields, Value(""), output_field=TextField()))
    return Func(text, Value(ACCENTED), Value(WITHOUT), function="translate", output_field=TextField())


def people_found(structure: Structure, words: str) -> QuerySet[Person]:
    """Every word must occur in the name or the e-mail."""
    written = in_plain_letters("first_name", Value(" "), "last_name", Value(" "), "email")
    people = people_of_structure(structure).alias(written=written)
    for word in folded(words).split():
        people = people.filter(written__contains=word)
    return people


def people_listed(venue: Venue, words: str, day: date) -> QuerySet[Person]:
    """The list of a venue's people, with what is shown on each line."""
    member = Membership.objects.active(day).filter(persons=OuterRef("pk"), plan__structure=venue.structure_id)
    key = KeyLoan.objects.filter(person=OuterRef("pk"), venue__structure=venue.structure_id, returned_on=None)
    return people_found(venue.structure, words).annotate(
        plan_name=member.order_by("pk").values("plan__name")[:1], has_key=Exists(key)
    )


def person_known_to(structure: Structure, pk: int) -> Person | None:
    return people_of_structure(structure).select_related("user", "municipality").filter(pk=pk).first()


def successor_of(pk: int) -> int | None:
    """Where an old number points to after a merge."""
    return Person.objects.filter(pk=pk).values_list("merged_into", flat=True).first()


def person_file(person: Person, venue: Venue) -> PersonFile:
    structure = venue.structure
    return PersonFile(
        enrolment=Enrolment.objects.filter(person=person, structure=structure).first(),
        documents=list(documents_of(person, structure).select_related("seen_by")),
        keys=list(keys_of(person, structure).select_related("venue")),
        memberships=list(
            memberships_of(person, structure)
            .select_related("plan", "home_venue")
            .prefetch_related("allotments__place__resource__venue", "allotments__person")
        ),
        duplicates=list(possible_duplicates(person, structure)),
    )


def documents_of(person: Person, structure: Structure) -> QuerySet[PersonDocument]:
    documents = PersonDocument.objects.filter(person=person, structure=structure).select_related("audience")
    return documents.order_by(F("valid_to").desc(nulls_first=True), "-valid_from", "pk")


def keys_of(person: Person, structure: Structure) -> QuerySet[KeyLoan]:
    loans = KeyLoan.objects.filter(person=person, venue__structure=structure)
    return loans.order_by(F("returned_on").desc(nulls_first=True), "-lent_on", "pk")


def memberships_of(person: Person, structure: Structure) -> QuerySet[Membership]:
    memberships = Membership.objects.filter(persons=person, plan__structure=structure)
    return memberships.order_by(F("ends_on").desc(nulls_first=True), "-starts_on", "pk")


def allotments_of(person: Person, structure: Structure) -> QuerySet[Allotment]:
    return Allotment.objects.filter(person=person, membership__plan__structure=structure).order_by("pk")


def places_of_structure(structure: Structure) -> QuerySet[Place]:
    places = Place.objects.filter(resource__venue__structure=structure, resource__venue__archived_at=None)
    return places.select_related("resource__venue").order_by("resource__venue__name", "resource_id", "number")


def plans_offered_by(structure: Structure) -> QuerySet[Plan]:
    return Plan.objects.filter(structure=structure, archived_at=None).order_by("name", "pk")


def venues_of_structure(structure: Structure) -> QuerySet[Venue]:
    return Venue.objects.filter(structure=structure, archived_at=None).order_by("name", "pk")


def possible_duplicates(person: Person, structure: Structure) -> QuerySet[Person]:
    """Others of the same structure with the same address or the same name, case and accents forgiven."""
    return same_name_or_address(
        structure, first_name=person.first_name, last_name=person.last_name, email=person.email
    ).exclude(pk=person.pk)


def same_name_or_address(
    structure: Structure, *, first_name: str, last_name: str, email: str
) -> QuerySet[Person]:
    alike = Q(pk__in=[])
    if email:
        alike |= Q(address=email.lower())
    if first_name and last_name:
        alike |= Q(first=folded(first_name), last=folded(last_name))
    return (
        people_of_structure(structure)
        .alias(
            address=Lower("email"), first=in_plain_letters("first_name"), last=in_plain_letters("last_name")
        )
        .filter(alike)
    )


def persons_managed_by(user: User | AnonymousUser) -> QuerySet[Person]:
    """Persons known to a structure that the user manages: those he may merge."""
    structures = structures_managed_by(user).order_by().values("pk")
    known = Enrolment.objects.filter(structure__in=structures, person=OuterRef("pk"))
    return Person.objects.filter(Exists(known)).order_by("pk")


def may_be_erased_by(actor: Person, person: Person) -> bool:
    """A manager of every structure that knows the person, who holds no role: nobody is put out of office so."""
    structures = structures_managed_by(actor.user or AnonymousUser()).order_by().values("pk")
    known = Enrolment.objects.filter(person=person)
    return (
        known.exists()
        and not known.exclude(structure__in=structures).exists()
        and not person.roles.filter(revoked_at=None).exists()
    )
