"""Hours and address of a venue, for people and for search engines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.safestring import SafeString

from espaces.models import Venue
from espaces.rules.clock import calendar_day
from espaces.rules.dates_in_words import day_in_words
from espaces.rules.hours_in_words import weekly_hours_in_words
from espaces.rules.osm_hours import exceptional_days
from espaces.rules.structured_data import Offer, Shown, as_script, local_business
from reservations.ports import PriceTable
from reservations.queries.venue_pages import ANNOUNCED, HoursShown
from reservations.rules.closures_in_words import closed_from_to


@dataclass(frozen=True)
class HoursInWords:
    """`later`: (from which day, lines). `resources`: (name, lines). `closures`: (when, why)."""

    now: Sequence[str]
    extended: Sequence[str]
    later: Sequence[tuple[str, Sequence[str]]]
    resources: Sequence[tuple[str, Sequence[str]]]
    closures: Sequence[tuple[str, str]]


def hours_in_words(venue: Venue, hours: HoursShown, now: datetime) -> HoursInWords:
    today = calendar_day(now, venue.zone)
    names = {resource.pk: resource.name for resource in hours.resources}
    return HoursInWords(
        now=weekly_hours_in_words(hours.now, today),
        extended=weekly_hours_in_words(hours.now, today, extended=True) if hours.has_extended else [],
        later=[
            (day_in_words(season.first), weekly_hours_in_words(season.periods, season.first))
            for season in hours.later
        ],
        resources=[
            (resource.name, weekly_hours_in_words(periods, today))
            for resource, periods in hours.resources.items()
        ],
        closures=[
            (
                closed_from_to(closed.interval.start, closed.interval.end, venue.zone),
                _reason(closed.reason, names.get(closed.resource_id or 0)),
            )
            for closed in hours.closures
        ],
    )


def _reason(reason: str, resource: str | None) -> str:
    return f"{resource} · {reason}" if resource else reason


def structured_data(
    venue: Venue,
    hours: HoursShown,
    *,
    address: str,
    images: list[str],
    services: list[str],
    price: str,
    prices: PriceTable | None,
    now: datetime,
) -> SafeString:
    """For search engines: the facts of the page, ready to stand inside a <script type="application/ld+json">."""
    today = calendar_day(now, venue.zone)
    shown = Shown(
        address=address,
        images=images,
        periods=hours.calendar.periods,
        other_days=exceptional_days(hours.calendar, today, today + ANNOUNCED),
        services=services,
        price=price,
        offers=_offers(prices) if prices else [],
    )
    return as_script(local_business(venue, shown))


def _offers(prices: PriceTable) -> list[Offer]:
    """What everybody pays for a time there; prices on terms of who one is are for readers of the page."""
    return [
        Offer(block.what, line.amount, line.unit, line.what, prices.includes_tax, line.terms)
        for block in prices.blocks
        for group in block.groups
        if not group.audience
        for line in group.lines
        if line.amount is not None
    ]
