"""Who holds which plan since when, who pays, what hosts have seen and lent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from devtools.demo_data import rights
from devtools.demo_data.plans import build_plans, raise_price
from devtools.demo_data.population import Population
from devtools.demo_data.selling import Shelf, Till, Units, at_noon, create_audiences
from devtools.demo_data.venues import Built
from espaces.models import Customer, Membership, Network, Person, PersonDocument, Plan, ReducedAudience
from espaces.services.memberships import leave_membership, pause_membership
from espaces.services.subscribing import payer_for

RESIDENTS_SINCE = (120, 20, 64, 210, 88, 150, 70, 95, 395, 399)
"""Days ago; the last two have a place of their own, the second one is new."""
PAUSED, LEAVING = 3, 5
OFFICES_SINCE = (90, 130, 15, 220, 66, 75, 110, 310)
YEARLY_SINCE = (200, 340, 150, 90, 20, 5)
BADGES = 9


@dataclass
class Members:
    """Gives rights in the name of `till.actor`, and notes them with the population."""

    population: Population
    venues: Mapping[str, Built]
    plans: Mapping[str, Plan]
    till: Till
    today: date

    def join(self, plan: str, persons: Sequence[Person], since: Sequence[int], home: str) -> list[Membership]:
        pairs = dict(zip(persons, since, strict=True))
        joined = rights.join(self.plans[plan], pairs, self.venues[home].venue, self.till.actor, self.today)
        for person, membership in zip(pairs, joined, strict=True):
            self.population.memberships.setdefault(person.pk, []).append(membership)
        return joined

    def join_team(self, customer: Customer, staff: Sequence[Person]) -> None:
        since, home = self.today - timedelta(days=100), self.venues["filature"].venue
        joined = rights.join_team(self.plans["team"], customer, staff, home, self.till.actor, since)
        for person in staff:
            self.population.memberships.setdefault(person.pk, []).append(joined)


def give_rights(
    population: Population,
    venues: Mapping[str, Built],
    network: Network,
    till: Till,
    units: Units,
    today: date,
) -> Shelf:
    """Returns what the price lines name: audiences, and customers who have prices of their own."""
    plans = build_plans(till, venues, network, units)
    members = Members(population, venues, plans, till, today)
    employers = _employ(population, today)
    _join(members, employers)
    raise_price(till, plans["everywhere"], "75", today)
    _note(population, venues, today)
    audiences = create_audiences(till, venues)
    _see_proofs(population, venues["filature"], audiences, today)
    camille = population.regulars["filature"][0]
    customers = {customer.organisation: customer for customer in employers}
    customers["Camille Ribière"] = payer_for(camille, None, today)
    return Shelf(venues, network, audiences, customers)


def _join(members: Members, employers: Sequence[Customer]) -> None:
    regulars, actor, today = members.population.regulars, members.till.actor, members.today
    filature, ecole = regulars["filature"], regulars["ecole"]
    residents, nomads = filature[1:11], ecole[2:4]
    in_association = [filature[0], *residents, *nomads, filature[14], ecole[0]]
    members.join("membership", in_association, [130, *RESIDENTS_SINCE, 50, 12, 9, 25], "filature")
    holders = members.join("resident", residents, RESIDENTS_SINCE, "filature")
    members.join("everywhere", [filature[0], *filature[14:16]], [130, 75, 18], "filature")
    members.join("everywhere", [*ecole[:2], *regulars["lices"][:3]], [200, 33, 66, 80, 45], "ecole")
    members.join("nomad", nomads, [50, 12], "ecole")
    members.join("pass", [ecole[5]], [today.day - 1], "ecole")
    members.join_team(employers[0], filature[11:14])
    offices = members.join("office", regulars["comptoir"][:8], OFFICES_SINCE, "comptoir")
    for key in ("magnanerie", "laine"):
        members.join(key, regulars[key][:6], YEARLY_SINCE, key)
    _allot(members, holders[-2:], "filature", "La verrière")
    _allot(members, offices[-1:], "comptoir", "Bureaux fermés")
    first = today.replace(day=1)
    pause_membership(
        actor=residents[PAUSED],
        membership=holders[PAUSED],
        first_days=[first],
        now=at_noon(first - timedelta(days=6)),
    )
    leave_membership(actor=actor, membership=holders[LEAVING], now=at_noon(today - timedelta(days=6)))


def _allot(members: Members, holders: Sequence[Membership], key: str, resource: str) -> None:
    members.population.allotments += rights.allot(
        holders, members.venues[key], resource, members.till.actor, members.today
    )


def _note(population: Population, venues: Mapping[str, Built], today: date) -> None:
    regulars, hosts = population.regulars, population.hosts
    kinds = PersonDocument.Kind
    rights.see_documents(kinds.CHARTER, regulars["filature"], venues["filature"], hosts["filature"], today)
    seen = {kinds.INDUCTION: ("gare", regulars["gare"][:4] + regulars["magnanerie"][:2])}
    seen[kinds.INSURANCE] = ("comptoir", regulars["comptoir"][:9])
    for kind, (key, persons) in seen.items():
        years = 1 if kind == kinds.INSURANCE else None
        rights.see_documents(kind, persons, venues[key], hosts[key], today, years=years)
        for person in persons[:-1]:
            population.documents[person.pk] = frozenset({kind.value})
    rights.lend_badges(regulars["filature"][1 : BADGES + 1], venues["filature"], hosts["filature"], today)


def _see_proofs(
    population: Population,
    where: Built,
    audiences: Mapping[tuple[int, str], ReducedAudience],
    today: date,
) -> None:
    """Visitors; the certificate of one ends soon, that of another has ended."""
    visitors, host = population.visitors["filature"], population.hosts["filature"]
    valid = {"Demandeurs d’emploi": {visitors[0]: 95, visitors[1]: -8}, "Étudiants": {visitors[2]: 12}}
    for name, persons in valid.items():
        rights.see_proofs(audiences[where.venue.structure_id, name], persons, host, today)


def _employ(population: Population, today: date) -> list[Customer]:
    staffs = [
        ("Mutuelle des Causses", "99910123", "Mende", "48000", population.regulars["filature"][11:14]),
        ("Vercors Études", "99920234", "Die", "26150", population.regulars["comptoir"][3:6]),
    ]
    customers = []
    for name, siren, town, postcode, staff in staffs:
        customer = rights.employ(name, siren, town, postcode, staff, today)
        population.payers.update({person.pk: customer for person in staff})
        customers.append(customer)
    return customers
