from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from espaces.queries.access import networks_coordinated_by, structures_managed_by, venues_hosted_by


def site(request: HttpRequest) -> dict[str, Any]:
    """What every page's frame needs; each list is read only when the template asks for it."""
    return {
        "network": getattr(request, "network", None),
        "demo": settings.DEMO,
        "hosted_venues": SimpleLazyObject(lambda: list(venues_hosted_by(request.user)[:50])),
        "managed_structures": SimpleLazyObject(lambda: list(structures_managed_by(request.user)[:50])),
        "coordinated_networks": SimpleLazyObject(lambda: list(networks_coordinated_by(request.user)[:10])),
    }
