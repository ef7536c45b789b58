"""What periods of memberships cost: for charges, and for the pages that announce them."""

from __future__ import annotations

from collections.abc import Iterable

from billing.queries.plan_prices import PlanPrices
from billing.rules.period_amounts import PeriodAmount, period_amount
from espaces.models import Membership
from espaces.rules.plan_terms.terms import Period
from reservations.models import MembershipPeriod


def amount_of(row: MembershipPeriod) -> PeriodAmount | None:
    """None: the plan had no price for this member."""
    return amounts_of([row])[row.pk]


def amounts_of(rows: Iterable[MembershipPeriod]) -> dict[int, PeriodAmount | None]:
    """By period. Five queries, whatever their number."""
    rows = list(rows)
    numbers = {row.membership_id for row in rows}
    memberships = Membership.objects.select_related("plan", "replaced_by").in_bulk(numbers)
    prices = PlanPrices(memberships.values())
    return {row.pk: _amount(row, memberships[row.membership_id], prices) for row in rows}


def _amount(row: MembershipPeriod, membership: Membership, prices: PlanPrices) -> PeriodAmount | None:
    price = prices.facts(membership, row.starts_on)
    if price is None:
        return None
    leaves_any_day = membership.leaving == Membership.Leaving.ANY_DAY
    return period_amount(
        price,
        period_of(row, leaves_any_day=leaves_any_day),
        plan_name=membership.plan.name,
        joins=row.number == 0 and membership.replaces_id is None,
        paused=row.paused,
        closed_on=row.closed_on,
        gives_back=leaves_any_day or _replaced_at_once(membership, row),
    )


def period_of(row: MembershipPeriod, *, leaves_any_day: bool) -> Period:
    return Period(
        row.number, row.starts_on, row.ends_on, row.full_starts_on, row.full_ends_on, leaves_any_day
    )


def _replaced_at_once(membership: Membership, row: MembershipPeriod) -> bool:
    """Another plan began on the very day on which this period was closed."""
    follower = getattr(membership, "replaced_by", None)
    return follower is not None and follower.starts_on == row.closed_on
