"""Plans and who holds them, places given to members, employers, documents seen, keys lent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from billing.services.subscriptions import agree_to_plan
from devtools.demo_data.selling import at_noon
from devtools.demo_data.territory import siren_of, siret_of
from devtools.demo_data.venues import Built
from espaces.models import (
    Allotment,
    Customer,
    CustomerMember,
    Membership,
    Person,
    PersonDocument,
    Plan,
    ReducedAudience,
    Venue,
)
from espaces.services.documents import lend_key, note_document, return_key
from espaces.services.plans import allot_place
from espaces.services.teams import add_to_team

SINCE = timedelta(days=400)
Document = PersonDocument.Kind


def join(
    plan: Plan, persons: Mapping[Person, int], home: Venue, actor: Person, today: date
) -> list[Membership]:
    """`persons`: each since so many days. Agreed on the first of them, at the terms of the plan."""
    return [
        agree_to_plan(
            actor=actor,
            plan=plan,
            person=person,
            home_venue=home,
            asked_on=today - timedelta(days=days),
            now=at_noon(today - timedelta(days=days)),
        )
        for person, days in persons.items()
    ]


def join_team(
    plan: Plan, customer: Customer, staff: Sequence[Person], home: Venue, actor: Person, since: date
) -> Membership:
    """The employer pays for all of them."""
    first, *others = staff
    membership = agree_to_plan(
        actor=actor,
        plan=plan,
        person=first,
        home_venue=home,
        customer=customer,
        asked_on=since,
        now=at_noon(since),
    )
    for person in others:
        add_to_team(actor=actor, membership=membership, person=person, now=at_noon(since))
    return membership


def allot(
    holders: Sequence[Membership], where: Built, resource: str, actor: Person, today: date
) -> list[Allotment]:
    """The last places of the resource, one for each membership, since most of a year."""
    places = list(where.resources[resource].places.order_by("-number"))
    return [
        allot_place(
            actor=actor,
            membership=membership,
            person=membership.persons.get(),
            place=place,
            starts_on=today - timedelta(days=300),
        )
        for membership, place in zip(holders, places, strict=False)
    ]


def employ(
    name: str, number: str, town: str, postcode: str, staff: Sequence[Person], today: date
) -> Customer:
    customer = Customer(
        organisation=name,
        siret=siret_of(siren_of(number)),
        email="compta@employeur.example",
        address="Zone d’activités",
        postcode=postcode,
        town=town,
    )
    customer.full_clean()
    customer.save()
    CustomerMember.objects.bulk_create(
        CustomerMember(customer=customer, person=person, starts_on=today - SINCE, manages=first)
        for person, first in zip(staff, [True] + [False] * len(staff), strict=False)
    )
    return customer


def see_documents(
    kind: str, persons: Sequence[Person], where: Built, host: Person, today: date, *, years: int | None = None
) -> None:
    """The last one's is about to end, or has just ended: hosts have something to ask."""
    for rank, person in enumerate(persons):
        since = today - SINCE + timedelta(days=7 * rank)
        ends = None if years is None else today + timedelta(days=40 * (len(persons) - rank) - 45)
        note_document(
            actor=host,
            person=person,
            structure=where.venue.structure,
            kind=kind,
            valid_from=since,
            valid_to=ends,
        )


def see_proofs(audience: ReducedAudience, persons: Mapping[Person, int], host: Person, today: date) -> None:
    """Each valid for so many days from now on; below 0: it has ended, and the price is the usual one again."""
    for person, days in persons.items():
        note_document(
            actor=host,
            person=person,
            structure=audience.structure,
            kind=Document.PROOF,
            audience=audience,
            valid_from=today + timedelta(days=days - 180),
            valid_to=today + timedelta(days=days),
        )


def lend_badges(persons: Sequence[Person], where: Built, host: Person, today: date) -> None:
    for number, person in enumerate(persons, start=1):
        lend_key(
            actor=host,
            person=person,
            venue=where.venue,
            label=f"Badge {number:02d}",
            lent_on=today - SINCE + timedelta(days=number * 3),
        )
    lost = lend_key(
        actor=host, person=persons[0], venue=where.venue, label="Clé du jardin", lent_on=today - SINCE
    )
    return_key(actor=host, loan=lost, returned_on=today - timedelta(days=30))
