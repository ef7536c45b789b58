"""Sessions held at a venue, those struck out included: they are shown as such, and count for nothing."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Count, F, QuerySet

from espaces.models import Venue
from reporting.models import Session
from reporting.rules.periods import Period


def sessions_at(venue: Venue) -> QuerySet[Session]:
    """With `present`: those named and those counted."""
    return Session.objects.filter(venue=venue).annotate(present=Count("participants") + F("unnamed"))


def sessions_during(venue: Venue, period: Period) -> QuerySet[Session]:
    """In the order of days; with the names of participants, two queries."""
    held = sessions_at(venue).filter(day__gte=period.first, day__lt=period.after)
    return held.prefetch_related("persons").order_by("day", "starts_at", "pk")


def session_of_token(token: UUID) -> Session | None:
    return Session.objects.filter(token=token).first()
