"""What there is to choose from when a price is written: plans, audiences, customers."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from billing.models import PriceList
from espaces.models import Customer, Plan, ReducedAudience, Structure, Venue
from espaces.queries.audiences import audiences_of
from espaces.queries.venues import plans_valid_at


def organisations_known_to(structure: Structure | int) -> QuerySet[Customer]:
    """Those that pay for somebody known there, or have a membership there."""
    known = Q(members__enrolments__structure=structure) | Q(memberships__plan__structure=structure)
    return Customer.objects.exclude(organisation="").filter(known).distinct().order_by("organisation", "pk")


def plans_priced_at(venue: Venue, price_list: PriceList, day: date) -> QuerySet[Plan]:
    plans = plans_valid_at(venue, day)
    return plans if price_list.structure_id else plans.filter(network=price_list.network_id)


def audiences_at(venue: Venue, price_list: PriceList) -> QuerySet[ReducedAudience]:
    audiences = audiences_of(venue.structure).filter(archived_at=None)
    return audiences if price_list.structure_id else audiences.none()
