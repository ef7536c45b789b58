"""Which rows may be a venue that is already there. A suspicion: a person decides."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from espaces.rules.distance import haversine_km
from espaces.rules.place_names import key_of

SAME_NAME_WITHIN_KM = 1.0
ALIKE_WITHIN_KM = 0.05
ALIKE = 0.85
CELL = 0.02  # degrees: wider than SAME_NAME_WITHIN_KM anywhere in France
# Words that half of the names have: they do not make two names alike.
COMMON_WORDS = set(
    "le la les l de du des d en et a au aux un une the by and co "
    "coworking cowork work working space espace espaces "
    "tiers lieu lieux fablab fab lab labo atelier ateliers centre maison bureau bureaux"
    .split()
)  # fmt: skip


@dataclass(frozen=True)
class Candidate:
    """A row of the file (`line`) or a venue of the database (`venue_id`)."""

    name: str
    municipality: str
    latitude: float | None
    longitude: float | None
    line: int = 0
    venue_id: int = 0

    @property
    def point(self) -> tuple[float, float] | None:
        if self.latitude is None or self.longitude is None:
            return None
        return self.latitude, self.longitude


@dataclass(frozen=True)
class Suspicion:
    row: Candidate
    other: Candidate
    why: Literal["same_name", "same_spot"]
    metres: int | None  # None: one of them has no coordinates, they are in one municipality


def suspected_duplicates(rows: Iterable[Candidate], known: Iterable[Candidate]) -> list[Suspicion]:
    """Pairs with the same name within a kilometre (in one municipality, without coordinates), or with a
    similar name within 50 metres. Each pair once, the later row first.
    """
    near: Cells = defaultdict(list)
    here: Names = defaultdict(list)
    for venue in known:
        _remember(venue, near, here)
    found: list[Suspicion] = []
    for row in rows:
        found += _suspicions_of(row, near, here)
        _remember(row, near, here)
    return found


Located = tuple[Candidate, float, float]
Cells = defaultdict[tuple[int, int], list[Located]]
Names = defaultdict[tuple[str, str], list[Candidate]]


def _remember(candidate: Candidate, near: Cells, here: Names) -> None:
    here[key_of(candidate.name), candidate.municipality].append(candidate)
    if candidate.point:
        near[_cell_of(*candidate.point)].append((candidate, *candidate.point))


def _cell_of(latitude: float, longitude: float) -> tuple[int, int]:
    return int(latitude // CELL), int(longitude // CELL)


def _suspicions_of(row: Candidate, near: Cells, here: Names) -> Iterator[Suspicion]:
    for other in here[key_of(row.name), row.municipality]:
        if not (row.point and other.point):
            yield Suspicion(row, other, "same_name", None)
    if row.point is None:
        return
    south, west = _cell_of(*row.point)
    around = [(south + i, west + j) for i in (-1, 0, 1) for j in (-1, 0, 1)]
    for other, latitude, longitude in (located for cell in around for located in near.get(cell, [])):
        km = haversine_km(*row.point, latitude, longitude)
        if km <= SAME_NAME_WITHIN_KM and key_of(row.name) == key_of(other.name):
            yield Suspicion(row, other, "same_name", round(km * 1000))
        elif km <= ALIKE_WITHIN_KM and names_alike(row.name, other.name):
            yield Suspicion(row, other, "same_spot", round(km * 1000))


def names_alike(one: str, other: str) -> bool:
    """The telling words of one are all in the other, or both are written almost the same."""
    key, other_key = key_of(one), key_of(other)
    words, other_words = set(key.split()) - COMMON_WORDS, set(other_key.split()) - COMMON_WORDS
    if words and other_words and (words <= other_words or other_words <= words):
        return True
    return SequenceMatcher(None, key, other_key).ratio() >= ALIKE
