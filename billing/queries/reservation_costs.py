"""What reservations cost, and every act that made it so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from django.db.models import Max, QuerySet, Sum

from billing.models import PricedDay, ReservationPrice
from billing.queries.units_named import units_named
from billing.rules.costs_in_words import Names, cost_in_words
from billing.rules.pricing.differences import UnitChange
from espaces.rules.amounts_in_words import euros
from reservations.models import Grant
from reservations.ports import Cost
from reservations.queries.units import taken_by_reservations


def acts_on(reservation_id: int) -> QuerySet[ReservationPrice]:
    """In the order in which they were done."""
    prices = ReservationPrice.objects.filter(reservation=reservation_id).order_by("number")
    return prices.select_related("actor", "day__venue", "day__edition", "day__customer__person")


def costs_of(reservation_ids: Sequence[int]) -> Mapping[int, Cost]:
    """The sum of the acts on each, and the units it takes. Five queries at most, however many reservations."""
    prices = ReservationPrice.objects.filter(reservation__in=reservation_ids).order_by()
    sums = prices.values("reservation").annotate(due=Sum("difference"), last=Max("pk"))
    found = {row["reservation"]: row for row in sums}
    if not found:
        return {}
    owed = _owed_by_days(row["last"] for row in found.values())
    units = _units_of(list(found))
    names = units_named(change.unit_id for changes in units.values() for change in changes)
    return {
        pk: _cost(max(row["due"], Decimal(0)), units.get(pk, []), owed[row["last"]], names)
        for pk, row in found.items()
    }


def _cost(due: Decimal, units: Sequence[UnitChange], day: Decimal, names: Names) -> Cost:
    return Cost(cost_in_words(due, units, names), "" if day == due else euros(day))


def _owed_by_days(price_ids: Iterable[int]) -> dict[int, Decimal]:
    days = PricedDay.objects.filter(prices__in=list(price_ids)).order_by()
    return dict(days.values_list("prices", "owed"))


def _units_of(reservation_ids: Sequence[int]) -> dict[int, list[UnitChange]]:
    taken = taken_by_reservations(reservation_ids)
    grants = Grant.objects.filter(pk__in={grant for grant, _reservation in taken}) if taken else []
    units = {grant.pk: grant.unit_id for grant in grants}
    found: dict[int, list[UnitChange]] = {}
    for (grant_id, reservation_id), amount in taken.items():
        found.setdefault(reservation_id, []).append(UnitChange(grant_id, units[grant_id], "", amount))
    return found
