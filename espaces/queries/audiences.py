"""Reduced-price audiences of a structure."""

from __future__ import annotations

from django.db.models import F, QuerySet

from espaces.models import ReducedAudience, Structure


def audiences_of(structure: Structure) -> QuerySet[ReducedAudience]:
    """Those in use first."""
    audiences = ReducedAudience.objects.filter(structure=structure)
    return audiences.order_by(F("archived_at").asc(nulls_first=True), "name", "pk")
