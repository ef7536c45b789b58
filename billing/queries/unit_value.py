"""What prepaid units are worth: revenue when they are used, deferred until then.

At the price at which each pack was bought, and in the basis of that price (with or without tax): half a ticket at
6 € and half a ticket at 8 € are 7 € (A2-8). Units that nobody bought are worth nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.db.models import Q, Sum

from billing.models import PackSale
from billing.rules.packs import CENT, price_of_part
from espaces.models import Structure
from reservations.models import Reservation, Use


def value_of_stays(reservations: Iterable[Reservation]) -> Decimal:
    """Of the units that these reservations take, oldest packs first as the ledger has taken them."""
    taken = (
        Use.objects.filter(reservation__in=[one.pk for one in reservations])
        .order_by()
        .values_list("grant")
        .annotate(Sum("amount"))
    )
    amounts = dict(taken)
    sales = PackSale.objects.filter(grant__in=amounts).select_related("grant").order_by("pk")
    exact = (sale.price * amounts[sale.grant_id] / sale.grant.amount for sale in sales)
    return price_of_part(sum(exact, Decimal(0)), Decimal(1), Decimal(1))


def deferred_revenue(structure: Structure, day: date) -> Decimal:
    """At the end of `day`: what was paid for units that can still be used after it. Two queries.

    A use counts on its day; what has expired or was refunded is no longer deferred.
    """
    sales = list(
        PackSale.objects.filter(structure=structure, bought_on__lte=day)
        .filter(Q(grant__valid_to=None) | Q(grant__valid_to__gt=day))
        .select_related("grant")
        .order_by("pk")
    )
    uses = Use.objects.filter(grant__in=[sale.grant_id for sale in sales], day__lte=day)
    used = dict(uses.order_by().values_list("grant").annotate(Sum("amount")))
    left = (
        price_of_part(sale.price, sale.grant.amount, sale.grant.amount - used.get(sale.grant_id, Decimal(0)))
        for sale in sales
    )
    return sum(left, Decimal(0)).quantize(CENT)
