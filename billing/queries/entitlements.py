"""Which prices a person may have at a venue on a day, and why: plans, association, proofs, customer, first visit."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Q

from billing.models import PlanDiscount, PriceEdition, Tariff as TariffRow
from billing.rules.pricing.settings import Discount
from espaces.models import (
    Customer,
    CustomerMember,
    Membership,
    MembershipPause,
    Person,
    PersonDocument,
    Venue,
)
from espaces.rules.for_members import version_for
from reservations.models import Reservation
from reservations.queries.facts import memberships_valid_at


@dataclass(frozen=True)
class Entitlement:
    """Plain facts about who pays which price: loaded for a person, or made up to try a price list."""

    plan_ids: frozenset[int] = frozenset()
    in_association: bool = False
    reduced_ids: frozenset[int] = frozenset()
    customer_id: int | None = None
    first_visit: bool = False
    further_colleague: bool = False
    on_the_spot: bool = False
    discounts: tuple[Discount, ...] = ()
    """Of plans, on the kind that is priced; that of colleagues is added from the price list."""
    included: str = ""
    """The plan that includes the kind without limit."""

    def may_have(self, tariff: TariffRow) -> bool:
        """No tariff for an audience: not for sale to it."""
        if tariff.on_the_spot_only and not self.on_the_spot:
            return False
        match tariff.audience:
            case TariffRow.Audience.EVERYBODY:
                return True
            case TariffRow.Audience.FIRST_VISIT:
                return self.first_visit
            case TariffRow.Audience.ASSOCIATION:
                return self.in_association
            case TariffRow.Audience.PLAN:
                return tariff.plan_id in self.plan_ids
            case TariffRow.Audience.REDUCED:
                return tariff.reduced_audience_id in self.reduced_ids
            case _:
                return tariff.customer_id is not None and tariff.customer_id == self.customer_id

    def discounts_under(self, edition: PriceEdition) -> tuple[Discount, ...]:
        if not self.further_colleague or not edition.colleague_percent:
            return self.discounts
        return (*self.discounts, Discount(edition.colleague_percent, "colleague"))


def entitlement_of(
    person: Person,
    customer: Customer,
    venue: Venue,
    kind: str,
    day: date,
    *,
    booked_under: Collection[int] = (),
    leaving: Collection[int] = (),
) -> Entitlement:
    """`booked_under`: memberships under which something of this day was booked; one that a change of plan has
    replaced meanwhile still gives its price, one that has ended or is paused does not. `leaving`: see is_first_visit.
    """
    memberships = memberships_on(person, venue, day, booked_under)
    entitled = Entitlement(
        plan_ids=frozenset(membership.plan_id for membership in memberships),
        in_association=any(membership.plan.is_association for membership in memberships),
        reduced_ids=proofs_of(person, day),
        customer_id=customer.pk,
        first_visit=is_first_visit(person, venue, day, leaving=leaving),
        further_colleague=is_further_colleague(person, customer, day),
    )
    return _with_discounts(entitled, memberships, kind, day)


def memberships_on(
    person: Person, venue: Venue, day: date, booked_under: Collection[int] = ()
) -> list[Membership]:
    """Valid at the venue on the day, not paused; and those replaced since by another plan (see entitlement_of)."""
    found = memberships_valid_at(person, venue, day)
    missing = set(booked_under) - {membership.pk for membership in found}
    if missing:
        replaced = Membership.objects.filter(pk__in=missing, replaced_by__starts_on__lte=day)
        found += [one for one in replaced.select_related("plan") if _goes_on(one, person, day)]
    if not found:
        return []
    paused = set(
        MembershipPause.objects.filter(membership__in=found, starts_on__lte=day, ends_on__gt=day).values_list(
            "membership", flat=True
        )
    )
    return [membership for membership in found if membership.pk not in paused]


def _goes_on(replaced: Membership, person: Person, day: date) -> bool:
    """Whether the last of those that followed it still runs for the person, and is not paused: its end ends what it
    protected, and so does leaving its team."""
    last = replaced
    while follower := Membership.objects.filter(replaces=last).first():
        last = follower
    paused = MembershipPause.objects.filter(membership=last, starts_on__lte=day, ends_on__gt=day)
    runs = Membership.objects.active(day).filter(pk=last.pk, persons=person)
    return runs.exists() and not paused.exists()


def _with_discounts(
    entitled: Entitlement, memberships: Iterable[Membership], kind: str, day: date
) -> Entitlement:
    rows: dict[int, list[PlanDiscount]] = {}
    if entitled.plan_ids:
        for row in PlanDiscount.objects.filter(plan__in=entitled.plan_ids, kind=kind).order_by("pk"):
            rows.setdefault(row.plan_id, []).append(row)
    discounts: list[Discount] = []
    for membership in memberships:
        version = version_for(rows.get(membership.plan_id, ()), membership.agreed_on, day)
        if version is None:
            continue
        if version.percent == 100:
            return replace(entitled, included=membership.plan.name)
        discounts.append(Discount(version.percent, "plan", membership.plan.name))
    return replace(entitled, discounts=tuple(discounts))


def proofs_of(person: Person, day: date) -> frozenset[int]:
    """Audiences whose proof a host has seen, still valid on the day."""
    proofs = PersonDocument.objects.filter(
        Q(valid_to__gt=day), person=person, kind=PersonDocument.Kind.PROOF, valid_from__lte=day
    )
    return frozenset(proofs.filter(audience__isnull=False).values_list("audience", flat=True))


def is_first_visit(person: Person, venue: Venue, day: date, *, leaving: Collection[int] = ()) -> bool:
    """Nothing else was ever confirmed at this structure on another day, earlier or later.

    `leaving`: reservations thought of as moved away from their day.
    """
    others = Reservation.objects.confirmed().filter(person=person, structure=venue.structure_id)
    return not others.exclude(Q(booking_day=day) | Q(pk__in=leaving)).exists()


def is_further_colleague(person: Person, customer: Customer, day: date) -> bool:
    """Not the first of the persons for whom the organisation pays on that day."""
    if customer.person_id is not None:
        return False
    paid_for = CustomerMember.objects.filter(
        Q(ends_on=None) | Q(ends_on__gt=day), customer=customer, starts_on__lte=day
    )
    first = paid_for.order_by("starts_on", "pk").values_list("person", flat=True).first()
    return first is not None and first != person.pk
