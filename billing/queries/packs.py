"""Packs on sale and packs bought, for those who may see them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, QuerySet

from billing.models import PackProduct, PackSale
from espaces.models import Customer, Enrolment, Person, Structure, Venue
from espaces.queries.payers import payers_of, teams_managed_by
from reservations.models import Use

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from espaces.models import Network, User


def packs_of(structure: Structure) -> QuerySet[PackProduct]:
    """On sale there, by name."""
    packs = PackProduct.objects.filter(structure=structure, archived_at=None, unit__archived_at=None)
    return packs.select_related("unit", "structure").prefetch_related("venues").order_by("name", "pk")


def packs_offered_online(network: Network | None, day: date) -> QuerySet[PackProduct]:
    """Of structures with a published venue (of the network whose address was asked for)."""
    venues = Venue.objects.filter(
        archived_at=None, published_at__isnull=False, structure=OuterRef("structure")
    )
    if network:
        venues = venues.affiliated_to(network.pk, day)
    packs = PackProduct.objects.filter(
        Exists(venues), offered_online=True, archived_at=None, unit__archived_at=None
    )
    return (
        packs.select_related("unit", "structure")
        .prefetch_related("venues")
        .order_by("structure__name", "price", "name", "pk")
    )


def known_structures(person: Person) -> QuerySet[Structure]:
    """Those that know the person: their packs come first."""
    return Structure.objects.filter(pk__in=Enrolment.objects.filter(person=person).values("structure"))


def sales_visible_to(user: User | AnonymousUser, day: date) -> QuerySet[PackSale]:
    """One's own purchases, those made for oneself, and those of the teams one manages."""
    if not user.is_authenticated:
        return PackSale.objects.none()
    teams = teams_managed_by(user, day).order_by().values("pk")
    mine = Q(customer__person__user=user) | Q(person__user=user) | Q(customer__in=teams)
    return _with_their_rows(PackSale.objects.filter(mine))


def sales_to(person: Person, structure: Structure, day: date) -> QuerySet[PackSale]:
    """What the structure sold to the person or to those who pay for him, latest first."""
    payers = payers_of(person, day).order_by().values("pk")
    bought = PackSale.objects.filter(Q(person=person) | Q(customer__in=payers), structure=structure)
    return _with_their_rows(bought)


def _with_their_rows(sales: QuerySet[PackSale]) -> QuerySet[PackSale]:
    return (
        sales.select_related("product", "structure", "customer__person", "person", "grant__unit")
        .prefetch_related("grant__venues")
        .order_by("-bought_on", "-pk")
    )


def units_held_by_stays_to_come(sale: PackSale, day: date) -> bool:
    """Whether reservations of later days hold units of this pack: a refund leaves them alone."""
    return Use.objects.filter(grant=sale.grant_id, kind=Use.Kind.STAY, day__gt=day, amount__gt=0).exists()


def customer_of(person: Person) -> Customer | None:
    return Customer.objects.filter(person=person).first()
