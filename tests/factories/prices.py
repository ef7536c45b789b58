from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.utils import timezone

from billing.models import Cap, PriceEdition, PriceList, Tariff, TaxRegime, VenuePriceList
from espaces.models import Customer, Person, Structure, Venue

LONG_AGO = dt.date(2020, 1, 1)


def sell(
    venue: Venue,
    *lines: dict[str, Any],
    caps: dict[str, str] | None = None,
    since: dt.date = LONG_AGO,
    **settings: Any,
) -> PriceEdition:
    """Publishes a price list at the venue: `sell(venue, price("half_day", 5), price("day", 9))`.

    `caps`: by period, "day" or "month", an amount for all kinds.
    """
    prices = VenuePriceList.objects.filter(venue=venue).first()
    if prices is None:
        made = PriceList.objects.create(structure=venue.structure, name=f"Tarifs {venue.pk}")
        prices = VenuePriceList.objects.create(venue=venue, price_list=made, valid_from=LONG_AGO)
    edition = PriceEdition.objects.create(price_list=prices.price_list, valid_from=since, **settings)
    Tariff.objects.bulk_create(
        Tariff(edition=edition, position=rank, **line) for rank, line in enumerate(lines)
    )
    Cap.objects.bulk_create(
        Cap(edition=edition, period=period, amount=amount) for period, amount in (caps or {}).items()
    )
    edition.published_at = timezone.now()
    edition.save()
    return edition


def price(unit: str, amount: str | int, kind: str = "open_space", **more: Any) -> dict[str, Any]:
    """A line for everybody of a kind of resource; `resource=` for one resource alone."""
    if "resource" in more:
        kind = ""
    return {"unit": unit, "amount": Decimal(amount), "kind": kind, **more}


def taxed(structure: Structure, since: dt.date = LONG_AGO) -> None:
    """The structure charges VAT."""
    TaxRegime.objects.create(structure=structure, regime=TaxRegime.Regime.NORMAL, valid_from=since)


def payer(person: Person) -> Customer:
    return Customer.objects.get_or_create(person=person)[0]
