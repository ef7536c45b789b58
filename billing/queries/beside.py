"""What is thought of on other days together with a day that is priced: one act that touches two days (a move), or
several bookings made in turn. Caps, units and first visits count it before it is written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from billing.models import Cap as CapRow
from billing.queries.caps import Spent, span_of
from billing.rules.pricing.differences import difference
from billing.rules.pricing.quotes import Quote
from billing.rules.pricing.several import grant_less
from espaces.models import Venue
from reservations.rules.units import GrantBalance


@dataclass(frozen=True)
class Beside:
    """Another day, of the same person and payer, with its quote before and after what is thought of.

    `comes`: something is booked on it; `leaves`: the reservation that it loses.
    """

    venue_id: int
    kind: str
    day: date
    before: Quote
    after: Quote
    comes: bool = False
    leaves: int | None = None


def spent_beside(spent: Spent, venue: Venue, day: date, others: Sequence[Beside]) -> Spent:
    """`spent` reads what is written: of the other days, what they cost before."""

    def with_others(period: str, scope: str, kind: str) -> Decimal:
        first, last = span_of(period, day)
        counted = (
            other.after.total - other.before.total
            for other in others
            if first <= other.day < last
            and (scope != CapRow.Scope.VENUE or other.venue_id == venue.pk)
            and kind in {"", other.kind}
        )
        return sum(counted, spent(period, scope, kind))

    return with_others


def grants_beside(grants: Iterable[GrantBalance], others: Sequence[Beside]) -> tuple[GrantBalance, ...]:
    taken: dict[int, Decimal] = {}
    for other in others:
        for change in difference(other.before, other.after).units:
            taken[change.grant_id] = taken.get(change.grant_id, Decimal(0)) + change.quantity
    return tuple(grant_less(grant, taken.get(grant.grant_id, Decimal(0))) for grant in grants)
