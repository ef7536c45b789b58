"""Which memberships one may see and decide of, and where they stand on a day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db.models import F, Prefetch, Q, QuerySet, Value

from espaces.models import Affiliation, Customer, Membership, MembershipPause, Person, Plan, Structure, Venue
from espaces.queries.payers import teams_managed_by
from espaces.queries.people import in_plain_letters
from espaces.rules.person_names import folded

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from espaces.models import User


def memberships_visible_to(user: User | AnonymousUser, day: date) -> QuerySet[Membership]:
    """Those the user shares, and those of which he decides."""
    if not user.is_authenticated:
        return Membership.objects.none()
    shared = Membership.persons.through.objects.filter(person__user=user).values("membership")
    return with_what_is_shown(
        Membership.objects.filter(Q(pk__in=shared) | Q(customer__in=_payers(user, day)))
    )


def memberships_decided_by(user: User | AnonymousUser, day: date) -> QuerySet[Membership]:
    """Who pays decides: the person himself, or who manages the team of an organisation."""
    return Membership.objects.filter(customer__in=_payers(user, day))


def memberships_sold_by(structure: Structure) -> QuerySet[Membership]:
    return with_what_is_shown(Membership.objects.filter(plan__structure=structure))


def with_what_is_shown(memberships: QuerySet[Membership]) -> QuerySet[Membership]:
    """Running ones first, then the latest."""
    return (
        memberships.select_related(
            "plan__structure", "home_venue", "customer__person", "replaces", "replaced_by"
        )
        .prefetch_related(
            Prefetch("pauses", MembershipPause.objects.order_by("starts_on")),
            Prefetch("persons", Person.objects.order_by("last_name", "first_name", "pk")),
        )
        .order_by(F("ends_on").desc(nulls_first=True), "-starts_on", "-pk")
    )


_SPACE = Value(" ")
STATES = ("running", "coming", "leaving", "paused", "over")


def in_state(memberships: QuerySet[Membership], state: str, day: date) -> QuerySet[Membership]:
    """`leaving` and `paused` are running too. Any other word: all of them."""
    running = memberships.active(day)  # type: ignore[attr-defined]
    match state:
        case "running":
            return running
        case "coming":
            return memberships.filter(starts_on__gt=day)
        case "leaving":
            return running.filter(ends_on__isnull=False)
        case "paused":
            return running.filter(pauses__starts_on__lte=day, pauses__ends_on__gt=day)
        case "over":
            return memberships.filter(ends_on__lte=day)
        case _:
            return memberships


def found(memberships: QuerySet[Membership], words: str) -> QuerySet[Membership]:
    """Every word occurs in the name of who pays, of one of the persons, or in their address."""
    for word in folded(words).split():
        persons = (
            Person.objects.alias(written=in_plain_letters("first_name", _SPACE, "last_name", _SPACE, "email"))
            .filter(written__contains=word)
            .values("pk")
        )
        organisation = in_plain_letters("customer__organisation")
        memberships = memberships.alias(payer=organisation).filter(
            Q(payer__contains=word)
            | Q(customer__person__in=persons)
            | Q(pk__in=Membership.persons.through.objects.filter(person__in=persons).values("membership"))
        )
    return memberships


def plans_online(person: Person, network_id: int | None, day: date) -> QuerySet[Plan]:
    """Offered to everybody online, by structures of the network; those the person holds already are left out."""
    plans = Plan.objects.filter(archived_at=None, offered_online=True)
    if network_id is not None:
        plans = plans.filter(structure__in=structures_in(network_id, day))
    held = Membership.objects.active(day).filter(persons=person).values("plan")
    return (
        plans.exclude(pk__in=held)
        .select_related("structure", "requires", "reduced_audience")
        .prefetch_related("allowances__unit", "venues")
        .order_by("structure__name", "name", "pk")
    )


def plans_to_change_to(membership: Membership, *, online: bool) -> QuerySet[Plan]:
    """Of the same seller; online, only what everybody may take there."""
    plans = Plan.objects.filter(structure=membership.plan.structure_id, archived_at=None)
    if online:
        plans = plans.filter(offered_online=True)
    return plans.exclude(pk=membership.plan_id).order_by("name", "pk")


def structures_in(network_id: int, day: date) -> QuerySet[Structure]:
    affiliated = Affiliation.objects.on(day).filter(network=network_id).values("structure")
    return Structure.objects.filter(pk__in=affiliated)


def home_venues_of(plan: Plan, day: date) -> QuerySet[Venue]:
    """Published venues at which the plan is valid: one of them becomes the member's home."""
    venues = Venue.objects.filter(archived_at=None, published_at__isnull=False)
    match plan.scope:
        case Plan.Scope.HOME:
            venues = venues.filter(structure=plan.structure_id)
        case Plan.Scope.LIST:
            venues = venues.filter(pk__in=plan.venues.values("pk"))
        case _:
            assert plan.network_id is not None
            venues = venues.filter(structure__in=structures_in(plan.network_id, day))
    return venues.order_by("name", "pk")


def _payers(user: User | AnonymousUser, day: date) -> QuerySet[Customer, int]:
    if not user.is_authenticated:
        return Customer.objects.none().values_list("pk", flat=True)
    managed = teams_managed_by(user, day).order_by().values("pk")
    customers = Customer.objects.filter(Q(person__user=user) | Q(pk__in=managed))
    return customers.values_list("pk", flat=True)
