"""What a whole day costs who holds nothing, at each venue of a list: for open data, not for a booking."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from django.db.models import OuterRef, Subquery

from billing.models import PriceEdition, Tariff as TariffRow, TaxRegime, VenuePriceList
from billing.queries.caps import caps_of, nothing_spent
from billing.queries.editions import rules_of, tariff_of, tariffs_for
from billing.queries.entitlements import Entitlement
from billing.rules.pricing.day import price_day
from billing.rules.pricing.facts import DayFacts, Stay
from billing.rules.pricing.settings import PriceDay
from espaces.models import Resource
from espaces.rules.clock import ONE_DAY
from espaces.rules.intervals import Interval
from espaces.rules.opening import VenueCalendar, without_closures
from espaces.rules.seasons import VenueCalendars
from reservations.rules.half_days import HalfDay, half_days_of

WORKED = range(5)
ANYBODY = Entitlement()


def day_prices(
    desks: Sequence[Resource], calendars: Mapping[int, VenueCalendars], today: date
) -> dict[int, Decimal]:
    """By venue, the lowest price with tax among its `desks` and the days of the week, priced as a booking is.

    Left out: where nothing is published, or where no whole day is open. `desks` come with their venue, `calendars`
    are true for the week from `today` on. Five queries, whatever the number of venues.
    """
    editions = _editions_in_force({desk.venue_id for desk in desks}, today)
    taxed = _structures_that_charge_tax({desk.venue.structure_id for desk in desks}, today)
    found: dict[int, Decimal] = {}
    for desk in desks:
        edition = editions.get(desk.venue_id)
        if edition is None:
            continue
        prices = _prices(
            desk, edition, calendars[desk.venue_id], today, charges_tax=desk.venue.structure_id in taxed
        )
        for price in prices:
            found[desk.venue_id] = min(price, found.get(desk.venue_id, price))
    return found


def _editions_in_force(venue_ids: Iterable[int], day: date) -> dict[int, PriceEdition]:
    valid = PriceEdition.objects.valid_on(day).filter(price_list=OuterRef("price_list"))
    used = (
        VenuePriceList.objects.filter(venue__in=venue_ids, valid_from__lte=day)
        .order_by("venue", "-valid_from")
        .distinct("venue")
        .annotate(edition=Subquery(valid.values("pk")[:1]))
    )
    by_venue = {venue: pk for venue, pk in used.values_list("venue", "edition") if pk is not None}
    editions = PriceEdition.objects.prefetch_related("tariffs", "caps").in_bulk(set(by_venue.values()))
    return {venue: editions[pk] for venue, pk in by_venue.items()}


def _structures_that_charge_tax(structure_ids: Iterable[int], day: date) -> set[int]:
    regimes = (
        TaxRegime.objects.filter(structure__in=structure_ids, valid_from__lte=day)
        .order_by("structure", "-valid_from")
        .distinct("structure")
    )
    return {row.structure_id for row in regimes if row.regime == TaxRegime.Regime.NORMAL}


def _prices(
    desk: Resource, edition: PriceEdition, calendars: VenueCalendars, today: date, *, charges_tax: bool
) -> Iterator[Decimal]:
    """One for each day of the week on which it is on sale."""
    rows = [row for row in edition.tariffs.all() if row.audience == TariffRow.Audience.EVERYBODY]
    sold = [row for row in tariffs_for(rows, desk.pk, desk.kind) if ANYBODY.may_have(row)]
    by_week = [row for row in sold if row.unit == TariffRow.Unit.WEEK]
    caps = [cap for cap in edition.caps.all() if cap.kind in {"", desk.kind}]
    for day, opening in _whole_days(calendars.of_resource(desk.pk), today):
        quote = price_day(
            DayFacts(
                day=PriceDay(day, desk.venue.half_day_boundary),
                zone=desk.venue.zone,
                stays=(Stay(0, opening, by_half_days=True),),
                rules=rules_of(edition, charges_tax=charges_tax),
                tariffs=tuple(tariff_of(row) for row in sold if row not in by_week),
                caps=caps_of(caps, by_week, desk.kind, nothing_spent),
            )
        )
        if quote.is_possible:
            yield quote.due


def _whole_days(calendar: VenueCalendar, today: date) -> Iterator[tuple[date, tuple[Interval, ...]]]:
    """From Monday to Friday, those of the week to come with hours in both halves, were there no closure."""
    usual = without_closures(calendar)
    for day in (today + n * ONE_DAY for n in range(7)):
        whole = half_days_of(usual, day).get(HalfDay.DAY) if day.weekday() in WORKED else None
        if whole is not None:
            yield day, whole.opening
