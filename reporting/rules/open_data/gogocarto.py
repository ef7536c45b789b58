"""Venues in the shape that GoGoCarto imports: https://gitlab.com/seballot/gogocarto."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from espaces.models import Venue
from reporting.rules.open_data.table_files import LICENCE
from reporting.rules.open_data.venues import OpenVenue, international


def import_file(rows: Iterable[OpenVenue], *, publisher: str, updated_on: date | None) -> dict[str, Any]:
    return {
        "licence": LICENCE["path"],
        "source": publisher,
        "updatedAt": updated_on.isoformat() if updated_on else None,
        "data": [_element(row, publisher) for row in rows],
    }


def _element(row: OpenVenue, publisher: str) -> dict[str, Any]:
    """What is not known is left out: GoGoCarto looks for coordinates by the address then."""
    venue, town = row.venue, row.venue.municipality
    latitude, longitude = reversed(row.position) if row.position else (None, None)
    told = {
        "id": row.id,
        "name": venue.name,
        "taxonomy": [str(venue.get_kind_display()), *_services(venue)],
        "latitude": latitude,
        "longitude": longitude,
        "streetAddress": venue.address,
        "addressLocality": town.name if town else "",
        "postalCode": venue.postcode,
        "addressCountry": "FR",
        "email": venue.email,
        "telephone": international(venue.phone, town.departement_code if town else ""),
        "website": venue.website,
        "url": row.page,
        "description": venue.summary,
        "descriptionMore": venue.description,
        "openHoursText": row.hours,
        "images": list(row.images),
        "owner": venue.structure.name,
        "source": publisher,
        "updatedAt": row.updated_on.isoformat(),
    }
    return {name: value for name, value in told.items() if value not in (None, "", [])}


def _services(venue: Venue) -> list[str]:
    return [str(label) for code, label in Venue.Service.choices if code in venue.services]
