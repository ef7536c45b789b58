"""What reservations cost, and every act that made it so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from django.db.models import Max, QuerySet, Sum
from django.utils.translation import pgettext_lazy

from billing.models import PricedDay, ReservationPrice
from billing.queries.quotes import quote_stored
from billing.queries.uncovered import uncovered_among
from billing.queries.units_named import units_named
from billing.rules.costs_in_words import cost_in_words
from billing.rules.pricing.differences import UnitChange
from billing.rules.pricing.quotes import Quote
from espaces.rules.amounts_in_words import euros
from reservations.models import Grant
from reservations.ports import Cost
from reservations.queries.units import taken_by_reservations

NOT_COVERED = pgettext_lazy("price of a reservation", "not covered")


def acts_on(reservation_id: int) -> QuerySet[ReservationPrice]:
    """In the order in which they were done."""
    prices = ReservationPrice.objects.filter(reservation=reservation_id).order_by("number")
    return prices.select_related("actor", "day__venue", "day__edition", "day__customer__person")


def costs_of(reservation_ids: Sequence[int]) -> Mapping[int, Cost]:
    """The sum of the acts on each, and the units it takes. Six queries at most, however many reservations."""
    prices = ReservationPrice.objects.filter(reservation__in=reservation_ids).order_by()
    sums = prices.values("reservation").annotate(due=Sum("difference"), last=Max("pk"))
    found = {row["reservation"]: row for row in sums}
    if not found:
        return {}
    days = _days_of(row["last"] for row in found.values())
    quotes = {pk: quote_stored(days[row["last"]]) for pk, row in found.items()}
    units = _units_of(list(found))
    awaited = {pk: _awaited_by(pk, quote) for pk, quote in quotes.items()}
    uncovered = uncovered_among(quotes)
    changes = [change for of_one in (*units.values(), *awaited.values()) for change in of_one]
    names = units_named(change.unit_id for change in changes)

    def cost_of(pk: int, due: Decimal, day: Decimal) -> Cost:
        if pk in uncovered and not due:
            return Cost(str(NOT_COVERED))
        words = cost_in_words(due, units.get(pk, []), names, awaited[pk])
        return Cost(words, "" if day == due else euros(day))

    return {pk: cost_of(pk, max(row["due"], Decimal(0)), days[row["last"]].owed) for pk, row in found.items()}


def _awaited_by(reservation_id: int, quote: Quote) -> list[UnitChange]:
    lines = quote.awaited if quote.waits_for_units else ()
    return [
        UnitChange(line.grant_id, line.unit_id, line.unit_name, line.quantity)
        for line in lines
        if line.reservation_id == reservation_id
    ]


def _days_of(price_ids: Iterable[int]) -> dict[int, PricedDay]:
    """By the price that was written last."""
    prices = ReservationPrice.objects.filter(pk__in=list(price_ids)).select_related("day").order_by("pk")
    return {price.pk: price.day for price in prices}


def _units_of(reservation_ids: Sequence[int]) -> dict[int, list[UnitChange]]:
    taken = taken_by_reservations(reservation_ids)
    grants = Grant.objects.filter(pk__in={grant for grant, _reservation in taken}) if taken else []
    units = {grant.pk: grant.unit_id for grant in grants}
    found: dict[int, list[UnitChange]] = {}
    for (grant_id, reservation_id), amount in taken.items():
        found.setdefault(reservation_id, []).append(UnitChange(grant_id, units[grant_id], "", amount))
    return found
