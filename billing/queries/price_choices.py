"""What there is to choose from when a price is written: plans, audiences, customers."""

from __future__ import annotations

from datetime import date

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet

from billing.models import PriceList
from espaces.models import Customer, Plan, ReducedAudience, Structure, Venue
from espaces.queries.audiences import audiences_of
from espaces.queries.venues import plans_valid_at


def customers_known_to(structure: Structure | int) -> QuerySet[Customer]:
    """Organisations that pay for somebody known there or have a membership there; then persons known there who have
    bought something already."""
    organisation = ~Q(organisation="") & (
        Q(members__enrolments__structure=structure) | Q(memberships__plan__structure=structure)
    )
    known = Customer.objects.filter(organisation | Q(person__enrolments__structure=structure))
    customers = Customer.objects.filter(pk__in=known.values("pk")).select_related("person")
    is_person = ExpressionWrapper(Q(organisation=""), BooleanField())
    return customers.order_by(is_person, "organisation", "person__last_name", "person__first_name", "pk")


def plans_priced_at(venue: Venue, price_list: PriceList, day: date) -> QuerySet[Plan]:
    plans = plans_valid_at(venue, day)
    return plans if price_list.structure_id else plans.filter(network=price_list.network_id)


def audiences_at(venue: Venue, price_list: PriceList) -> QuerySet[ReducedAudience]:
    audiences = audiences_of(venue.structure).filter(archived_at=None)
    return audiences if price_list.structure_id else audiences.none()
