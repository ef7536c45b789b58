"""The map of the network: where each venue falls on a drawing of the départements.

The outlines are Natural Earth's (public domain, about 1 km), written by devtools/departements.py. The
projection is Mercator's: angles are right, and it serves the overseas départements too. Units are the SVG's.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import hypot, log, pi, radians, tan
from pathlib import Path

OUTLINES = Path(__file__).resolve().parent.parent / "data" / "departements.json"
WIDTH, HEIGHT = 720, 480
MARGIN = 72.0
SMALLEST_SPAN = radians(1.5)  # about 120 km across: a lone venue still shows its surroundings
REACH = 12.0  # degrees: a venue farther than this from the middle one is named under the map, not drawn
APART = 48.0  # between markers: 24 px on a phone, where the drawing is half its size
MOST_MARKERS = 40  # beyond, dots without names: the list is there to read
METROPOLE = ((42.3, -5.0), (51.1, 8.2))


@dataclass(frozen=True)
class Departement:
    code: str
    name: str
    label: tuple[float, float]  # latitude, longitude
    rings: tuple[tuple[tuple[float, float], ...], ...]

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        latitudes = [lat for ring in self.rings for lat, _ in ring]
        longitudes = [lon for ring in self.rings for _, lon in ring]
        return min(latitudes), min(longitudes), max(latitudes), max(longitudes)

    def contains(self, latitude: float, longitude: float) -> bool:
        """Even-odd rule, on the simplified outline."""
        inside = False
        for ring in self.rings:
            for (lat1, lon1), (lat2, lon2) in zip(ring, (*ring[1:], ring[0]), strict=True):
                if (lat1 > latitude) != (lat2 > latitude):
                    crossing = lon1 + (latitude - lat1) * (lon2 - lon1) / (lat2 - lat1)
                    inside ^= longitude < crossing
        return inside


@dataclass(frozen=True)
class Viewport:
    left: float  # projected, in radians
    top: float
    scale: float

    def project(self, latitude: float, longitude: float) -> tuple[float, float]:
        """Position in the drawing: x to the right, y downwards."""
        x, y = mercator(latitude, longitude)
        return (x - self.left) * self.scale, (self.top - y) * self.scale


def mercator(latitude: float, longitude: float) -> tuple[float, float]:
    return radians(longitude), log(tan(pi / 4 + radians(latitude) / 2))


def viewport_around(points: Iterable[tuple[float, float]]) -> Viewport:
    """The drawing that shows all the points (latitude, longitude); mainland France when there is none."""
    projected = [mercator(*point) for point in points] or [mercator(*corner) for corner in METROPOLE]
    xs, ys = [x for x, _ in projected], [y for _, y in projected]
    scale = min(
        (WIDTH - 2 * MARGIN) / max(max(xs) - min(xs), SMALLEST_SPAN),
        (HEIGHT - 2 * MARGIN) / max(max(ys) - min(ys), SMALLEST_SPAN * HEIGHT / WIDTH),
    )
    middle_x, middle_y = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
    return Viewport(middle_x - WIDTH / 2 / scale, middle_y + HEIGHT / 2 / scale, scale)


@lru_cache(maxsize=1)
def departements() -> tuple[Departement, ...]:
    rows = json.loads(OUTLINES.read_text())["departements"]
    return tuple(
        Departement(
            code=row["code"],
            name=row["name"],
            label=(row["label"][0] / 1000, row["label"][1] / 1000),
            rings=tuple(_absolute(ring) for ring in row["rings"]),
        )
        for row in rows
    )


def _absolute(ring: list[int]) -> tuple[tuple[float, float], ...]:
    points, latitude, longitude = [], 0, 0
    for index in range(0, len(ring), 2):
        latitude, longitude = latitude + ring[index], longitude + ring[index + 1]
        points.append((latitude / 1000, longitude / 1000))
    return tuple(points)


def is_in_sight(departement: Departement, view: Viewport) -> bool:
    south, west, north, east = departement.bounds
    left, bottom = view.project(south, west)
    right, top = view.project(north, east)
    return right > 0 and left < WIDTH and bottom > 0 and top < HEIGHT


def path_of(departement: Departement, view: Viewport) -> str:
    """SVG path in whole units, relative: a few hundred bytes."""
    parts = []
    for ring in departement.rings:
        at = [round(value) for value in view.project(*ring[0])]
        part = f"M{at[0]} {at[1]}"
        for point in ring[1:]:
            to = [round(value) for value in view.project(*point)]
            if to != at:
                part += f"l{to[0] - at[0]} {to[1] - at[1]}"
                at = to
        parts.append(part + "z")
    return "".join(parts)


def spread(positions: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Push markers apart until each can be touched without touching its neighbour; 80 rounds at most.

    Deterministic: two markers at one point part to the left and to the right, the first one left.
    """
    moved = list(positions)
    for _ in range(80):
        touching = False
        for first in range(len(moved)):
            for second in range(first + 1, len(moved)):
                (x1, y1), (x2, y2) = moved[first], moved[second]
                gap = hypot(x2 - x1, y2 - y1)
                if gap >= APART - 0.01:
                    continue
                touching = True
                push = (APART - gap) / 2
                dx, dy = ((x2 - x1) / gap, (y2 - y1) / gap) if gap else (1.0, 0.0)
                moved[first] = x1 - dx * push, y1 - dy * push
                moved[second] = x2 + dx * push, y2 + dy * push
        if not touching:
            break
    return moved
