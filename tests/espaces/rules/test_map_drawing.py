from espaces.rules.map_drawing import LETTER, LINE, MapPoint, draw_map
from espaces.rules.map_projection import MOST_MARKERS


def venue(name: str, latitude: float, longitude: float, count: int | None = 4) -> MapPoint:
    return MapPoint(latitude, longitude, name, f"/espaces/{name}/", count, f"{count} places libres")


def test_departements_with_a_venue_are_told_from_their_neighbours() -> None:
    drawing = draw_map([venue("La Filature", 44.518, 3.501)])
    assert [shape.near for shape in drawing.shapes].count(True) == 1
    assert drawing.shapes[-1].near, "the outline of Lozère is drawn over its neighbours'"
    assert "Lozère" in {name.text for name in drawing.names}


def test_tone_says_last_place_and_no_place() -> None:
    counts = [5, 1, 0, None]
    drawing = draw_map([venue(f"v{i}", 44.5 + i / 5, 3.5, count) for i, count in enumerate(counts)])
    assert [marker.tone for marker in drawing.markers] == ["", "warning", "quiet", "quiet"]


def test_two_venues_of_one_village_are_both_reachable_and_point_to_it() -> None:
    drawing = draw_map([venue("Mairie", 44.50, 3.50), venue("Gare", 44.501, 3.501), venue("Loin", 46.1, 1.9)])
    first, second, _ = drawing.markers
    assert abs(first.x - second.x) + abs(first.y - second.y) >= 40
    assert first.pushed
    assert second.pushed
    assert abs(first.true_x - second.true_x) <= 2


def test_names_never_cover_one_another() -> None:
    drawing = draw_map([venue(f"Espace numéro {i}", 44.3 + i % 4 / 6, 3.3 + i // 4 / 4) for i in range(12)])
    boxes = []
    for marker in drawing.markers:
        if marker.label is None:
            continue
        width = len(marker.label.text) * LETTER
        left = marker.label.x - {"start": 0.0, "middle": width / 2, "end": width}[marker.anchor]
        boxes.append((left, marker.label.y - LINE / 2, left + width, marker.label.y + LINE / 2))
    assert len(boxes) >= 6
    for i, one in enumerate(boxes):
        for other in boxes[i + 1 :]:
            apart = one[2] <= other[0] + 1 or other[2] <= one[0] + 1
            above = one[3] <= other[1] + 1 or other[3] <= one[1] + 1
            assert apart or above, (one, other)


def test_a_venue_overseas_does_not_shrink_the_map_of_the_others() -> None:
    island = venue("Le Lagon", -21.1, 55.5)
    drawing = draw_map([venue("Mende", 44.5, 3.5), venue("Florac", 44.3, 3.6), island])
    assert drawing.elsewhere == (island,)
    assert [marker.point.name for marker in drawing.markers] == ["Mende", "Florac"]


def test_a_crowd_of_venues_becomes_dots() -> None:
    points = [venue(f"v{i}", 44 + i / 30, 2 + i / 20) for i in range(MOST_MARKERS + 1)]
    drawing = draw_map(points)
    assert drawing.markers == ()
    assert len(drawing.dots) == MOST_MARKERS + 1
    assert not any(dot.pushed for dot in drawing.dots)


def test_without_venues_the_country_is_drawn() -> None:
    drawing = draw_map([])
    assert len(drawing.shapes) >= 90
    assert drawing.markers == ()
