"""Names for what quotes count in: the units, and where a person has them from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from billing.models import PackSale
from billing.queries.quotes import Priced
from billing.rules.costs_in_words import cost_in_words
from espaces.models import Unit
from reservations.models import Grant, MembershipPeriod
from reservations.queries.ledger import last_day_of
from reservations.queries.units import INCLUDED


@dataclass(frozen=True)
class Source:
    """ "Booklet of ten", "Plan Coworker", "gift"; the last day on which its units count."""

    name: str
    last_day: date | None


def units_named(unit_ids: Iterable[int]) -> dict[int, Unit]:
    ids = set(unit_ids)
    return Unit.objects.in_bulk(ids) if ids else {}


def sources_of(grant_ids: Iterable[int]) -> dict[int, Source]:
    """By grant. Three queries at most, none for no grant."""
    ids = set(grant_ids)
    grants = Grant.objects.in_bulk(ids) if ids else {}
    names = _packs(grants.values()) | _plans(grants.values())
    return {
        pk: Source(names.get(pk) or grant.get_origin_display(), last_day_of(grant))
        for pk, grant in grants.items()
    }


def _packs(grants: Iterable[Grant]) -> dict[int, str]:
    bought = [grant.pk for grant in grants if grant.origin == Grant.Origin.PACK]
    if not bought:
        return {}
    sales = PackSale.objects.filter(grant__in=bought).order_by("pk")
    return dict(sales.values_list("grant", "product__name"))


def _plans(grants: Iterable[Grant]) -> dict[int, str]:
    label = MembershipPeriod._meta.label_lower
    by_period = {
        int(grant.origin_id): grant.pk
        for grant in grants
        if grant.origin in INCLUDED and grant.origin_kind == label and grant.origin_id.isdecimal()
    }
    if not by_period:
        return {}
    rows = MembershipPeriod.objects.filter(pk__in=by_period).order_by("pk")
    return {by_period[pk]: name for pk, name in rows.values_list("pk", "membership__plan__name")}


def times_costs(priced: Sequence[Priced | None]) -> list[str]:
    """What each time adds, in words; empty without a price."""
    costs = [one.cost if one else None for one in priced]
    changes = [change for cost in costs if cost for change in (*cost.units, *cost.awaited)]
    names = units_named(change.unit_id for change in changes)
    return [cost_in_words(cost.total, cost.units, names, cost.awaited) if cost else "" for cost in costs]
