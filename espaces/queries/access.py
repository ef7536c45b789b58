"""Who may see and do what. Every page reaches its objects through a function of this module or one beside it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.utils import timezone

from espaces.models import Affiliation, Network, Person, Role, RoleKind, Structure, Venue

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from espaces.models import User


def today() -> date:
    """Affiliations and roles begin and end with the installation's day, not with one venue's."""
    return timezone.localdate()


def roles_of(user: User | AnonymousUser) -> QuerySet[Role]:
    if not user.is_authenticated:
        return Role.objects.none()
    return Role.objects.active().filter(person__user=user)


def networks_coordinated_by(user: User | AnonymousUser) -> QuerySet[Network]:
    return Network.objects.filter(
        pk__in=roles_of(user).filter(kind=RoleKind.COORDINATOR).values("network_id")
    ).order_by("name", "pk")


def roles_with_networks_of(user: User | AnonymousUser) -> QuerySet[Role]:
    """All of them, those on networks by the network's name."""
    return roles_of(user).select_related("network").order_by("network__name", "network")


def structures_managed_by(user: User | AnonymousUser) -> QuerySet[Structure]:
    """Structures of which the user is manager, and those affiliated today to a network he coordinates."""
    roles = roles_of(user)
    managed = roles.filter(kind=RoleKind.MANAGER).values("structure_id")
    coordinated = (
        Affiliation.objects.on(today())
        .filter(network__in=roles.filter(kind=RoleKind.COORDINATOR).values("network_id"))
        .values("structure_id")
    )
    return Structure.objects.filter(Q(pk__in=managed) | Q(pk__in=coordinated)).order_by("name", "pk")


def venues_hosted_by(user: User | AnonymousUser) -> QuerySet[Venue]:
    """Venues at which the user acts as a host: by a role there, on its structure or on its network."""
    hosted = roles_of(user).filter(kind=RoleKind.HOST).values("venue_id")
    return (
        Venue.objects.filter(archived_at=None)
        .filter(Q(pk__in=hosted) | Q(structure__in=structures_managed_by(user).values("pk")))
        .select_related("structure", "municipality")
        .order_by("name", "pk")
    )


def venues_managed_by(user: User | AnonymousUser) -> QuerySet[Venue]:
    """Venues whose settings, people and resources the user decides: manager or coordinator, not host."""
    return (
        Venue.objects.filter(structure__in=structures_managed_by(user).values("pk"))
        .select_related("structure", "municipality")
        .order_by("name", "pk")
    )


def venues_visible_to(user: User | AnonymousUser, network: Network | None) -> QuerySet[Venue]:
    """Published venues of the network, and drafts for those who host them."""
    venues = Venue.objects.filter(archived_at=None).select_related("structure", "municipality")
    published = Q(published_at__isnull=False)
    if network:
        published &= Q(pk__in=Venue.objects.affiliated_to(network.pk, today()).values("pk"))
    if user.is_authenticated:
        return venues.filter(published | Q(pk__in=venues_hosted_by(user).values("pk"))).order_by("name", "pk")
    return venues.filter(published).order_by("name", "pk")


def persons_visible_to(user: User | AnonymousUser) -> QuerySet[Person]:
    """Oneself, and the persons enrolled at the structures at one of whose venues the user is a host."""
    if not user.is_authenticated:
        return Person.objects.none()
    structures = venues_hosted_by(user).order_by().values("structure_id")
    return (
        Person.objects.current()
        .filter(
            Q(user=user)
            | Q(enrolments__structure__in=structures)
            | Q(enrolments__structure__in=structures_managed_by(user).order_by().values("pk"))
        )
        .distinct()
        .order_by("last_name", "first_name", "pk")
    )
