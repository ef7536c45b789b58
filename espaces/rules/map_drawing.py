"""What components/map.html draws: départements, markers, and names that do not cover one another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median_low

from espaces.rules.map_projection import (
    APART,
    HEIGHT,
    MOST_MARKERS,
    REACH,
    WIDTH,
    Departement,
    Viewport,
    departements,
    is_in_sight,
    path_of,
    spread,
    viewport_around,
)

RADIUS = 17.0
LETTER = 7.6  # mean width of a letter of a name, 14 units high
LINE = 20.0
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class MapPoint:
    """A venue to show. `count` is the number of free places, None when nobody asked or when it is closed."""

    latitude: float
    longitude: float
    name: str
    href: str
    count: int | None
    says: str  # read aloud after the name, the number in it: "4 places libres"


@dataclass(frozen=True)
class Shape:
    path: str
    near: bool  # a département with a venue


@dataclass(frozen=True)
class Name:
    x: int
    y: int
    text: str


@dataclass(frozen=True)
class Marker:
    point: MapPoint
    x: int
    y: int
    true_x: int  # where it really is, when it was pushed aside
    true_y: int
    pushed: bool
    tone: str  # "", "warning" for the last place, "quiet" for none
    label: Name | None
    anchor: str


@dataclass(frozen=True)
class MapDrawing:
    width: int
    height: int
    shapes: tuple[Shape, ...]
    names: tuple[Name, ...]
    markers: tuple[Marker, ...]
    dots: tuple[Marker, ...]  # instead of markers, when there are too many
    elsewhere: tuple[MapPoint, ...]  # too far to be drawn: named under the map


def draw_map(points: Sequence[MapPoint]) -> MapDrawing:
    drawn, elsewhere = _near_the_middle(points)
    view = viewport_around((point.latitude, point.longitude) for point in drawn)
    crowded = len(drawn) > MOST_MARKERS
    markers, taken = _markers(drawn, view, named=not crowded)
    shapes, names = _land(drawn, view, taken)
    return MapDrawing(
        width=WIDTH,
        height=HEIGHT,
        shapes=shapes,
        names=names,
        markers=() if crowded else markers,
        dots=markers if crowded else (),
        elsewhere=elsewhere,
    )


def _near_the_middle(points: Sequence[MapPoint]) -> tuple[list[MapPoint], tuple[MapPoint, ...]]:
    if not points:
        return [], ()
    latitude = median_low(point.latitude for point in points)
    longitude = median_low(point.longitude for point in points)
    near = [p for p in points if abs(p.latitude - latitude) < REACH and abs(p.longitude - longitude) < REACH]
    return near, tuple(point for point in points if point not in near)


def _markers(
    points: Sequence[MapPoint], view: Viewport, *, named: bool
) -> tuple[tuple[Marker, ...], list[Box]]:
    true = [view.project(point.latitude, point.longitude) for point in points]
    shown = spread(true) if named else true
    taken = [(x - RADIUS, y - RADIUS, x + RADIUS, y + RADIUS) for x, y in shown] if named else []
    markers = []
    for point, (x, y), (true_x, true_y) in zip(points, shown, true, strict=True):
        label, anchor = _label(point.name, x, y, taken) if named else (None, "start")
        markers.append(
            Marker(
                point=point,
                x=round(x),
                y=round(y),
                true_x=round(true_x),
                true_y=round(true_y),
                pushed=abs(x - true_x) + abs(y - true_y) > APART / 8,
                tone={None: "quiet", 0: "quiet", 1: "warning"}.get(point.count, ""),
                label=label,
                anchor=anchor,
            )
        )
    return tuple(markers), taken


def _label(text: str, x: float, y: float, taken: list[Box]) -> tuple[Name | None, str]:
    """The first free side: right, left, under, above. No side free: no name; the link still says it."""
    width, off = len(text) * LETTER, RADIUS + 5
    sides = (
        ("start", x + off, y, (x + off, y - LINE / 2, x + off + width, y + LINE / 2)),
        ("end", x - off, y, (x - off - width, y - LINE / 2, x - off, y + LINE / 2)),
        ("middle", x, y + off + 6, (x - width / 2, y + off, x + width / 2, y + off + LINE)),
        ("middle", x, y - off - 6, (x - width / 2, y - off - LINE, x + width / 2, y - off)),
    )
    for anchor, label_x, label_y, box in sides:
        if _is_free(box, taken):
            taken.append(box)
            return Name(round(label_x), round(label_y), text), anchor
    return None, "start"


def _is_free(box: Box, taken: Sequence[Box]) -> bool:
    left, top, right, bottom = box
    if left < 4 or top < 4 or right > WIDTH - 4 or bottom > HEIGHT - 4:
        return False
    return all(right <= a or left >= c or bottom <= b or top >= d for a, b, c, d in taken)


def _land(
    points: Sequence[MapPoint], view: Viewport, taken: list[Box]
) -> tuple[tuple[Shape, ...], tuple[Name, ...]]:
    shapes, names = [], []
    for departement in departements():
        if not is_in_sight(departement, view):
            continue
        near = any(departement.contains(point.latitude, point.longitude) for point in points)
        shapes.append(Shape(path_of(departement, view), near))
        names += _name_of(departement, view, taken)
    # Those with a venue last: their outline is not covered by a neighbour's.
    return tuple(sorted(shapes, key=lambda shape: shape.near)), tuple(names)


def _name_of(departement: Departement, view: Viewport, taken: list[Box]) -> list[Name]:
    """At its middle, or a little under or above; nowhere when a venue's name needs the room."""
    x, middle = view.project(*departement.label)
    half = len(departement.name) * LETTER * 0.8  # larger on a phone, see public.css
    for y in (middle, middle + 2 * LINE, middle - 2 * LINE):
        box = (x - half, y - LINE / 2, x + half, y + LINE / 2)
        if _is_free(box, taken):
            taken.append(box)
            return [Name(round(x), round(y), departement.name)]
    return []
