"""Who may see and do what. Every page reaches its objects through a function of this module or one beside it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from espaces.models import Affiliation, Network, Person, Role, RoleKind, Structure, Venue

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from espaces.models import User

READ_ONCE = "held_roles"


def today() -> date:
    """Affiliations and roles begin and end with the installation's day, not with one venue's."""
    return timezone.localdate()


def roles_of(user: User | AnonymousUser) -> QuerySet[Role]:
    if not user.is_authenticated:
        return Role.objects.none()
    return Role.objects.active().filter(person__user=user)


@dataclass(frozen=True)
class Held:
    """What the roles of a login name, by primary key."""

    hosted: tuple[int, ...] = ()
    managed: tuple[int, ...] = ()
    coordinated: tuple[int, ...] = ()
    funded: tuple[int, ...] = ()


def held_by(user: User | AnonymousUser) -> Held:
    """One query; none for a login whose roles are read once for its request."""
    known: Held | None = getattr(user, READ_ONCE, None)
    return known or _read(user)


def read_roles_once(user: User | AnonymousUser) -> None:
    """For a login that lives as long as one request: its roles are read when they are first asked for, and kept."""
    setattr(user, READ_ONCE, SimpleLazyObject(lambda: _read(user)))


def _read(user: User | AnonymousUser) -> Held:
    found: dict[str, list[int]] = defaultdict(list)
    for kind, *scopes in roles_of(user).values_list("kind", "venue_id", "structure_id", "network_id"):
        found[kind] += [scope for scope in scopes if scope is not None]
    kinds = (RoleKind.HOST, RoleKind.MANAGER, RoleKind.COORDINATOR, RoleKind.FUNDER)
    return Held(*(tuple(found[kind]) for kind in kinds))


def networks_coordinated_by(user: User | AnonymousUser) -> QuerySet[Network]:
    return Network.objects.filter(pk__in=held_by(user).coordinated).order_by("name", "pk")


def networks_funded_by(user: User | AnonymousUser) -> QuerySet[Network]:
    return Network.objects.filter(pk__in=held_by(user).funded).order_by("name", "pk")


def structures_managed_by(user: User | AnonymousUser) -> QuerySet[Structure]:
    """Structures of which the user is manager, and those affiliated today to a network he coordinates."""
    held = held_by(user)
    managed = Q(pk__in=held.managed)
    if held.coordinated:
        affiliations = Affiliation.objects.on(today()).filter(network__in=held.coordinated)
        managed |= Q(pk__in=affiliations.values("structure_id"))
    return Structure.objects.filter(managed).order_by("name", "pk")


def venues_hosted_by(user: User | AnonymousUser) -> QuerySet[Venue]:
    """Venues at which the user acts as a host: by a role there, on its structure or on its network."""
    held = held_by(user)
    hosted = Q(pk__in=held.hosted)
    if held.managed or held.coordinated:
        hosted |= Q(structure__in=structures_managed_by(user).order_by().values("pk"))
    venues = Venue.objects.filter(hosted, archived_at=None)
    return venues.select_related("structure", "municipality").order_by("name", "pk")


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
