"""Caps and week prices, with what the other days of their period already took of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Sum

from billing.models import Cap as CapRow, PricedDay, Tariff as TariffRow
from billing.queries.days import DayKey
from billing.rules.pricing.settings import Cap, CapPeriod
from espaces.rules.clock import ONE_DAY
from espaces.rules.plan_terms.months import add_months

Spent = Callable[[str, str, str], Decimal]
"""What other days already took of a cap, by its period, its scope and its kind of resource ("" for all)."""


def nothing_spent(period: str, scope: str, kind: str) -> Decimal:
    return Decimal(0)


def spent_by_other_days(key: DayKey) -> Spent:
    """Of the same person and payer, in the structure of the venue; what late cancellations kept is no use."""

    def spent(period: str, scope: str, kind: str) -> Decimal:
        first, last = span_of(period, key.day)
        days = PricedDay.objects.filter(
            person=key.person,
            customer=key.customer,
            structure=key.venue.structure_id,
            day__gte=first,
            day__lt=last,
        ).exclude(venue=key.venue, kind=key.kind, day=key.day)
        if scope == CapRow.Scope.VENUE:
            days = days.filter(venue=key.venue)
        if kind:
            days = days.filter(kind=kind)
        total: Decimal = days.aggregate(sum=Sum("total", default=Decimal(0)))["sum"]
        return total

    return spent


def caps_of(
    caps: Sequence[CapRow], week_prices: Sequence[TariffRow], kind: str, spent: Spent
) -> tuple[Cap, ...]:
    """A week price is the lowest to which the person is entitled; it covers one venue and its kind."""
    found = [Cap(CapPeriod(cap.period), cap.amount, spent(cap.period, cap.scope, cap.kind)) for cap in caps]
    if week_prices:
        week = min(week_prices, key=lambda row: (row.amount, row.pk))
        found.append(Cap(CapPeriod.WEEK, week.amount, spent("week", CapRow.Scope.VENUE, kind), week.pk))
    return tuple(found)


def span_of(period: str, day: date) -> tuple[date, date]:
    """[first, last) of the day, ISO week or calendar month."""
    match CapPeriod(period):
        case CapPeriod.DAY:
            return day, day + ONE_DAY
        case CapPeriod.WEEK:
            monday = day - timedelta(days=day.weekday())
            return monday, monday + timedelta(days=7)
        case CapPeriod.MONTH:
            first = day.replace(day=1)
            return first, add_months(first, 1)
