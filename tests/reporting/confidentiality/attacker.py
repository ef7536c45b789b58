"""An attacker who kept every published table, as JSON, and nothing else. Written apart from the product's rules.

He attacks in two ways. `recovered` solves the linear equations (visits add up) and names what they settle.
`OtherWorlds` goes the other way: for a hidden number it builds another network, visit by visit, whose tables look
exactly the same. It starts from the true one and lets persons come on other days, elsewhere, or be somebody else: an
integer program whose columns are whole persons. A network that is found is tabulated again, by hand, without a
solver: then no attacker whatever can tell the two apart.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from datetime import date
from fractions import Fraction
from itertools import count as counter, islice, product
from typing import Any

import highspy

from reporting.rules.figures import as_json
from tests.reporting.confidentiality.worlds import DEPARTEMENT, EPCI, MONTHS, STATUSES, Visit, figures_of

Atom = tuple[int, str, str, str]
"""Venue, month, situation, home."""
Cell = tuple[int, str, str]
"""Number of the publication, table, key."""
Person = frozenset[Atom]
"""In which of them somebody came at least once."""
FOUND = {highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kSolutionLimit}
MOST_VISITS = 9
"""Of one person, in one atom: so that there are days enough in a month for one who is in three situations."""


def holds(publication: Mapping[str, Any], table: str, key: str, atom: Atom) -> bool:
    """Whether visits of that venue, month, situation and home are counted in that row."""
    venue, month, status, home = atom
    spans = {number for number, _, _ in publication["spans"]}
    if venue not in spans or not publication["first"] <= f"{month}-01" < publication["after"]:
        return False
    value = {
        "total": "",
        "months": month,
        "venues": str(venue),
        "statuses": status,
        "departements": DEPARTEMENT.get(home, "no_answer"),
        "epcis": EPCI.get(home, "no_answer"),
        "municipalities": home,
    }[table]
    return value == key


def rows_of(publications: Sequence[Mapping[str, Any]]) -> dict[Cell, Mapping[str, int]]:
    """Every row of every table; without counts it is hidden."""
    return {
        (number, table, row["key"]): row["counts"]
        for number, publication in enumerate(publications)
        for table, rows in publication["tables"].items()
        for row in rows
    }


def recovered(publications: Sequence[Mapping[str, Any]]) -> set[Cell]:
    """The hidden rows whose visits follow from the shown ones by adding and subtracting."""
    rows = rows_of(publications)
    atoms = [atom for atom in every_atom(publications) if is_possible(publications, rows, atom)]
    shown, hidden = [], {}
    for cell, counts in rows.items():
        number, table, key = cell
        vector = [int(holds(publications[number], table, key, atom)) for atom in atoms]
        if counts:
            shown.append(vector)
        else:
            hidden[cell] = vector
    basis = _basis(shown)
    return {cell for cell, vector in hidden.items() if not any(_reduced(vector, basis))}


def every_atom(publications: Sequence[Mapping[str, Any]]) -> list[Atom]:
    """What no table is about is the same for all."""
    venues = sorted({span[0] for publication in publications for span in publication["spans"]})
    tables = {table for publication in publications for table in publication["tables"]}
    statuses = STATUSES if "statuses" in tables else ["no_answer"]
    homes = [*EPCI, "no_answer"] if "municipalities" in tables else ["no_answer"]
    return list(product(venues, MONTHS, statuses, homes))


def is_possible(
    publications: Sequence[Mapping[str, Any]], rows: Mapping[Cell, Mapping[str, int]], atom: Atom
) -> bool:
    """Nobody is where a shown row is zero, nor in a value that a table does not list."""
    for number, publication in enumerate(publications):
        if not holds(publication, "total", "", atom):
            continue
        for table, listed in publication["tables"].items():
            own = [row["key"] for row in listed if holds(publication, table, row["key"], atom)]
            if listed and (not own or rows[number, table, own[0]].get("visits") == 0):
                return False
    return True


def _basis(vectors: Iterable[Sequence[int]]) -> list[tuple[int, list[Fraction]]]:
    basis: list[tuple[int, list[Fraction]]] = []
    for vector in vectors:
        rest = _reduced(vector, basis)
        pivot = next((position for position, value in enumerate(rest) if value), None)
        if pivot is not None:
            basis.append((pivot, [value / rest[pivot] for value in rest]))
    return basis


def _reduced(vector: Sequence[int | Fraction], basis: Sequence[tuple[int, list[Fraction]]]) -> list[Fraction]:
    rest = [Fraction(value) for value in vector]
    for pivot, row in basis:
        if rest[pivot]:
            factor = rest[pivot]
            rest = [value - factor * other for value, other in zip(rest, row, strict=True)]
    return rest


def persons_like(truth: Sequence[Visit], possible: Set[Atom]) -> list[Person]:
    """The true persons, and those who come once more, once less, another month, elsewhere, or are somebody else."""
    atoms: dict[int, set[Atom]] = defaultdict(set)
    for visit in truth:
        atoms[visit.person].add((visit.venue, f"{visit.day:%Y-%m}", visit.status, visit.home))
    found: set[Person] = set()
    for own in map(frozenset, atoms.values()):
        found.add(own)
        for atom in own:
            found |= {frozenset([atom]), own - {atom}}
            for other in possible:
                if sum(one != two for one, two in zip(atom, other, strict=True)) == 1:
                    found |= {own | {other}, own - {atom} | {other}}
    return sorted((person for person in found if person and person <= possible), key=sorted)


class OtherWorlds:
    """Other networks whose published tables are the same."""

    def __init__(
        self, publications: Sequence[Mapping[str, Any]], truth: Sequence[Visit], step: int = 1
    ) -> None:
        self.publications, self.rows, self.step = publications, rows_of(publications), step
        self.truth = {
            (cell, count): number
            for cell, counts in rows_of([tables_like(one, truth) for one in publications]).items()
            for count, number in counts.items()
            if cell in self.rows
        }
        possible = {atom for atom in every_atom(publications) if is_possible(publications, self.rows, atom)}
        self.persons = persons_like(truth, possible)
        self.atoms = sorted(set().union(*self.persons))
        self.highs = highspy.Highs()
        self.highs.setOptionValue("output_flag", False)
        self.highs.setOptionValue("threads", 1)
        self.highs.setOptionValue("mip_rel_gap", 1e6)
        self.highs.setOptionValue("mip_max_nodes", 2000)
        self.number = {person: self._new() for person in self.persons}
        self.visits = {atom: self._new() for atom in self.atoms}
        self.halves = {atom: self._new() for atom in self.atoms}
        for atom in self.atoms:
            people = self.highs.qsum(self.number[person] for person in self.persons if atom in person)
            self.highs.addConstr(self.visits[atom] >= people)
            self.highs.addConstr(self.visits[atom] <= MOST_VISITS * people)
            self.highs.addConstr(self.halves[atom] >= self.visits[atom])
            self.highs.addConstr(self.halves[atom] <= 2 * self.visits[atom])
        self.hidden = {key: self._counted(*key) for key in self.truth if not self.rows[key[0]]}
        for cell, counts in self.rows.items():
            for count, number in counts.items():
                self._counted(cell, count, number)

    def _new(self, low: int = 0, high: int = 10_000) -> Any:
        return self.highs.addVariable(lb=low, ub=high, type=highspy.HighsVarType.kInteger)

    def _counted(self, cell: Cell, count: str, shown: int | None = None) -> Any:
        """One number of a row: as it is shown, or at least one where it is hidden."""
        publication, table, key = self.publications[cell[0]], cell[1], cell[2]
        inside = {atom for atom in self.atoms if holds(publication, table, key, atom)}
        if count == "people":
            terms = [self.number[person] for person in self.persons if person & inside]
        else:
            terms = [(self.visits if count == "visits" else self.halves)[atom] for atom in sorted(inside)]
        if shown is None:
            total = self._new(1)
        elif shown == 0 or self.step == 1:
            total = self._new(shown, shown)
        else:
            total = self._new(max(shown - self.step // 2, 5), shown + self.step // 2)
        self.highs.addConstr(self.highs.qsum(terms) == total)
        return total

    def without_another(self) -> set[tuple[Cell, str]]:
        """The hidden numbers for which no other network was found in which they are different."""
        dice, left, idle = random.Random(1), set(self.hidden), 0
        while left and idle < 3:
            weights = {key: dice.randint(-9, 9) for key in sorted(left)}
            found = self._another(weights) & left
            idle = 0 if found else idle + 1
            left -= found
        for key in sorted(left):
            for sign in (1, -1):
                left -= self._another({key: sign}) if key in left else set()
        return left

    def _another(self, weights: Mapping[tuple[Cell, str], int]) -> set[tuple[Cell, str]]:
        """The hidden numbers that are different in one more network, which is tabulated to be sure."""
        self.highs.minimize(self.highs.qsum(weight * self.hidden[key] for key, weight in weights.items()))
        if self.highs.getModelStatus() not in FOUND:
            return set()
        world = self._network([round(value) for value in self.highs.getSolution().col_value])
        tables = [tables_like(publication, world) for publication in self.publications]
        rows = rows_of(tables)
        for cell, counts in self.rows.items():
            for count, number in counts.items():
                assert rounded_to(rows[cell][count], self.step) == number, (cell, count)
        return {(cell, count) for cell, count in self.hidden if rows[cell][count] != self.truth[cell, count]}

    def _network(self, values: Sequence[int]) -> list[Visit]:
        """The visits of that solution, one by one."""
        comers: dict[Atom, list[int]] = defaultdict(list)
        names = counter(1)
        for person, variable in self.number.items():
            for name in islice(names, values[variable.index]):
                for atom in person:
                    comers[atom].append(name)
        taken: set[tuple[int, int, date]] = set()
        visits = []
        for atom, persons in sorted(comers.items()):
            whole_days = values[self.halves[atom].index] - values[self.visits[atom].index]
            for turn in range(values[self.visits[atom].index]):
                day = free_day(taken, persons[turn % len(persons)], atom)
                visits.append(
                    Visit(persons[turn % len(persons)], atom[0], day, 1 + (turn < whole_days), *atom[2:])
                )
        return visits


def free_day(taken: set[tuple[int, int, date]], person: int, atom: Atom) -> date:
    """A day of the month on which that person was not yet at that venue."""
    days = (date.fromisoformat(f"{atom[1]}-{number:02}") for number in range(1, 29))
    day = next(day for day in days if (person, atom[0], day) not in taken)
    taken.add((person, atom[0], day))
    return day


def tables_like(publication: Mapping[str, Any], visits: Sequence[Visit]) -> dict[str, Any]:
    """The same tables of other visits, nothing hidden."""
    months = [month for month in MONTHS if publication["first"] <= f"{month}-01" < publication["after"]]
    venues = [span[0] for span in publication["spans"]]
    tables = [name for name in publication["tables"] if name not in ("total", "months", "venues")]
    return as_json(figures_of(visits, venues, months, tables))


def rounded_to(number: int, step: int) -> int:
    below = number - number % step
    return below if number - below < step / 2 else below + step
