"""Whoever keeps every table ever published recovers no hidden number: of several networks, years and programmes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from reporting.rules.confidentiality import KnownCell, hide, protect, rounded, told
from reporting.rules.confidentiality.protecting import Guard
from reporting.rules.figures import Figures, as_json
from tests.reporting.confidentiality.attacker import Cell, OtherWorlds, recovered
from tests.reporting.confidentiality.worlds import MONTHS, NESTING, Visit, a_world, figures_of

HOMES = ("departements", "epcis", "municipalities")
ASKED = {"status": ("statuses",), "home": HOMES}
EVERYTHING = [([1, 2, 3], MONTHS[:1]), ([1, 2, 3], MONTHS[1:2]), ([1, 2, 3], MONTHS[2:]), ([1, 2, 3], MONTHS)]
PROGRAMMES = [([1, 2], MONTHS), ([1, 2, 3], MONTHS), ([2, 3], MONTHS), ([2], MONTHS[:2])]

ORDERS = {"months": EVERYTHING, "backwards": EVERYTHING[::-1], "programmes": PROGRAMMES}


class Press:
    """Publishes one after the other, as the product does, and keeps what readers see."""

    def __init__(self, *, public: bool = False, remembers: bool = True) -> None:
        self.public, self.remembers = public, remembers
        self.known: list[KnownCell] = []
        self.read: list[dict[str, Any]] = []

    def publish(self, figures: Figures) -> None:
        known = self.known if self.remembers else []
        hidden = protect(figures, known, public=self.public, nesting=NESTING)
        self.known += told(figures, hidden, nesting=NESTING, public=self.public)
        shown = hide(figures, hidden)
        self.read.append(as_json(rounded(shown) if self.public else shown))


def read_of(world: Sequence[Visit], order: str, asked: str, press: Press) -> list[dict[str, Any]]:
    for venues, months in ORDERS[order]:
        press.publish(figures_of(world, venues, months, ASKED[asked]))
    return press.read


def was_known_before(cell: Cell, count: str, read: list[dict[str, Any]], world: Sequence[Visit]) -> bool:
    """The total of a scope that followed from earlier publications before anything was said of it: beyond repair.

    Only its row says that it is secret: all its other tables are left out, or hold other numbers.
    """
    number, table, _ = cell
    bare = {**read[number], "tables": {"total": [{"key": "", "counts": {}, "values": {}}]}}
    earlier = [*read[:number], bare]
    if count == "visits" and cell in recovered(earlier):
        return table == "total"
    return table == "total" and (cell, count) in OtherWorlds(earlier, world).without_another()


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("asked", ASKED)
@pytest.mark.parametrize("seed", range(4))
def test_each_hidden_number_keeps_another_possible_value(seed: int, asked: str, order: str) -> None:
    world = a_world(seed, people=11, asked=asked)
    read = read_of(world, order, asked, Press())
    assert recovered(read) == set()
    found = OtherWorlds(read, world).without_another()
    assert all(was_known_before(cell, count, read, world) for cell, count in found)


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("seed", range(10, 14))
def test_no_sum_gives_back_a_hidden_row_of_a_larger_network(seed: int, order: str) -> None:
    world = a_world(seed, people=40)
    read = read_of(world, order, "status", Press())
    assert all(was_known_before(cell, "visits", read, world) for cell in recovered(read))


def test_rounded_open_data_leave_another_possible_value() -> None:
    world = a_world(1, people=11, asked="status")
    read = read_of(world, "months", "status", Press(public=True))
    assert {count % 5 for row in read[0]["tables"]["total"] for count in row["counts"].values()} == {0}
    assert OtherWorlds(read, world, step=5).without_another() == set()


def test_a_correction_with_other_numbers_gives_nothing_away() -> None:
    """A reader may suppose that little changed between the two: what is secret in the first is in the second."""
    world, press = a_world(1, people=11, asked="status"), Press()
    before = [visit for visit in world if visit != world[-1]]
    for visits in (before, world):
        press.publish(figures_of(visits, [1, 2, 3], MONTHS, ASKED["status"]))
    first, second = press.read
    assert first["tables"]["total"] != second["tables"]["total"]
    assert secret_of(first) <= secret_of(second)
    assert OtherWorlds([second], world).without_another() == set()


def secret_of(publication: dict[str, Any]) -> set[tuple[str, str]]:
    return {
        (table, row["key"])
        for table, rows in publication["tables"].items()
        for row in rows
        if not row["counts"]
    }


def test_control_without_the_second_step_the_attacker_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Guard, "_leave_none_alone", lambda self: None)
    monkeypatch.setattr(Guard, "_known", lambda self: [])
    found = [
        recovered(read_of(a_world(seed, people=40), "months", "status", Press())) for seed in range(10, 14)
    ]
    assert any(found)


def test_control_without_what_was_published_before_the_attacker_wins() -> None:
    presses = (Press(remembers=False) for _ in range(4))
    found = [
        recovered(read_of(a_world(seed, people=40), "months", "status", press))
        for seed, press in zip(range(10, 14), presses, strict=True)
    ]
    assert any(found)


def test_control_a_hidden_number_that_follows_has_no_other_world() -> None:
    """One venue hidden alone: the sum gives it back, and the search for another network finds none."""
    world = a_world(1, people=5, asked="status")
    figures = figures_of(world, [1, 2, 3], MONTHS)
    read = [as_json(hide(figures, [("venues", "1", "")]))]
    assert recovered(read) == {(0, "venues", "1")}
    assert ((0, "venues", "1"), "visits") in OtherWorlds(read, world).without_another()
