"""Which numbers have only one possible value: with an integer solver, whose every answer is checked again."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import accumulate
from typing import Any

from reporting.rules.confidentiality.narrowing import apart, narrow
from reporting.rules.confidentiality.relations import ANY, MANY, Impossible, Relations, Terms

NODES = 2_000
"""How far the solver may branch for one question. What it cannot show to be open counts as known: then more is
hidden. A number of steps and not a time, so that the same figures always hide the same cells."""
LARGE = 1_000
"""From so many numbers on, fractions are seldom whole, and no quicker to find."""
OPTIONS = {"output_flag": False, "threads": 1, "random_seed": 1, "mip_max_nodes": NODES, "mip_rel_gap": 0.1}
World = dict[int, int]


def known_for_sure(relations: Relations, secret: Collection[int]) -> set[int]:
    """Those of the secret numbers for which fewer than two values are possible. Raises Impossible.

    The bounds of `relations` are made narrower.
    """
    narrow(relations)
    sure = {number for number in secret if relations.low[number] == relations.high[number]}
    for numbers, sums in apart(relations):
        asked = [number for number in numbers if number in secret]
        if asked:
            sure |= _sure_among(Solver(relations, numbers, sums), asked)
    return sure


def _sure_among(solver: Solver, asked: Sequence[int]) -> set[int]:
    """Two possible worlds that differ in a number prove it open: a few worlds far apart prove most of them."""
    first = solver.world()
    if first is None and solver.finds_none:
        raise Impossible
    if first is None:
        return set(asked)
    still, idle, turn = list(asked), 0, 0
    while still and idle < 2:
        found = solver.world({number: _weight(number, turn) for number in still}) or first
        left = [number for number in still if found[number] == first[number]]
        idle = idle + 1 if len(left) == len(still) else 0
        still, turn = left, turn + 1
    return {number for number in still if not _is_open(solver, first, number)}


def _is_open(solver: Solver, first: World, number: int) -> bool:
    value = first[number]
    above, below = {number: (value + 1, MANY)}, {number: (0, value - 1)}
    return solver.world(bounds=above) is not None or (value > 0 and solver.world(bounds=below) is not None)


def _weight(number: int, turn: int) -> int:
    """Some one way and some the other: two numbers whose sum is known cannot both grow."""
    return (number * 7919 + turn * 104_729) % 997 - 498


class Solver:
    """Finds worlds: values of one group of open numbers that fit all relations. HiGHS is loaded when first needed."""

    def __init__(self, relations: Relations, numbers: Sequence[int], sums: Sequence[int]) -> None:
        import highspy

        self.relations, self.numbers = relations, list(numbers)
        self.columns = {number: column for column, number in enumerate(self.numbers)}
        self.rows = [self._row(*relations.sums[position]) for position in sums]
        self.finds_none = False
        """The last question has no answer, whatever the effort."""
        self.highs: Any = highspy.Highs()
        for option, value in OPTIONS.items():
            self.highs.setOptionValue(option, value)
        self.highs.passModel(self._model(highspy))

    def _row(self, terms: Terms, least: int, most: int) -> tuple[list[tuple[int, int]], int, int]:
        """What is settled moves into the bounds."""
        settled = sum(self.relations.low[n] * factor for n, factor in terms if n not in self.columns)
        open_terms = [(self.columns[n], factor) for n, factor in terms if n in self.columns]
        return open_terms, least - settled, most - settled

    def _model(self, highspy: Any) -> Any:
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = len(self.numbers), len(self.rows)
        model.col_cost_ = [0] * len(self.numbers)
        model.col_lower_ = [self.relations.low[number] for number in self.numbers]
        model.col_upper_ = [self.relations.high[number] for number in self.numbers]
        model.row_lower_ = [least for _, least, _ in self.rows]
        model.row_upper_ = [most if most < ANY // 2 else highspy.kHighsInf for _, _, most in self.rows]
        model.integrality_ = [highspy.HighsVarType.kInteger] * len(self.numbers)
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = [0, *accumulate(len(terms) for terms, _, _ in self.rows)]
        model.a_matrix_.index_ = [column for terms, _, _ in self.rows for column, _ in terms]
        model.a_matrix_.value_ = [factor for terms, _, _ in self.rows for _, factor in terms]
        return model

    def world(
        self, wanted: Mapping[int, int] | None = None, bounds: Mapping[int, tuple[int, int]] | None = None
    ) -> World | None:
        """One world in which the wanted numbers are large (small if their factor is negative), or None."""
        costs = [-(wanted or {}).get(number, 0) for number in self.numbers]
        self.highs.changeColsCost(len(costs), list(range(len(costs))), costs)
        for number, (low, high) in (bounds or {}).items():
            self.highs.changeColBounds(self.columns[number], low, high)
        self.finds_none = False
        quick = len(self.numbers) < LARGE and self._solved(bounds or {}, fractions=True)
        found = quick or (None if self.finds_none else self._solved(bounds or {}, fractions=False))
        for number in bounds or {}:
            column = self.columns[number]
            self.highs.changeColBounds(column, self.relations.low[number], self.relations.high[number])
        return found

    def _solved(self, bounds: Mapping[int, tuple[int, int]], *, fractions: bool) -> World | None:
        """Numbers that may be fractions are quick to find, and are often whole."""
        self.highs.setOptionValue("solve_relaxation", fractions)
        self.highs.run()
        self.finds_none = str(self.highs.getModelStatus()).endswith("kInfeasible")
        values = [round(value) for value in self.highs.getSolution().col_value]
        return dict(zip(self.numbers, values, strict=True)) if self._fits(values, bounds) else None

    def _fits(self, values: Sequence[int], bounds: Mapping[int, tuple[int, int]]) -> bool:
        """Checked in whole numbers: a tolerance of the solver proves nothing."""
        low, high = self.relations.low, self.relations.high
        return (
            len(values) == len(self.numbers)
            and all(low[n] <= value <= high[n] for n, value in zip(self.numbers, values, strict=True))
            and all(least <= values[self.columns[n]] <= most for n, (least, most) in bounds.items())
            and all(
                least <= sum(values[column] * factor for column, factor in terms) <= most
                for terms, least, most in self.rows
            )
        )
