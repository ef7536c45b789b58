"""Distances on the earth taken as a sphere: wrong by 0.5 % at most, which no "near me" notices."""

from __future__ import annotations

from dataclasses import dataclass
from math import asin, cos, degrees, radians, sin, sqrt

EARTH_RADIUS_KM = 6371.0088  # mean radius, IUGG


@dataclass(frozen=True)
class Box:
    """Degrees. Holds every point within the distance it was made for, and a few more at its corners."""

    south: float
    north: float
    west: float
    east: float


def haversine_km(latitude1: float, longitude1: float, latitude2: float, longitude2: float) -> float:
    across = sin(radians(latitude2 - latitude1) / 2) ** 2
    along = sin(radians(longitude2 - longitude1) / 2) ** 2
    chord = across + cos(radians(latitude1)) * cos(radians(latitude2)) * along
    return 2 * EARTH_RADIUS_KM * asin(min(1.0, sqrt(chord)))


def box_around(latitude: float, longitude: float, km: float) -> Box:
    """The box holding all points within `km`. Near a pole or the 180th meridian it spans every longitude."""
    angle = km / EARTH_RADIUS_KM
    south, north = latitude - degrees(angle), latitude + degrees(angle)
    if south > -90 and north < 90:
        spread = degrees(asin(min(1.0, sin(angle) / cos(radians(latitude)))))
        west, east = longitude - spread, longitude + spread
        if west >= -180 and east <= 180:
            return Box(south, north, west, east)
    return Box(max(south, -90.0), min(north, 90.0), -180.0, 180.0)
