"""Price lists made through the services, as their managers make them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from billing.models import PriceList
from billing.services.price_editions import publish_edition, save_edition_settings
from billing.services.price_lists import create_price_list
from espaces.models import Person, Resource, Venue
from tests.factories.people import PersonFactory

BEGINNING = dt.date(2026, 1, 1)
NOW = dt.datetime(2026, 1, 1, 8, 0, tzinfo=dt.UTC)


def line(amount: str, unit: str = "half_day", **fields: Any) -> dict[str, Any]:
    """A desk's half-day unless said; `resource=` instead of a kind."""
    what = {} if "resource" in fields else {"kind": Resource.Kind.OPEN_SPACE}
    return {"unit": unit, "amount": Decimal(amount), **what, **fields}


DESKS = (line("5"), line("9", "day"))


def drafted(venue: Venue, lines: Iterable[dict[str, Any]] = DESKS, **settings: Any) -> PriceList:
    """Of the venue's structure, used there once it is published."""
    price_list = create_price_list(
        actor=None,
        name=f"Tarifs {venue}",
        structure=venue.structure,
        venue=venue,
        today=BEGINNING,
        lines=lines,
    )
    if settings:
        save_edition_settings(actor=None, price_list=price_list, today=BEGINNING, **settings)
    return price_list


def published(
    venue: Venue,
    lines: Iterable[dict[str, Any]] = DESKS,
    *,
    since: dt.date = BEGINNING,
    actor: Person | None = None,
    **settings: Any,
) -> PriceList:
    price_list = drafted(venue, lines, **settings)
    publish_edition(
        actor=actor or PersonFactory(), price_list=price_list, valid_from=since, now=NOW, today=BEGINNING
    )
    return price_list
