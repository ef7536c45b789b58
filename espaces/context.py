from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from espaces.models import User
from espaces.queries.access import (
    networks_coordinated_by,
    networks_funded_by,
    structures_managed_by,
    venues_hosted_by,
)

AT_MOST = 50


def site(request: HttpRequest) -> dict[str, Any]:
    """What every page's frame needs; each list is read only when the template asks for it, and if a role opens it."""

    def read(rows: Callable[[User | AnonymousUser], QuerySet[Any]], *fields: str) -> SimpleLazyObject:
        return SimpleLazyObject(lambda: list(rows(request.user).select_related(None).only(*fields)[:AT_MOST]))

    return {
        "network": getattr(request, "network", None),
        "demo": settings.DEMO,
        "hosted_venues": read(venues_hosted_by, "name", "slug"),
        "managed_structures": read(structures_managed_by, "name"),
        "coordinated_networks": read(networks_coordinated_by, "name", "slug"),
        "funded_networks": read(networks_funded_by, "name", "slug"),
    }
