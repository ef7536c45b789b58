"""The price list in force at a venue, and its rows as the pricing rules read them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from billing.models import PriceEdition, Tariff as TariffRow, TaxRegime, VenuePriceList
from billing.rules.pricing.settings import (
    EVERY_DAY,
    Audience,
    Combination,
    HalfDayBy,
    Part,
    PriceRules,
    Tariff,
    TimeUnit,
)
from espaces.models import Structure, Venue


def edition_in_force(venue: Venue, day: date) -> PriceEdition | None:
    """What is published for `day` in the list that the venue uses on that day."""
    used = VenuePriceList.objects.filter(venue=venue, valid_from__lte=day).order_by("-valid_from")
    editions = PriceEdition.objects.valid_on(day).filter(price_list__in=used.values("price_list")[:1])
    edition: PriceEdition | None = editions.first()
    return edition


def charges_tax(structure: Structure | int, day: date) -> bool:
    """Only under the normal regime; a structure that has said nothing charges none."""
    regime = (
        TaxRegime.objects.filter(structure=structure, valid_from__lte=day).order_by("-valid_from").first()
    )
    return regime is not None and regime.regime == TaxRegime.Regime.NORMAL


def rules_of(edition: PriceEdition, *, charges_tax: bool) -> PriceRules:
    return PriceRules(
        includes_tax=edition.includes_tax,
        half_day_by=HalfDayBy(edition.half_day_by),
        half_day_minutes=edition.half_day_minutes,
        exactly_is_half=edition.exactly_is_half,
        combination=Combination(edition.combination),
        deposit_percent=edition.deposit_percent,
        charges_tax=charges_tax,
    )


def tariffs_for(rows: Iterable[TariffRow], resource_id: int, kind: str) -> list[TariffRow]:
    """A resource with prices of its own has only those; the others have the prices of their kind."""
    rows = list(rows)
    own = [row for row in rows if row.resource_id == resource_id]
    return own or [row for row in rows if row.kind == kind]


def tariff_of(row: TariffRow) -> Tariff:
    return Tariff(
        id=row.pk,
        unit=TimeUnit(row.unit),
        amount=row.amount,
        tax_rate=row.tax_rate,
        audience=Audience(row.audience),
        audience_name=str(row.plan or row.reduced_audience or row.customer or ""),
        first_amount=row.first_amount,
        part=Part(row.part),
        step_minutes=row.step_minutes,
        tolerance_minutes=row.tolerance_minutes,
        minimum_minutes=row.minimum_minutes,
        weekdays=frozenset(row.weekdays) or EVERY_DAY,
        on_holidays=row.on_holidays,
        from_time=row.from_time,
        to_time=row.to_time,
        whole_stay_only=row.whole_stay_only,
    )
