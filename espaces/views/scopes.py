"""Pages that go with a role or an invitation."""

from __future__ import annotations

from django.urls import reverse

from espaces.models import RoleKind
from espaces.models.roles import Scoped


def page_where_given(scoped: Scoped) -> str:
    """Where its coordinators or managers give it and take it back."""
    if scoped.network:
        return reverse("espaces:network_settings", args=[scoped.network.slug])
    structure = scoped.structure or (scoped.venue and scoped.venue.structure)
    assert structure, "the database refuses a role without a scope"
    return reverse("espaces:structure", args=[structure.pk])


def page_opened_by(scoped: Scoped) -> str:
    """The first page that its holder may now open."""
    if scoped.venue:
        return reverse("espaces:people", args=[scoped.venue.slug])
    if scoped.kind == RoleKind.FUNDER:
        return reverse("reporting:funder_home")
    return page_where_given(scoped)
