"""Units that a period which is not open yet will give: all that a booking beyond the opened ones can count on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Prefetch, Q

from espaces.models import Affiliation, Customer, Membership, Person, PlanAllowance, Venue
from espaces.queries.for_members import allowances_for
from espaces.queries.plan_terms import terms_of
from espaces.rules.plan_terms.periods import period_at
from espaces.rules.plan_terms.proration import prorated_allowance
from reservations.queries.periods import memberships_awaiting


@dataclass(frozen=True)
class AwaitedUnits:
    """What one period will give, shared by `persons`. `ends_on` is its first day not covered.

    Without what is carried over into it: nobody knows that yet.
    """

    unit_id: int
    amount: Decimal
    starts_on: date
    ends_on: date
    persons: tuple[int, ...]

    def covers(self, day: date) -> bool:
        return self.starts_on <= day < self.ends_on


def units_awaited(person: Person, customer: Customer, venue: Venue, day: date) -> list[AwaitedUnits]:
    """Of the payer's and of the person's own, as those that are there: see `units.usable_grants`."""
    networks = Affiliation.objects.on(day).filter(structure=venue.structure_id).values("network")
    counting = Q(unit__structure=venue.structure_id) | Q(unit__network__in=networks)
    rows = PlanAllowance.objects.filter(counting).select_related("unit").order_by("pk")
    memberships = (
        memberships_awaiting(person, venue, day)
        .filter(Q(plan__seats=1) | Q(customer=customer))
        .select_related("plan")
        .prefetch_related(Prefetch("plan__allowances", rows), "persons")
    )
    return [one for membership in memberships for one in _given(membership, day)]


def _given(membership: Membership, day: date) -> Iterable[AwaitedUnits]:
    shared = membership.plan.seats > 1
    period = period_at(terms_of(membership), membership.starts_on, day, membership.ends_on)
    persons = tuple(person.pk for person in membership.persons.all())
    for allowance in allowances_for(membership, period.starts_on):
        amount = prorated_allowance(allowance.amount, period, allowance.unit.step)
        if shared and allowance.cap_per_person is not None:
            amount = min(amount, allowance.cap_per_person)
        yield AwaitedUnits(allowance.unit_id, amount, period.starts_on, period.ends_on, persons)
