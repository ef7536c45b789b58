"""Hours and address of a venue, for people and for search engines."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from espaces.models import Venue
from espaces.rules.clock import ONE_DAY, calendar_day
from espaces.rules.dates_in_words import day_in_words
from espaces.rules.hours_in_words import weekly_hours_in_words
from espaces.rules.opening import WeeklyPeriod
from reservations.queries.venue_pages import HoursShown
from reservations.rules.closures_in_words import closed_from_to

SCHEMA_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
# What could end a <script> element or begin another one, written as JSON allows.
HARMLESS = {ord(char): f"\\u{ord(char):04X}" for char in "<>&\u2028\u2029"}


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


def json_ld(venue: Venue, hours: HoursShown, address: str, images: list[str]) -> SafeString:
    """schema.org/LocalBusiness, ready to stand inside a <script type="application/ld+json">."""
    facts = {
        "@context": "https://schema.org",
        "@type": "LocalBusiness",
        "name": venue.name,
        "url": address,
        "description": venue.summary,
        "telephone": venue.phone,
        "email": venue.email,
        "image": images,
        "address": _postal_address(venue),
        "geo": _geo(venue),
        "openingHoursSpecification": [
            _opening(period) for period in hours.calendar.periods if not period.extended
        ],
    }
    text = json.dumps({name: value for name, value in facts.items() if value}, ensure_ascii=False)
    return mark_safe(text.translate(HARMLESS))  # noqa: S308 - nothing in it can end the element


def _postal_address(venue: Venue) -> dict[str, str]:
    town = venue.municipality.name if venue.municipality else ""
    parts = {
        "streetAddress": venue.address,
        "postalCode": venue.postcode,
        "addressLocality": town,
        "addressCountry": "FR" if town else "",
    }
    known = {name: value for name, value in parts.items() if value}
    return {"@type": "PostalAddress", **known} if known else {}


def _geo(venue: Venue) -> dict[str, Any]:
    if venue.latitude is None or venue.longitude is None:
        return {}
    return {"@type": "GeoCoordinates", "latitude": venue.latitude, "longitude": venue.longitude}


def _opening(period: WeeklyPeriod) -> dict[str, str]:
    """Dates are both included there; our `valid_to` is not."""
    facts = {
        "@type": "OpeningHoursSpecification",
        "dayOfWeek": SCHEMA_DAYS[period.weekday],
        "opens": f"{period.opens:%H:%M}",
        "closes": f"{period.closes:%H:%M}",
    }
    if period.valid_from:
        facts["validFrom"] = period.valid_from.isoformat()
    if period.valid_to:
        facts["validThrough"] = _day_before(period.valid_to).isoformat()
    return facts


def _day_before(day: date) -> date:
    return day - ONE_DAY
