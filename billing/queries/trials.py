"""Trying a price list: the quote of a day that nobody booked, for a person made up, on any edition."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, time
from decimal import Decimal

from django.db.models import Q

from billing.models import PlanDiscount, PriceEdition, Tariff
from billing.queries.caps import nothing_spent
from billing.queries.day_facts import groups_under
from billing.queries.entitlements import Entitlement
from billing.queries.quotes import thought_stays
from billing.rules.pricing.quotes import Quote
from billing.rules.pricing.settings import Discount
from billing.rules.pricing.several import price_groups
from espaces.models import Plan, Resource, Unit, Venue
from espaces.queries.calendars import calendar_of
from espaces.rules.clock import ONE_DAY, instant
from espaces.rules.intervals import Interval
from espaces.rules.opening import without_closures
from reservations.queries.units import rates_for
from reservations.rules.half_days import HalfDay, half_days_of
from reservations.rules.units import GrantBalance

PLENTY = Decimal(1000)
USUAL_DAY = (time(9), time(18))


@dataclass(frozen=True)
class Tried:
    """A stay of nobody. `half` or some `times` from … to …, on the clock of the venue."""

    resource: Resource
    day: date
    half: HalfDay | None = None
    times: tuple[tuple[time, time], ...] = ()


def entitlement_like(who: str, number: int | None, kind: str, day: date, *, venue: Venue) -> Entitlement:
    """`who` is an audience of tariffs, with the number of its plan, audience or customer; or "colleague"."""
    match who:
        case Tariff.Audience.FIRST_VISIT:
            return Entitlement(first_visit=True)
        case Tariff.Audience.ASSOCIATION:
            plans = Plan.objects.filter(structure=venue.structure_id, is_association=True)
            return _holding(frozenset(plans.values_list("pk", flat=True)), kind, day, in_association=True)
        case Tariff.Audience.PLAN:
            plan = Plan.objects.get(pk=number or 0)
            return _holding(frozenset({plan.pk}), kind, day, in_association=plan.is_association)
        case Tariff.Audience.REDUCED:
            return Entitlement(reduced_ids=frozenset({number or 0}))
        case Tariff.Audience.CUSTOMER:
            return Entitlement(customer_id=number)
        case "colleague":
            return Entitlement(further_colleague=True)
        case _:
            return Entitlement()


def _holding(plan_ids: frozenset[int], kind: str, day: date, *, in_association: bool) -> Entitlement:
    """With the discounts that who joins on that day has."""
    rows = PlanDiscount.objects.filter(
        Q(agreed_until=None) | Q(agreed_until__gt=day), plan__in=plan_ids, kind=kind, agreed_from__lte=day
    ).select_related("plan")
    included = next((row.plan.name for row in rows if row.percent == 100), "")
    discounts = tuple(Discount(row.percent, "plan", row.plan.name) for row in rows)
    return Entitlement(
        plan_ids=plan_ids,
        in_association=in_association,
        discounts=() if included else discounts,
        included=included,
    )


def try_prices(
    edition: PriceEdition, venue: Venue, tried: Tried, entitled: Entitlement, *, unit: Unit | None = None
) -> Quote:
    """As `billing.queries.quotes` prices a reservation; with `unit`, as if the person had plenty of them."""
    kind = tried.resource.kind
    stays = thought_stays(tried.resource, _stays(venue, tried), by_half_days=tried.half is not None)
    groups = groups_under(edition, venue, kind, tried.day, stays, entitled, nothing_spent)
    if unit is None:
        return price_groups([facts for _resource, facts in groups])
    rates = rates_for([unit.pk], kind, [tried.resource.pk])[tried.resource.pk]
    grants = (GrantBalance(grant_id=0, unit_id=unit.pk, balance=PLENTY),)
    return price_groups([replace(facts, rates=rates, grants=grants) for _resource, facts in groups])


def _stays(venue: Venue, tried: Tried) -> list[Interval]:
    if tried.half is None:
        return [_between(venue, tried.day, *hours) for hours in tried.times]
    calendar = calendar_of(venue, first_day=tried.day, last_day=tried.day)
    open_then = half_days_of(without_closures(calendar), tried.day).get(tried.half)
    return [open_then.interval if open_then else _usual(venue, tried.day, tried.half)]


def _usual(venue: Venue, day: date, half: HalfDay) -> Interval:
    """On a day without hours: 9 h to 18 h, cut at the boundary of the venue."""
    opens, closes = USUAL_DAY
    boundary = venue.half_day_boundary
    hours = {
        HalfDay.MORNING: (opens, boundary),
        HalfDay.AFTERNOON: (boundary, closes),
        HalfDay.DAY: (opens, closes),
    }
    return _between(venue, day, *hours[half])


def _between(venue: Venue, day: date, start: time, end: time) -> Interval:
    """An end before the start is in the night that follows."""
    last_day = day if start < end else day + ONE_DAY
    return Interval(instant(day, start, venue.zone), instant(last_day, end, venue.zone, end=True))
