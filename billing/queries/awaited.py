"""What is left of the units that a next period will give, once other days count on them in order of booking."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.db.models import Q

from billing.models import PricedDay
from billing.queries.beside import Beside
from billing.queries.days import DayKey
from billing.rules.pricing.quotes import Quote
from billing.rules.pricing.stored import from_json
from reservations.queries.awaited import AwaitedUnits, units_awaited
from reservations.rules.units import GrantBalance


def grants_awaited(key: DayKey, beside: Sequence[Beside]) -> tuple[GrantBalance, ...]:
    """One for each unit; its number is made up. `beside`: what is thought of on other days at the same time."""
    left: dict[int, Decimal] = {}
    for awaited in units_awaited(key.person, key.customer, key.venue, key.day):
        rest = awaited.amount - _promised(awaited, key) - _promised_beside(awaited, beside)
        left[awaited.unit_id] = left.get(awaited.unit_id, Decimal(0)) + max(rest, Decimal(0))
    return tuple(GrantBalance(-unit_id, unit_id, amount, included=True) for unit_id, amount in left.items())


def _promised(awaited: AwaitedUnits, key: DayKey) -> Decimal:
    """To the other days of the period, of everybody who shares it."""
    itself = Q(person=key.person, customer=key.customer, venue=key.venue, kind=key.kind, day=key.day)
    others = PricedDay.objects.filter(
        ~itself,
        person__in=awaited.persons,
        day__gte=awaited.starts_on,
        day__lt=awaited.ends_on,
        to_settle=True,
    )
    quotes = others.order_by().values_list("quote", flat=True)
    return sum((_of_unit(from_json(quote), awaited.unit_id) for quote in quotes), Decimal(0))


def _promised_beside(awaited: AwaitedUnits, beside: Sequence[Beside]) -> Decimal:
    others = [other for other in beside if awaited.covers(other.day)]
    return sum(
        (_of_unit(one.after, awaited.unit_id) - _of_unit(one.before, awaited.unit_id) for one in others),
        Decimal(0),
    )


def _of_unit(quote: Quote, unit_id: int) -> Decimal:
    return sum((line.quantity for line in quote.awaited if line.unit_id == unit_id), Decimal(0))
