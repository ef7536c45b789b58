"""How far people live from where they work: an estimate by road, from one municipality to another."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from espaces.rules.distance import haversine_km

CIRCUITY = Decimal("1.3")
"""By road, a way is longer than the crow flies: an assumption, said with every figure that rests on it."""
SAME_MUNICIPALITY_KM = Decimal("5.0")


def road_km(
    latitude1: float | None,
    longitude1: float | None,
    latitude2: float | None,
    longitude2: float | None,
    same_municipality: bool,
) -> Decimal | None:
    """One way, to a tenth of a kilometre; None when a coordinate is missing. A declared distance is worth more.

    Inside one municipality: 5 km, wherever the way leads (to work, to a venue). The definition has one distance for
    both, and somebody who lives, works and comes in the same one then avoids nothing.
    """
    if same_municipality:
        return SAME_MUNICIPALITY_KM
    if latitude1 is None or longitude1 is None or latitude2 is None or longitude2 is None:
        return None
    straight = haversine_km(latitude1, longitude1, latitude2, longitude2)
    return (Decimal(repr(straight)) * CIRCUITY).quantize(Decimal("0.1"), ROUND_HALF_UP)
