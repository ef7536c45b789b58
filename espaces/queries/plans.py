from __future__ import annotations

from datetime import date

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from espaces.models import Affiliation, Membership, Network, Plan, Structure, Venue


def plans_of(structure: Structure, day: date) -> QuerySet[Plan]:
    """With the number of memberships that run on `day`; offered ones first."""
    running = Q(memberships__starts_on__lte=day) & (
        Q(memberships__ends_on=None) | Q(memberships__ends_on__gt=day)
    )
    return (
        Plan.objects.filter(structure=structure)
        .annotate(holders=Count("memberships", filter=running))
        .order_by(F("archived_at").asc(nulls_first=True), "name", "pk")
    )


def plan_valid_at(plan: Plan, venue: Venue, day: date) -> bool:
    """A home plan is valid at any venue of its structure (the one chosen as home), a list plan at its venues."""
    if plan.scope == Plan.Scope.HOME:
        return venue.structure_id == plan.structure_id
    if plan.scope == Plan.Scope.LIST:
        return plan.venues.filter(pk=venue.pk).exists()
    return Affiliation.objects.on(day).filter(network=plan.network_id, structure=venue.structure_id).exists()


def networks_of(structure: Structure, day: date) -> QuerySet[Network]:
    affiliations = Affiliation.objects.on(day).filter(structure=structure)
    return Network.objects.filter(affiliations__in=affiliations).order_by("name", "pk")


def venues_of_networks_of(structure: Structure, day: date) -> QuerySet[Venue]:
    """Where a plan of the structure may be valid: its own venues, and those of the networks it belongs to."""
    beside = Affiliation.objects.on(day).filter(
        network__in=networks_of(structure, day).values("pk"), structure=OuterRef("structure_id")
    )
    venues = Venue.objects.filter(archived_at=None).filter(Q(structure=structure) | Exists(beside))
    return venues.select_related("structure").order_by("structure__name", "name", "pk")


def membership_in(structure: Structure, pk: int) -> Membership | None:
    memberships = Membership.objects.filter(plan__structure=structure).select_related("plan", "home_venue")
    return memberships.filter(pk=pk).first()
