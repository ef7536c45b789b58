"""Row locks of `billing`. The written order of the whole house is in espaces/locks.py.

A PriceList is locked before everything else, by who changes its draft, and by nobody who prices a day.
"""

from __future__ import annotations

from billing.models import Charge, PriceList, Sale


def lock_price_list(price_list_id: int) -> PriceList:
    """Two managers who change one list wait for each other: one draft, and nothing added while it is published."""
    return PriceList.objects.select_for_update(of=("self",), no_key=True).get(pk=price_list_id)


def lock_live_charges(kind: str, number: int) -> list[Charge]:
    """Of one source; whoever invoices or strikes out one of them waits."""
    rows = Charge.objects.live().select_for_update(of=("self",), no_key=True)
    return list(rows.filter(source_kind=kind, source_id=number).order_by("pk"))


def lock_sale(sale_id: int) -> Sale:
    return Sale.objects.select_for_update(of=("self",), no_key=True).get(pk=sale_id)
