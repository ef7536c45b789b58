"""The resources of one venue with their places, as a host chooses among them."""

from __future__ import annotations

from datetime import date

from django.db.models import Prefetch, Q, QuerySet

from espaces.models import Place, Resource, Venue


def resources_with_places(venue: Venue, first_day: date, last_day: date) -> list[Resource]:
    """In the host's order; places that exist on one of the days. Two queries; `resource.venue` is `venue`."""
    existing = Place.objects.filter(
        Q(valid_from=None) | Q(valid_from__lte=last_day), Q(valid_to=None) | Q(valid_to__gt=first_day)
    )
    resources = list(
        Resource.objects.active()
        .filter(venue=venue)
        .prefetch_related(Prefetch("places", queryset=existing.order_by("number")))
        .order_by("position", "pk")
    )
    for resource in resources:
        resource.venue = venue
    return resources


def places_read(resource: Resource) -> list[Place]:
    """The places that came with a resource of `resources_with_places`."""
    return list(resource.places.all())


def places_at(venue: Venue) -> QuerySet[Place]:
    places = Place.objects.filter(resource__venue=venue, resource__archived_at=None)
    return places.select_related("resource__venue").order_by("resource_id", "number")
