"""Reservations that nothing pays for: let in though not on sale, or short of the units of a period."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from django.db.models import Q

from billing.models import PricedDay, ReservationPrice
from billing.queries.quotes import quote_stored
from billing.rules.pricing.quotes import Quote
from espaces.models import Venue
from espaces.rules.plan_terms.months import add_months
from reservations.models import Reservation

LOOKED_BACK = timedelta(days=31)
NOTHING_MISSING = ["0", "0.00"]
"""As a quote is stored."""


def not_covered_at(venue: Venue, month: date | None, today: date) -> list[Reservation]:
    """Of that month; else those to come and of the last weeks. In order of day."""
    since, until = (month, add_months(month, 1)) if month else (today - LOOKED_BACK, None)
    days = PricedDay.objects.filter(
        Q(quote__not_on_sale=True) | ~Q(quote__missing_units__in=NOTHING_MISSING),
        structure=venue.structure_id,
        venue=venue,
        day__gte=since,
    )
    if until:
        days = days.filter(day__lt=until)
    prices = ReservationPrice.objects.filter(day__in=days).order_by("number").select_related("day")
    quotes = {price.reservation_id: quote_stored(price.day) for price in prices}
    rows = Reservation.objects.filter(pk__in=uncovered_among(quotes)).select_related("person", "venue")
    return list(rows.order_by("starts_at", "pk"))


def uncovered_among(quotes: Mapping[int, Quote]) -> set[int]:
    """`quotes`: by reservation, that of its day. Not who cancelled in the end."""
    unpaid = [pk for pk, quote in quotes.items() if not quote.is_possible and not _pays_for(quote, pk)]
    if not unpaid:
        return set()
    return set(Reservation.objects.confirmed().filter(pk__in=unpaid).values_list("pk", flat=True))


def _pays_for(quote: Quote, reservation_id: int) -> bool:
    by_units = any(line.reservation_id == reservation_id for line in quote.units)
    return by_units or any(line.reservation_id == reservation_id for line in quote.lines)
