"""How much is asked of the solver: in a year after its published quarters it grows as the venues do.

Work is the numbers of all the worlds that were looked for. Time would depend on the machine.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from reporting.rules.confidentiality import KnownCell, protect, told
from reporting.rules.confidentiality.solver import Solver, World
from tests.reporting.confidentiality.worlds import Visit, a_world, figures_of

YEAR = [f"2025-{month:02}" for month in range(1, 13)]
QUARTERS = [YEAR[:3], YEAR[3:6], YEAR[6:9], YEAR[9:]]
FOR_A_VENUE = 2_000
"""Its five cells and twelve months are 51 numbers: each is moved some forty times at most, whatever the network."""


def test_work_grows_as_the_venues_do(monkeypatch: pytest.MonkeyPatch) -> None:
    few, twice = (sum(sizes_of_questions(venues, monkeypatch)) for venues in (20, 40))
    assert few <= 20 * FOR_A_VENUE
    assert twice <= 2.5 * few


def sizes_of_questions(venues: int, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many numbers each world had that was looked for, to protect a year after its quarters."""
    visits, known, sizes = visits_of(venues), list[KnownCell](), list[int]()
    solved = Solver._solved

    def counted(solver: Solver, *args: Any, **more: Any) -> World | None:
        sizes.append(len(solver.numbers))
        return solved(solver, *args, **more)

    for months in QUARTERS:
        figures = figures_of(visits, range(1, venues + 1), months)
        known += told(figures, protect(figures, known))
    with monkeypatch.context() as patch:
        patch.setattr(Solver, "_solved", counted)
        protect(figures_of(visits, range(1, venues + 1), YEAR), known)
    return sizes


def visits_of(venues: int) -> list[Visit]:
    """Venues that share nobody, a third of them of two persons."""
    return [
        replace(one, person=one.person + venue * 100)
        for venue in range(1, venues + 1)
        for one in a_world(venue, people=2 + venue % 3 * 6, venues=[venue], months=len(YEAR))
    ]
