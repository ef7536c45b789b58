"""An integer solver, whose every answer is checked again in whole numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Any

from reporting.rules.confidentiality.narrowing import Group
from reporting.rules.confidentiality.relations import ANY, Relations, Terms

NODES = 2_000
"""How far the solver may branch for one question. What it cannot show to be open counts as known: then more is
hidden. A number of steps and not a time, so that the same figures always hide the same cells."""
OPTIONS = {"output_flag": False, "threads": 1, "random_seed": 1, "mip_max_nodes": NODES, "mip_rel_gap": 0.1}
World = dict[int, int]


class Solver:
    """Finds worlds: values of one group of open numbers that fit all relations while the others are as in `values`.

    HiGHS is loaded when first needed.
    """

    def __init__(self, relations: Relations, group: Group, values: Sequence[int]) -> None:
        import highspy

        self.relations, self.numbers, self.values = relations, group.numbers, values
        self.columns = {number: column for column, number in enumerate(self.numbers)}
        self.rows = [self._row(*relations.sums[position]) for position in group.sums]
        self.costs = [-int(number in relations.persons) for number in self.numbers]
        self.finds_none = False
        """The last question has no answer, whatever the effort."""
        self.highs: Any = highspy.Highs()
        for option, value in OPTIONS.items():
            self.highs.setOptionValue(option, value)
        self.highs.passModel(self._model(highspy))

    def _row(self, terms: Terms, least: int, most: int) -> tuple[list[tuple[int, int]], int, int]:
        """What stays as it is moves into the bounds."""
        settled = sum(self.values[n] * factor for n, factor in terms if n not in self.columns)
        open_terms = [(self.columns[n], factor) for n, factor in terms if n in self.columns]
        return open_terms, least - settled, most - settled

    def _model(self, highspy: Any) -> Any:
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = len(self.numbers), len(self.rows)
        model.col_cost_ = self.costs
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
        """One world in which the wanted numbers are large (small if their factor is negative), or None.

        Persons of whom nothing is wanted are as many as can be: a visit more is one person more, and no fraction.
        """
        wanted = wanted or {}
        costs = [-wanted.get(number, -cost) for number, cost in zip(self.numbers, self.costs, strict=True)]
        self.highs.changeColsCost(len(costs), list(range(len(costs))), costs)
        for number, (low, high) in (bounds or {}).items():
            self.highs.changeColBounds(self.columns[number], low, high)
        self.finds_none = False
        quick = self._solved(bounds or {}, fractions=True)
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
        return dict(zip(self.numbers, values, strict=True)) if self.fits(values, bounds) else None

    def fits(self, values: Sequence[int], bounds: Mapping[int, tuple[int, int]] | None = None) -> bool:
        """Checked in whole numbers: a tolerance of the solver proves nothing."""
        low, high = self.relations.low, self.relations.high
        return (
            len(values) == len(self.numbers)
            and all(low[n] <= value <= high[n] for n, value in zip(self.numbers, values, strict=True))
            and all(least <= values[self.columns[n]] <= most for n, (least, most) in (bounds or {}).items())
            and all(
                least <= sum(values[column] * factor for column, factor in terms) <= most
                for terms, least, most in self.rows
            )
        )
