from __future__ import annotations

from espaces.models import Venue


def whole_address(venue: Venue) -> str:
    """On one line, name first: "La Filature, 4 rue de la Gare, 48400 Florac". The municipality is loaded."""
    return ", ".join(part for part in (venue.name, street_address(venue)) if part)


def street_address(venue: Venue) -> str:
    town = f"{venue.postcode} {venue.municipality.name if venue.municipality else ''}".strip()
    return ", ".join(part for part in (venue.address, town) if part)
