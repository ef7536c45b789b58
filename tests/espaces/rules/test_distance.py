import math

import pytest
from hypothesis import given, strategies as st

from espaces.rules.distance import box_around, haversine_km

latitudes = st.floats(-90, 90)
longitudes = st.floats(-180, 180)


@pytest.mark.parametrize(
    ("one", "other", "km"),
    [
        ((48.8566, 2.3522), (48.8566, 2.3522), 0),
        ((48.8566, 2.3522), (43.2965, 5.3698), 660.5),  # Paris to Marseille
        ((0, 179.5), (0, -179.5), 111.2),
        ((90, 0), (-90, 0), 20015.1),
        ((44.0, 3.0), (-44.0, -177.0), 20015.1),  # antipodes: rounding must not leave the domain of asin
    ],
)
def test_known_distances(one: tuple[float, float], other: tuple[float, float], km: float) -> None:
    assert haversine_km(*one, *other) == pytest.approx(km, abs=0.5)


@given(latitudes, longitudes, st.floats(0, 2000), st.floats(0, 2 * math.pi))
def test_the_box_holds_every_point_within_the_distance(
    lat: float, lon: float, km: float, bearing: float
) -> None:
    """The point at `km` in any direction, by spherical trigonometry, is in the box."""
    angle = km / 6371.0088 * 0.999999
    phi = math.radians(lat)
    sine = math.sin(phi) * math.cos(angle) + math.cos(phi) * math.sin(angle) * math.cos(bearing)
    to_lat = math.degrees(math.asin(max(-1.0, min(1.0, sine))))
    turn = math.atan2(
        math.sin(bearing) * math.sin(angle) * math.cos(phi),
        math.cos(angle) - math.sin(phi) * math.sin(math.radians(to_lat)),
    )
    to_lon = (lon + math.degrees(turn) + 180) % 360 - 180
    box = box_around(lat, lon, km)
    hair = 1e-6
    assert box.south - hair <= to_lat <= box.north + hair
    if abs(to_lat) < 89.999:
        assert box.west - hair <= to_lon <= box.east + hair


def test_the_box_is_not_much_wider_than_needed() -> None:
    box = box_around(44.5, 3.5, 20)
    assert box.north - box.south == pytest.approx(0.36, abs=0.01)
    assert box.east - box.west == pytest.approx(0.505, abs=0.01)
