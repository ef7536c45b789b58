"""Where memberships stand today, with what they cost and give: the same number of queries for one or a hundred."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet

from billing.queries.plan_prices import PlanPrices
from billing.rules.membership_in_words import Standing, UnitsLeft
from billing.rules.period_amounts import PeriodAmount, period_amount
from espaces.models import Membership, Plan
from espaces.queries.plan_terms import terms_of
from espaces.rules.plan_terms.leaving import earliest_end, last_day_to_ask
from espaces.rules.plan_terms.periods import period_at, periods
from espaces.rules.plan_terms.terms import Period, PlanTerms
from reservations.models import Reservation
from reservations.queries.periods import grants_of_memberships

PERIODS_AHEAD = timedelta(days=800)
"""Two years of pauses in a row: nobody is that long away."""


def standings_of(memberships: Collection[Membership], today: date) -> dict[int, Standing]:
    """By membership; they come with plan and pauses."""
    prices = PlanPrices(memberships)
    left = units_left(memberships, today)
    return {one.pk: _standing(one, today, prices, left.get(one.pk, ())) for one in memberships}


def standing_of(membership: Membership, today: date) -> Standing:
    return standings_of([membership], today)[membership.pk]


def _standing(
    membership: Membership, today: date, prices: PlanPrices, units: Iterable[UnitsLeft]
) -> Standing:
    terms = terms_of(membership)
    period = _period_on(membership, terms, today)
    following = _following(membership, terms, today)
    settled = membership.leaving_asked_on is not None or membership.ends_on is not None
    end = None if settled else earliest_end(terms, membership.starts_on, today)
    return Standing(
        terms=terms,
        starts_on=membership.starts_on,
        ends_on=membership.ends_on,
        asked_to_leave=membership.leaving_asked_on is not None,
        today=today,
        period=period,
        paused=period is not None and _is_paused(membership, period),
        price=prices.facts(membership, max(today, membership.starts_on)),
        following=following,
        following_amount=_amount(membership, following, prices),
        end=end,
        leave_by=last_day_to_ask(terms, end) if end else None,
        units=tuple(units),
    )


def _period_on(membership: Membership, terms: PlanTerms, day: date) -> Period | None:
    try:
        return period_at(terms, membership.starts_on, day, membership.ends_on)
    except ValueError:
        return None


def _following(membership: Membership, terms: PlanTerms, today: date) -> Period | None:
    """The first period after today that is paid."""
    coming = periods(terms, membership.starts_on, today + PERIODS_AHEAD, membership.ends_on)
    return next((one for one in coming if one.starts_on > today and not _is_paused(membership, one)), None)


def _is_paused(membership: Membership, period: Period) -> bool:
    return any(pause.starts_on <= period.starts_on < pause.ends_on for pause in membership.pauses.all())


def _amount(membership: Membership, period: Period | None, prices: PlanPrices) -> PeriodAmount | None:
    price = prices.facts(membership, period.starts_on) if period else None
    if period is None or price is None:
        return None
    joins = period.number == 0 and membership.replaces_id is None
    return period_amount(price, period, plan_name=membership.plan.name, joins=joins)


def units_left(memberships: Collection[Membership], today: date) -> dict[int, list[UnitsLeft]]:
    """By membership, what its periods gave and nobody has used, the first to end first."""
    found: dict[int, list[UnitsLeft]] = {}
    for membership_id, grants in grants_of_memberships([one.pk for one in memberships], today).items():
        found[membership_id] = [_left(grant) for grant in grants]
    return found


def _left(grant: Any) -> UnitsLeft:
    return UnitsLeft(grant.unit.name, grant.unit.plural, grant.balance, grant.valid_to)


def reserved_days(membership: Membership, first: date, until: date | None = None) -> list[date]:
    """Days from `first` on (until, excluded) on which its persons have reserved where the plan is valid."""
    rows: QuerySet[Reservation] = Reservation.objects.confirmed().filter(
        person__in=membership.persons.values("pk"), booking_day__gte=first, allotment=None
    )
    if until is not None:
        rows = rows.filter(booking_day__lt=until)
    if membership.plan.scope == Plan.Scope.HOME:
        rows = rows.filter(venue=membership.home_venue_id)
    elif membership.plan.scope == Plan.Scope.LIST:
        rows = rows.filter(venue__in=membership.plan.venues.values("pk"))
    return list(rows.order_by("starts_at", "pk").values_list("booking_day", flat=True))
