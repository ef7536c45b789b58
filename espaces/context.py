from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from espaces.models import Network, RoleKind, Structure, Venue
from espaces.queries.access import roles_with_networks_of, structures_managed_by, venues_hosted_by


def site(request: HttpRequest) -> dict[str, Any]:
    """What every page's frame needs; each list is read only when the template asks for it, and a role opens it."""
    roles = SimpleLazyObject(lambda: list(roles_with_networks_of(request.user)))

    def networks(kind: str) -> list[Network]:
        return [role.network for role in roles if role.kind == kind][:20]

    def venues() -> list[Venue]:
        hosted = venues_hosted_by(request.user).select_related(None).only("name", "slug")
        return list(hosted[:50]) if roles else []

    def structures() -> list[Structure]:
        manages = any(role.kind in {RoleKind.MANAGER, RoleKind.COORDINATOR} for role in roles)
        return list(structures_managed_by(request.user).only("name")[:50]) if manages else []

    return {
        "network": getattr(request, "network", None),
        "demo": settings.DEMO,
        "hosted_venues": SimpleLazyObject(venues),
        "managed_structures": SimpleLazyObject(structures),
        "coordinated_networks": SimpleLazyObject(lambda: networks(RoleKind.COORDINATOR)),
        "funded_networks": SimpleLazyObject(lambda: networks(RoleKind.FUNDER)),
    }
