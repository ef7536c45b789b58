"""Who lives around which venue, with which rights, and how often they come."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field

from devtools.demo_data import COWORKER, FUNDER, HOST, MANAGER, people
from devtools.demo_data.diary import Guest
from devtools.demo_data.venues import Built
from espaces.models import Allotment, Customer, Membership, Network, Person, Plan, Venue

MEMBERS = {"filature": 16, "comptoir": 12, "magnanerie": 9, "laine": 8}
REGULARS = {"halles": 5, "ecole": 6, "gare": 6, "lices": 9, "mediatheque": 4, "france-services": 4}
REGULARS |= {"bibliotheque": 3, "royere": 3}
VISITORS = 14
FIRST_VISITORS, EVERY_DAYS, LONG = 4, 33, 10_000
"""Of the visitors of a venue, those of the first day; then another one comes that often."""


@dataclass
class Population:
    hosts: dict[str, Person] = field(default_factory=dict)
    regulars: dict[str, list[Person]] = field(default_factory=dict)
    visitors: dict[str, list[Person]] = field(default_factory=dict)
    memberships: dict[int, list[Membership]] = field(default_factory=dict)
    """By person."""
    allotments: list[Allotment] = field(default_factory=list)
    documents: dict[int, frozenset[str]] = field(default_factory=dict)
    payers: dict[int, Customer] = field(default_factory=dict)

    def guests_of(self, key: str, venues: Mapping[str, Built]) -> list[Guest]:
        """Its regulars, those of venues of the same département now and then, and visitors."""
        here = venues[key].venue
        found = []
        for home, persons in self.regulars.items():
            near = _departement(venues[home].venue) == _departement(here)
            for rank, person in enumerate(persons):
                weight = 6 / (2 + rank) if home == key else 0.12 if near else 0.0
                if weight:
                    found.append(self._guest(person, weight, here))
        return found + [
            self._guest(person, 0.3, here, known_for=_known_for(rank))
            for rank, person in enumerate(self.visitors[key])
        ]

    def _guest(self, person: Person, weight: float, venue: Venue, known_for: int = LONG) -> Guest:
        plans = [m.plan for m in self.memberships.get(person.pk, ()) if _valid(m, venue)]
        return Guest(
            person=person,
            weight=weight,
            known_for=known_for,
            member=bool(plans),
            extended=any(plan.extended_access for plan in plans),
            documents=self.documents.get(person.pk, frozenset()),
            customer=self.payers.get(person.pk),
        )


def _known_for(rank: int) -> int:
    """Days, of a visitor of that rank."""
    return LONG if rank < FIRST_VISITORS else (VISITORS - rank) * EVERY_DAYS


def _departement(venue: Venue) -> str | None:
    return venue.municipality.departement_code if venue.municipality else None


def _valid(membership: Membership, venue: Venue) -> bool:
    if membership.plan.scope == Plan.Scope.HOME:
        return membership.home_venue_id == venue.pk
    if membership.plan.scope == Plan.Scope.LIST:
        return membership.plan.structure_id == venue.structure_id
    return venue.structure.networks.filter(pk=membership.plan.network_id).exists()


def populate(
    venues: Mapping[str, Built],
    networks: Mapping[str, Network],
    coordinators: Mapping[str, Person],
    rng: random.Random,
) -> Population:
    """People and the roles of some; what they pay for comes next, see `members`."""
    population = Population()
    pairs = people.names(rng)
    _give_roles(population, venues, networks, coordinators, pairs)
    for key, built in venues.items():
        home = built.venue.municipality
        count = MEMBERS.get(key) or REGULARS[key]
        population.regulars[key] = [people.member(next(pairs), home, rng) for _ in range(count)]
        population.visitors[key] = people.without_login(rng, pairs, VISITORS, home)
    camille = people.login("Camille", "Ribière", COWORKER)
    population.regulars["filature"].insert(0, camille)
    _double_somebody(population)
    return population


def _give_roles(
    population: Population,
    venues: Mapping[str, Built],
    networks: Mapping[str, Network],
    coordinators: Mapping[str, Person],
    pairs: people.Pairs,
) -> None:
    """One host for each venue; the demo's host has two of them."""
    first = coordinators["trois-vallees"]
    host, manager = people.login("Nadia", "Servière", HOST), people.login("Bruno", "Mazel", MANAGER)
    people.give_role(first, manager, "manager", venues["filature"].venue.structure)
    people.give_role(first, people.login("Paul", "Verdier", FUNDER), "funder", networks["trois-vallees"])
    for key, built in venues.items():
        mine = key in {"filature", "ecole"}
        name = next(pairs)
        population.hosts[key] = host if mine else people.login(*name, f"accueil.{key}@demo.example")
        granter = coordinators["plateau"] if key == "royere" else first
        people.give_role(granter, population.hosts[key], "host", built.venue)


def _double_somebody(population: Population) -> None:
    """Written down at the door though she has a login: two rows that a manager can merge."""
    known = population.regulars["ecole"][1]
    twin = Person.objects.create(
        first_name=known.first_name, last_name=known.last_name, email=known.email, phone="06 39 98 12 34"
    )
    population.visitors["ecole"].append(twin)


def everybody_with_a_login() -> list[Person]:
    return list(Person.objects.filter(user__isnull=False).order_by("pk"))
