"""What a search engine or an assistant reads on the page of a venue: schema.org, as JSON-LD."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from espaces.models import Venue
from espaces.rules.clock import ONE_DAY
from espaces.rules.opening import WeeklyPeriod
from espaces.rules.osm_hours import Dates
from espaces.rules.weekly_spans import MINUTES_OF_A_DAY

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
ALSO = {
    Venue.Kind.COWORKING: "https://wiki.openstreetmap.org/wiki/Tag:office=coworking",
    Venue.Kind.LIBRARY: "https://schema.org/Library",
    Venue.Kind.CAFE: "https://schema.org/CafeOrCoffeeShop",
    Venue.Kind.FRANCE_SERVICES: "https://schema.org/GovernmentOffice",
}
"""Beside LocalBusiness; schema.org has no coworking space."""
# What could end a <script> element or begin another one, written as JSON allows.
HARMLESS = {ord(char): f"\\u{ord(char):04X}" for char in "<>&\u2028\u2029"}


UNIT_CODES = {"hour": "HUR", "day": "DAY", "week": "WEE"}
"""Of UN/CEFACT, which knows no half-day."""


@dataclass(frozen=True)
class Offer:
    """The price in euros of one unit ("hour", "half_day"…; `per`: its name in the language of the page)."""

    what: str
    price: Decimal
    unit: str
    per: str
    includes_tax: bool = True
    terms: Sequence[str] = ()


@dataclass(frozen=True)
class Shown:
    """What the page knows beside the venue: its address, the hours of everybody, the other days, what it offers.

    `services` are their names in the language of the page.
    """

    address: str
    images: Sequence[str] = ()
    periods: Sequence[WeeklyPeriod] = ()
    other_days: Sequence[Dates] = ()
    services: Sequence[str] = ()
    price: str = ""
    offers: Sequence[Offer] = ()


def as_script(facts: Mapping[str, Any]) -> SafeString:
    """JSON that can stand inside a <script type="application/ld+json">: nothing in it can end the element."""
    return mark_safe(json.dumps(facts, ensure_ascii=False).translate(HARMLESS))  # noqa: S308


def local_business(venue: Venue, shown: Shown) -> dict[str, Any]:
    """What is not known is left out."""
    facts = {
        "@context": "https://schema.org",
        "@type": "LocalBusiness",
        "additionalType": ALSO.get(Venue.Kind(venue.kind), ""),
        "@id": shown.address,
        "name": venue.name,
        "url": shown.address,
        "sameAs": venue.website,
        "description": venue.summary,
        "telephone": venue.phone,
        "email": venue.email,
        "image": list(shown.images),
        "address": _postal_address(venue),
        "geo": _geo(venue),
        "openingHoursSpecification": [_weekly(period) for period in shown.periods if not period.extended],
        "specialOpeningHoursSpecification": [
            special for day in shown.other_days for special in _special(day)
        ],
        "amenityFeature": [_amenity(name) for name in shown.services],
        "priceRange": shown.price,
        "makesOffer": [_offer(offer) for offer in shown.offers],
        "parentOrganization": {"@type": "Organization", "name": venue.structure.name},
        "potentialAction": {"@type": "ReserveAction", "target": shown.address},
    }
    return {name: value for name, value in facts.items() if value}


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


def _amenity(name: str) -> dict[str, Any]:
    return {"@type": "LocationFeatureSpecification", "name": name, "value": True}


def _offer(offer: Offer) -> dict[str, Any]:
    price = {
        "@type": "UnitPriceSpecification",
        "price": _amount(offer.price),
        "priceCurrency": "EUR",
        "valueAddedTaxIncluded": offer.includes_tax,
        "unitText": offer.per,
    }
    if offer.unit in UNIT_CODES:
        price["unitCode"] = UNIT_CODES[offer.unit]
    facts = {
        "@type": "Offer",
        "itemOffered": {"@type": "Service", "name": offer.what},
        "priceSpecification": price,
        "description": ", ".join(offer.terms),
    }
    return {name: value for name, value in facts.items() if value}


def _amount(price: Decimal) -> str:
    """With a point: cents, or as many decimals as a price by the minute has."""
    return f"{price:.2f}" if price == round(price, 2) else f"{price.normalize():f}"


def _weekly(period: WeeklyPeriod) -> dict[str, str]:
    """Dates are both included there; our `valid_to` is not."""
    facts = {
        "@type": "OpeningHoursSpecification",
        "dayOfWeek": DAYS[period.weekday],
        "opens": f"{period.opens:%H:%M}",
        "closes": f"{period.closes:%H:%M}",
    }
    if period.valid_from:
        facts["validFrom"] = period.valid_from.isoformat()
    if period.valid_to:
        facts["validThrough"] = (period.valid_to - ONE_DAY).isoformat()
    return facts


def _special(other: Dates) -> Iterable[dict[str, str]]:
    """Opening and closing at the same time is how schema.org says that it is closed."""
    for start, end in other.spans or ((0, 0),):
        yield {
            "@type": "OpeningHoursSpecification",
            "opens": _clock(start),
            "closes": _clock(end),
            "validFrom": other.first.isoformat(),
            "validThrough": other.last.isoformat(),
        }


def _clock(minutes: int) -> str:
    """Midnight at the end of a day is 23:59 there: 00:00 would say that the day is closed."""
    if minutes == MINUTES_OF_A_DAY:
        return "23:59"
    return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"
