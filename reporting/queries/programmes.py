"""Programmes as their coordinators and funders read them: territory in words, readers, reports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from espaces.models import Affiliation, Municipality, Network, Person, Role, RoleKind, Structure
from reporting.models import Programme, ProgrammeReader, Report
from reporting.queries.scopes import LEVEL_FIELDS

Territory = Programme.Territory
NAME_FIELDS = {
    Territory.REGION: "region_name",
    Territory.DEPARTEMENT: "departement_name",
    Territory.EPCI: "epci_name",
    Territory.MUNICIPALITIES: "name",
}


@dataclass(frozen=True, order=True)
class Place:
    """A part of a territory: a région, a département, an intermunicipality or a municipality."""

    name: str
    code: str


def places_of(programme: Programme) -> list[Place]:
    if programme.territory == Territory.NETWORK:
        return []
    names = names_of(Territory(programme.territory), programme.territory_codes)
    return sorted(Place(names.get(code, code), code) for code in programme.territory_codes)


def names_of(level: Territory, codes: Sequence[str]) -> dict[str, str]:
    field, name = LEVEL_FIELDS[level], NAME_FIELDS[level]
    rows = Municipality.objects.filter(**{f"{field}__in": codes}).order_by("is_current", "code_year")
    return dict(rows.values_list(field, name))


def code_of(municipality: Municipality, level: Territory) -> str:
    """The code, at that level, of the territory that the municipality is in; empty outside any."""
    code: str = getattr(municipality, LEVEL_FIELDS[level])
    return code


def structures_that_were_in(network: Network) -> QuerySet[Structure]:
    """Also those that have left it: a programme speaks of its whole time."""
    ever = Affiliation.objects.filter(network=network).values("structure")
    return Structure.objects.filter(pk__in=ever).order_by("name", "pk")


def readers_of(programme: Programme) -> QuerySet[ProgrammeReader]:
    rows = ProgrammeReader.objects.filter(programme=programme, ended_at=None)
    return rows.select_related("person").order_by("person__last_name", "pk")


def funders_of(network: Network) -> QuerySet[Person]:
    roles = Role.objects.active().filter(kind=RoleKind.FUNDER, network=network)
    return Person.objects.filter(pk__in=roles.values("person")).order_by("last_name", "first_name", "pk")


def frozen_reports(programme: Programme) -> QuerySet[Report]:
    """The latest first; what was corrected since is left out."""
    rows = Report.objects.filter(programme=programme, status=Report.Status.FROZEN)
    return rows.exclude(corrected_by__status=Report.Status.FROZEN).order_by("-after", "first", "pk")
