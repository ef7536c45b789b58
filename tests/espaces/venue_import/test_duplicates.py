import pytest

from espaces.rules.venue_lists.duplicates import Candidate, names_alike, suspected_duplicates

MENDE = (44.518, 3.501)


def row(
    name: str, line: int, point: tuple[float, float] | None = MENDE, municipality: str = "48095"
) -> Candidate:
    latitude, longitude = point or (None, None)
    return Candidate(name, municipality, latitude, longitude, line=line)


def pairs(*rows: Candidate, known: tuple[Candidate, ...] = ()) -> list[tuple[int, int, str]]:
    return [
        (found.row.line, found.other.line or found.other.venue_id, found.why)
        for found in suspected_duplicates(rows, known)
    ]


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("La Cordée", "La Cordée à Morez", True),
        ("Le Centsept", "Le Cent Sept", True),
        ("Hôtel Pasteur", "L'Hôtel Pasteur", True),
        ("L'atelier", "Le coworking", False),
        ("Espace de coworking", "Espace coworking", True),
        ("Anticafé", "Le Loft", False),
    ],
)
def test_names_alike(one: str, other: str, alike: bool) -> None:
    assert names_alike(one, other) is alike
    assert names_alike(other, one) is alike


def test_the_same_name_within_a_kilometre() -> None:
    near, far = (44.5255, 3.501), (44.5285, 3.501)  # 830 m and 1,170 m to the north
    assert pairs(row("Le Bahut", 2), row("LE BAHUT", 3, near)) == [(3, 2, "same_name")]
    assert pairs(row("Le Bahut", 2), row("Le Bahut", 3, far)) == []


def test_similar_names_within_fifty_metres() -> None:
    near, far = (44.5184, 3.501), (44.5186, 3.501)  # 44 m and 67 m
    assert pairs(row("Le Bahut", 2), row("Bahut de Mende", 3, near)) == [(3, 2, "same_spot")]
    assert pairs(row("Le Bahut", 2), row("Bahut de Mende", 3, far)) == []
    assert pairs(row("Le Bahut", 2), row("Chez Simone", 3, MENDE)) == []


def test_without_coordinates_the_same_name_in_the_same_municipality() -> None:
    assert pairs(row("Le Bahut", 2, None), row("Le Bahut", 3)) == [(3, 2, "same_name")]
    assert pairs(row("Le Bahut", 2, None), row("Le Bahut", 3, None, "48061")) == []


def test_against_venues_already_there_and_never_against_oneself() -> None:
    known = Candidate("Le Bahut", "48095", *MENDE, venue_id=70)
    assert pairs(row("Le Bahut", 2), known=(known,)) == [(2, 70, "same_name")]
    assert pairs(known=(known, known)) == []


def test_three_of_a_kind_make_three_pairs() -> None:
    assert len(pairs(*(row("Le Bahut", line) for line in (2, 3, 4)))) == 3


def test_both_sides_of_the_edge_of_a_cell_are_compared() -> None:
    assert len(pairs(row("Le Bahut", 2, (44.5199999, 3.5199999)), row("Le Bahut", 3, (44.52, 3.52)))) == 1
