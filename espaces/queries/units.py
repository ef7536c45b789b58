"""Units that count at a structure, and who decides over them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from espaces.models import Network, Structure, Unit
from espaces.queries.access import networks_coordinated_by, structures_managed_by
from espaces.queries.plans import networks_of

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from espaces.models import User


def units_at(structure: Structure, day: date) -> QuerySet[Unit]:
    """Its own units and those of the networks it belongs to on that day, archived ones included."""
    networks = networks_of(structure, day).order_by().values("pk")
    units = Unit.objects.filter(Q(structure=structure) | Q(network__in=networks))
    return units.select_related("structure", "network").order_by("name", "pk")


def units_decided_by(user: User | AnonymousUser, structure: Structure, day: date) -> QuerySet[Unit]:
    """Of `units_at`, those the user gives, prices and renames: a manager his structure's, a coordinator his
    network's too."""
    managed = structures_managed_by(user).order_by().values("pk")
    coordinated = networks_coordinated_by(user).order_by().values("pk")
    return units_at(structure, day).filter(Q(structure__in=managed) | Q(network__in=coordinated))


def networks_decided_by(user: User | AnonymousUser, structure: Structure, day: date) -> QuerySet[Network]:
    """For which of its networks the user may make a unit that counts at this structure."""
    coordinated = networks_coordinated_by(user).order_by().values("pk")
    return networks_of(structure, day).filter(pk__in=coordinated)
