"""The doors of host and manager pages: not visible is 404; visible but not allowed is 403 with the reason."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from espaces.models import Network, Person, Structure, User, Venue
from espaces.queries.access import (
    networks_coordinated_by,
    structures_managed_by,
    venues_hosted_by,
    venues_managed_by,
    venues_visible_to,
)


def network_of(request: HttpRequest) -> Network | None:
    """The network at whose address the page was asked for (see espaces.middleware.choose_network)."""
    network: Network | None = getattr(request, "network", None)
    return network


def acting_person(request: HttpRequest) -> Person:
    """The person behind the login, who signs every act of the request. For pages that ask for a login."""
    if not isinstance(request.user, User):
        raise PermissionDenied(_("Please log in first."))
    return request.user.person


def visible_venue(request: HttpRequest, slug: str) -> Venue:
    return get_object_or_404(venues_visible_to(request.user, network_of(request)), slug=slug)


def hosted_venue(request: HttpRequest, slug: str) -> Venue:
    venue = venues_hosted_by(request.user).filter(slug=slug).first()
    if venue is None:
        visible_venue(request, slug)
        raise PermissionDenied(_("Only the hosts of this venue open this page."))
    return venue


def managed_venue(request: HttpRequest, slug: str) -> Venue:
    venue = venues_managed_by(request.user).filter(slug=slug).first()
    if venue is None:
        hosted = venues_hosted_by(request.user).filter(slug=slug).exists()
        if not hosted:
            visible_venue(request, slug)
        raise PermissionDenied(_("Only the manager of its structure changes these settings."))
    return venue


def managed_structure(request: HttpRequest, pk: int) -> Structure:
    return get_object_or_404(structures_managed_by(request.user), pk=pk)


def coordinated_network(request: HttpRequest, slug: str) -> Network:
    return get_object_or_404(networks_coordinated_by(request.user), slug=slug)
