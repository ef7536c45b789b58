from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from espaces.models import Network, RoleKind
from espaces.queries.access import network_roles_of, structures_managed_by, venues_hosted_by


def site(request: HttpRequest) -> dict[str, Any]:
    """What every page's frame needs; each list is read only when the template asks for it."""
    roles = SimpleLazyObject(lambda: list(network_roles_of(request.user)[:20]))

    def networks(kind: str) -> list[Network]:
        return [role.network for role in roles if role.kind == kind]

    return {
        "network": getattr(request, "network", None),
        "demo": settings.DEMO,
        "hosted_venues": SimpleLazyObject(lambda: list(venues_hosted_by(request.user)[:50])),
        "managed_structures": SimpleLazyObject(lambda: list(structures_managed_by(request.user)[:50])),
        "coordinated_networks": SimpleLazyObject(lambda: networks(RoleKind.COORDINATOR)),
        "funded_networks": SimpleLazyObject(lambda: networks(RoleKind.FUNDER)),
    }
