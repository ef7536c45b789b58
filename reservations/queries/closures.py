"""Closures of a venue, of its resources and places, for its hosts."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from espaces.models import Closure, Venue


def closures_of(venue: Venue, now: datetime) -> QuerySet[Closure]:
    """Under way and to come, the next first."""
    return _with_names(venue).filter(lifted_at=None, ends_at__gt=now).order_by("starts_at", "pk")


def closures_over(venue: Venue, now: datetime) -> QuerySet[Closure]:
    """Past ones and those that were lifted, the latest first."""
    live = Closure.objects.filter(venue=venue, lifted_at=None, ends_at__gt=now)
    return _with_names(venue).exclude(pk__in=live.values("pk")).order_by("-starts_at", "-pk")


def _with_names(venue: Venue) -> QuerySet[Closure]:
    closures = Closure.objects.filter(venue=venue)
    return closures.select_related("venue", "resource", "place__resource", "created_by")
