"""Whoever keeps every table ever published recovers no hidden number: of several networks, years and programmes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from reporting.rules.confidentiality import Hidden, KnownCell, hide, protect, rounded, told
from reporting.rules.figures import Figures, as_json
from tests.reporting.confidentiality.attacker import OtherWorlds, recovered
from tests.reporting.confidentiality.worlds import MONTHS, NESTING, a_world, figures_of

HOMES = ("departements", "epcis", "municipalities")
ASKED = {"status": ("statuses",), "home": HOMES}
EVERYTHING = [([1, 2, 3], MONTHS[:1]), ([1, 2, 3], MONTHS[1:2]), ([1, 2, 3], MONTHS[2:]), ([1, 2, 3], MONTHS)]
PROGRAMMES = [([1, 2], MONTHS), ([1, 2, 3], MONTHS), ([2, 3], MONTHS), ([2], MONTHS[:2])]

ORDERS = {"months": EVERYTHING, "backwards": EVERYTHING[::-1], "programmes": PROGRAMMES}


class Press:
    """Publishes one after the other, as the product does, and keeps what readers see."""

    def __init__(self, *, public: bool = False) -> None:
        self.public = public
        self.known: list[KnownCell] = []
        self.read: list[dict[str, Any]] = []

    def publish(self, figures: Figures) -> None:
        hidden = protect(figures, self.known, public=self.public, nesting=NESTING)
        self.known += told(figures, hidden, nesting=NESTING, public=self.public)
        self.read.append(self.printed(figures, hidden))

    def printed(self, figures: Figures, hidden: Sequence[Hidden]) -> dict[str, Any]:
        shown = hide(figures, hidden)
        return as_json(rounded(shown) if self.public else shown)


@pytest.mark.parametrize(
    "scopes", [EVERYTHING, EVERYTHING[::-1], PROGRAMMES], ids=["months", "backwards", "programmes"]
)
@pytest.mark.parametrize("asked", ["status", "home"])
@pytest.mark.parametrize("seed", range(3))
def test_each_hidden_number_keeps_another_possible_value(
    seed: int, asked: str, scopes: Sequence[Any]
) -> None:
    world, press = a_world(seed, people=20, asked=asked), Press()
    for venues, months in scopes:
        press.publish(figures_of(world, venues, months, ASKED[asked]))
    assert recovered(press.read) == set()
    assert OtherWorlds(press.read, world).without_another() == set()
