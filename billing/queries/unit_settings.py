"""Units, what stays take of them, and packs: as the manager of a structure sets them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from espaces.models import Resource, Structure, Unit
from reservations.models import UnitRate


@dataclass(frozen=True)
class UnitLine:
    """A unit, what stays take of it, and whether the reader may change it."""

    unit: Unit
    rates: tuple[UnitRate, ...]
    may_change: bool


def unit_lines(units: Iterable[Unit], decided: Iterable[int], structure: Structure) -> list[UnitLine]:
    """One query for all rates."""
    rows, may_change = list(units), set(decided)
    rates: dict[int, list[UnitRate]] = {unit.pk: [] for unit in rows}
    for rate in rates_at(structure).filter(unit__in=rates):
        rates[rate.unit_id].append(rate)
    return [UnitLine(unit, tuple(rates[unit.pk]), unit.pk in may_change) for unit in rows]


def rates_at(structure: Structure) -> QuerySet[UnitRate]:
    """For kinds of resources, and for the resources of the structure."""
    there = Q(resource=None) | Q(resource__venue__structure=structure)
    rates = UnitRate.objects.filter(there).select_related("resource__venue", "unit")
    return rates.order_by("kind", "resource__name", "pk")


def resources_of_structure(structure: Structure) -> QuerySet[Resource]:
    resources = Resource.objects.active().filter(venue__structure=structure, venue__archived_at=None)
    return resources.select_related("venue").order_by("venue__name", "name", "pk")
