"""What prepaid units are worth when they are used; what is deferred until then: billing.queries.deferrals.

At the price at which each pack was bought, and in the basis of that price (with or without tax): half a ticket at
6 € and half a ticket at 8 € are 7 € (A2-8). Units that nobody bought are worth nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from django.db.models import Sum

from billing.models import PackSale
from billing.rules.packs import price_of_part
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
