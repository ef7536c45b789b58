"""Plans and who holds them, places given to members, employers, documents seen, keys lent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from devtools.demo_data.territory import siren_of, siret_of
from devtools.demo_data.venues import Built
from espaces.models import (
    Allotment,
    Customer,
    CustomerMember,
    Membership,
    Network,
    Person,
    PersonDocument,
    Plan,
    Venue,
)
from espaces.services.documents import lend_key, note_document, return_key
from espaces.services.plans import QuotaLimit, allot_place, save_plan
from espaces.services.subscribing import subscribe

SINCE = timedelta(days=400)
TO_COME = [QuotaLimit("future", "reservations", 12)]
Document = PersonDocument.Kind


@dataclass(frozen=True)
class Plans:
    everywhere: Plan
    resident: Plan
    of_structure: Mapping[str, Plan]


def build_plans(venues: Mapping[str, Built], network: Network, actor: Person) -> Plans:
    """One plan for the whole network, one with extended access at its home, one for each small structure."""

    def plan(seller: str, name: str, description: str, **fields: Any) -> Plan:
        return save_plan(
            actor=actor,
            structure=venues[seller].venue.structure,
            plan=None,
            venues=[],
            quotas=TO_COME,
            name=name,
            description=description,
            **fields,
        )

    everywhere = plan(
        "filature",
        "Trois Vallées",
        "Tous les espaces du réseau, à la demi-journée.",
        scope=Plan.Scope.NETWORK,
        network=network,
        horizon_days=90,
    )
    resident = plan(
        "filature",
        "Résident",
        "Votre poste à La Filature, badge compris : tôt, tard, et l’atelier jour et nuit.",
        scope=Plan.Scope.HOME,
        extended_access=True,
        horizon_days=90,
    )
    others = {
        "comptoir": plan(
            "comptoir", "Bureau", "Badge et accès de 6 h à 22 h.", extended_access=True, horizon_days=120
        ),
        "magnanerie": plan("magnanerie", "Adhérent", "Tarif des adhérents.", horizon_days=60),
        "laine": plan("laine", "Adhérent", "Tarif des adhérents.", horizon_days=60),
    }
    return Plans(everywhere, resident, others)


def join(plan: Plan, persons: Sequence[Person], home: Venue, actor: Person, today: date) -> list[Membership]:
    return [
        subscribe(
            actor=actor, plan=plan, person=person, home_venue=home, asked_on=today - SINCE, now=timezone.now()
        )
        for person in persons
    ]


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
