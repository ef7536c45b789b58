"""Which units a stay may take, and what is left of them. A balance is always a sum over the ledger."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q, QuerySet, Sum

from espaces.models import Affiliation, Customer, Person, Venue
from reservations.models import Grant, UnitRate as UnitRateRow, Use
from reservations.rules.units import GrantBalance, Per, UnitRate

INCLUDED = {Grant.Origin.PERIOD, Grant.Origin.CARRIED}


def usable_grants(person: Person, customer: Customer, venue: Venue, day: date) -> QuerySet[Grant]:
    """Of the payer chosen and of the person himself, that count on `day` at `venue`. In order of number."""
    networks = Affiliation.objects.on(day).filter(structure=venue.structure_id).values("network")
    return (
        Grant.objects.valid_on(day)
        .filter(Q(person=person) | Q(customer=customer))
        .filter(Q(unit__structure=venue.structure_id) | Q(unit__network__in=networks))
        .filter(Q(venues=None) | Q(venues=venue))
        .order_by("pk")
    )


def grants_for_day(
    person: Person, customer: Customer, venue: Venue, day: date, *, without: Collection[int]
) -> tuple[GrantBalance, ...]:
    """What is left of each, as if the reservations `without` (those of the day being priced) took nothing."""
    grants = list(usable_grants(person, customer, venue, day).annotate(venue_count=Count("venues")))
    if not grants:
        return ()
    taken = _taken(grants, ~Q(reservation__in=without) | Q(reservation=None))
    by_person = _taken(
        [grant for grant in grants if grant.cap_per_person is not None],
        (~Q(reservation__in=without) | Q(reservation=None)) & Q(person=person),
    )
    return tuple(
        GrantBalance(
            grant_id=grant.pk,
            unit_id=grant.unit_id,
            balance=grant.amount - taken.get(grant.pk, Decimal(0)),
            valid_to=grant.valid_to,
            venue_count=grant.venue_count or None,
            included=grant.origin in INCLUDED,
            shared=grant.customer_id is not None,
            cap_left=_cap_left(grant, by_person.get(grant.pk, Decimal(0))),
        )
        for grant in grants
    )


def _taken(grants: Collection[Grant], which: Q) -> Mapping[int, Decimal]:
    if not grants:
        return {}
    uses = Use.objects.filter(which, grant__in=[grant.pk for grant in grants])
    return dict(uses.order_by().values_list("grant").annotate(Sum("amount")))


def _cap_left(grant: Grant, taken: Decimal) -> Decimal | None:
    if grant.cap_per_person is None:
        return None
    return max(Decimal(0), grant.cap_per_person - taken)


def rates_for(
    unit_ids: Collection[int], kind: str, resource_ids: Collection[int]
) -> dict[int, tuple[UnitRate, ...]]:
    """By resource, what a stay takes in each of these units: its own rate, or that of its kind."""
    if not unit_ids:
        return dict.fromkeys(resource_ids, ())
    rows = list(
        UnitRateRow.objects.filter(
            Q(kind=kind) | Q(resource__in=resource_ids), unit__in=unit_ids
        ).select_related("unit")
    )
    found: dict[int, tuple[UnitRate, ...]] = {}
    for resource_id in resource_ids:
        of_kind = {row.unit_id: row for row in rows if row.kind}
        own = {row.unit_id: row for row in rows if row.resource_id == resource_id}
        found[resource_id] = tuple(_rate(row) for _unit, row in sorted((of_kind | own).items()))
    return found


def _rate(row: UnitRateRow) -> UnitRate:
    return UnitRate(row.unit_id, row.unit.name, Per(row.per), row.amount, row.step_minutes, row.unit.plural)


def taken_by_reservations(reservation_ids: Collection[int]) -> dict[tuple[int, int], Decimal]:
    """By (grant, reservation): what the ledger says that they take now; nothing where it adds up to nothing."""
    uses = Use.objects.filter(reservation__in=reservation_ids, kind=Use.Kind.STAY)
    sums = uses.order_by().values_list("grant", "reservation").annotate(Sum("amount"))
    return {(grant, reservation): amount for grant, reservation, amount in sums if amount}
