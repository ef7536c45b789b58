"""Which values of one dimension hold those of another: a municipality lies in an intermunicipality, and so on."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from reporting.rules.tables import INSIDE, NO_ANSWER, OUTSIDE

SIDE = "side"


@dataclass(frozen=True)
class Nesting:
    """What every reader of a map knows.

    `parents`: (dimension, wider dimension) > code > the one wider code that it lies in; a code that lies in several
    is in no mapping. `sides`: what "inside" means under each name that `side_name` gave, as (dimension, codes).
    `territory` is the one of the figures that are being protected.
    """

    parents: Mapping[tuple[str, str], Mapping[str, str]] = field(default_factory=dict)
    sides: Mapping[str, tuple[str, frozenset[str]]] = field(default_factory=dict)
    territory: tuple[str, frozenset[str]] = ("", frozenset())

    def pairs(self) -> list[tuple[str, str]]:
        return [
            *self.parents,
            *((dimension, name) for name, (dimension, _) in sorted(self.all_sides.items())),
        ]

    def parent(self, pair: tuple[str, str], code: str) -> str | None:
        if code == NO_ANSWER:
            return NO_ANSWER
        if pair in self.parents:
            return self.parents[pair].get(code)
        return INSIDE if code in self.all_sides[pair[1]][1] else OUTSIDE

    def name_of(self, dimension: str) -> str:
        return side_name(*self.territory) if dimension == SIDE else dimension

    @property
    def all_sides(self) -> dict[str, tuple[str, frozenset[str]]]:
        own = {side_name(*self.territory): self.territory} if self.territory[0] else {}
        return {**self.sides, **own}


NO_NESTING = Nesting()


def side_name(level: str, codes: frozenset[str]) -> str:
    """Two programmes mean two things by "inside": the dimension is named after the territory."""
    if not level:
        return SIDE
    return f"{SIDE} {hashlib.sha256(' '.join([level, *sorted(codes)]).encode()).hexdigest()[:12]}"
