from itertools import combinations
from math import hypot

import pytest

from espaces.rules.map_projection import (
    APART,
    HEIGHT,
    WIDTH,
    Viewport,
    departements,
    mercator,
    path_of,
    spread,
    viewport_around,
)

MENDE, GUERET, VALENCE, DIE = (44.518, 3.501), (46.170, 1.870), (44.930, 4.890), (44.750, 5.370)


def departement(code: str):
    return next(found for found in departements() if found.code == code)


def test_every_departement_has_an_outline() -> None:
    codes = [found.code for found in departements()]
    assert len(codes) == len(set(codes)) == 101
    assert {"2A", "2B", "01", "75", "971", "972", "973", "974", "976"} <= set(codes)
    assert all(len(ring) >= 3 for found in departements() for ring in found.rings)


@pytest.mark.parametrize(
    ("code", "latitude", "longitude"),
    [
        ("48", *MENDE),
        ("23", *GUERET),
        ("26", *VALENCE),
        ("26", *DIE),
        ("48", 44.727, 3.856),  # Langogne, two kilometres from Ardèche
        ("26", 44.360, 5.140),  # Nyons
        ("75", 48.857, 2.352),
        ("67", 48.573, 7.752),
        ("974", -21.115, 55.536),
    ],
)
def test_towns_fall_in_their_own_departement_only(code: str, latitude: float, longitude: float) -> None:
    assert [found.code for found in departements() if found.contains(latitude, longitude)] == [code]


def test_the_enclave_of_valreas_is_vaucluse_and_not_drome() -> None:
    assert departement("84").contains(44.385, 4.990)
    assert not departement("26").contains(44.385, 4.990)


def test_north_is_up_east_is_right_and_angles_are_kept() -> None:
    view = viewport_around([MENDE, VALENCE, GUERET])
    (mende_x, mende_y), (valence_x, valence_y) = view.project(*MENDE), view.project(*VALENCE)
    assert valence_x > mende_x
    assert valence_y < mende_y
    # One kilometre is as long to the north as to the east.
    x, y = view.project(45.0, 4.0)
    north = y - view.project(45.0 + 1 / 111.2, 4.0)[1]
    east = view.project(45.0, 4.0 + 1 / (111.2 * 0.70711))[0] - x
    assert north == pytest.approx(east, rel=0.002)


def test_the_drawing_shows_all_points_with_a_margin() -> None:
    view = viewport_around([MENDE, VALENCE, GUERET, DIE])
    for point in (MENDE, VALENCE, GUERET, DIE):
        x, y = view.project(*point)
        assert 70 <= x <= WIDTH - 70
        assert 70 <= y <= HEIGHT - 70


def test_a_lone_point_stands_in_the_middle_with_its_surroundings() -> None:
    view = viewport_around([MENDE])
    assert view.project(*MENDE) == pytest.approx((WIDTH / 2, HEIGHT / 2))
    assert 0 < view.project(44.70, 3.50)[1] < HEIGHT  # 20 km north is still there


def test_without_points_mainland_france_is_shown() -> None:
    view = viewport_around([])
    for brest_or_strasbourg in ((48.39, -4.49), (48.57, 7.75), (42.70, 2.90), (50.95, 1.86)):
        x, y = view.project(*brest_or_strasbourg)
        assert 0 < x < WIDTH
        assert 0 < y < HEIGHT


def test_paths_are_relative_whole_numbers_that_close() -> None:
    view = Viewport(*mercator(46.0, 2.5)[:1], mercator(46.0, 2.5)[1], 10000)
    path = path_of(departement("48"), view)
    assert path.startswith("M")
    assert path.endswith("z")
    assert "." not in path


def test_markers_are_pushed_apart_and_the_lonely_one_stays() -> None:
    moved = spread([(100.0, 100.0), (110.0, 100.0), (110.0, 100.0), (400.0, 300.0)])
    assert moved[3] == (400.0, 300.0)
    assert min(hypot(a[0] - b[0], a[1] - b[1]) for a, b in combinations(moved, 2)) >= APART - 0.1
    assert moved == spread([(100.0, 100.0), (110.0, 100.0), (110.0, 100.0), (400.0, 300.0)])
