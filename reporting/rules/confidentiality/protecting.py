"""Which cells to hide so that no secret one can be recomputed by anybody who kept all that was published."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from reporting.rules.confidentiality.cells import Hidden, KnownCell, put_together
from reporting.rules.confidentiality.choosing import Choice
from reporting.rules.confidentiality.knowledge import Knowledge
from reporting.rules.confidentiality.nesting import NO_NESTING, Nesting
from reporting.rules.confidentiality.picture import Node
from reporting.rules.confidentiality.related import related
from reporting.rules.confidentiality.showing import STEP
from reporting.rules.confidentiality.thresholds import secret_rows, tells_of_everybody, too_bare
from reporting.rules.confidentiality.universes import Universe, universes
from reporting.rules.confidentiality.values import following, secret_values
from reporting.rules.figures import Figures
from reporting.rules.tables import TABLES

NARROWEST_FIRST = [table.code for table in reversed(TABLES) if table.code != "total"]


def protect(
    figures: Figures,
    known: Sequence[KnownCell],
    *,
    exact: bool = False,
    public: bool = False,
    nesting: Nesting = NO_NESTING,
) -> list[Hidden]:
    """What to hide of exact figures before they leave a venue. The same input always gives the same answer.

    `known` is all that was ever told to the same readers, in order. None of it can be taken back: only cells of these
    figures are hidden, their totals last. `exact`: small counts may be read, those of sensitive situations may not.
    `public`: the figures will be shown rounded (see `rounded`).
    """
    hidden = secret_rows(figures, exact=exact, public=public)
    hidden |= set() if exact or public else secret_values(figures)
    left_out = too_bare(figures, hidden) | ({"statuses"} if tells_of_everybody(figures) else set())
    for universe in universes(figures, exact=exact, public=public):
        guard = Guard(universe, known, nesting, hidden, left_out, STEP if public else 1)
        hidden |= guard.hidden()
        left_out = guard.left_out
    hidden |= following(figures, hidden)
    hidden |= {(table, "", "") for table in left_out | too_bare(figures, hidden)}
    return sorted(hidden)


class Guard:
    """Hides more and more cells of one universe, until none of its secret ones can be known."""

    def __init__(
        self,
        universe: Universe,
        known: Sequence[KnownCell],
        nesting: Nesting,
        hidden: Collection[Hidden],
        left_out: Collection[str],
        step: int,
    ) -> None:
        self.universe, self.nesting, self.step = universe, nesting, step
        told_before = [universe.inside(cell) for cell in known if universe.holds(cell)]
        self.known = related(told_before, {place.region for place in universe.places})
        self.first, self.left_out = set(hidden), set(left_out)
        self._look()

    def _look(self) -> None:
        """Puts together what is known, from the tables that are not left out."""
        now = [place for place in self.universe.places if place.mark[0] not in self.left_out]
        self.knowledge = Knowledge(now, self.known, self.nesting, self.universe, self.step)
        fixed = {node for node in self.knowledge.now if self.knowledge.adds_nothing(node)}
        self.choice = Choice(self.knowledge.now, self.nesting, fixed)
        marked = (self.first & {place.mark, place.row_mark} for place in now)
        self.secret = {self.knowledge.node(place) for place, marks in zip(now, marked, strict=True) if marks}
        self.secret |= self.knowledge.secret_before & self.knowledge.now.keys()

    def hidden(self) -> set[Hidden]:
        self._say_nothing_of_what_is_known()
        if self.step == 1:
            self._leave_none_alone()
        while known := self._known():
            more = self.choice.beside(known, self.secret)
            if not more and not self._leave_out(known):
                break
            self.secret |= more
        places = (place for node in self.secret for place in self.knowledge.places[node])
        return {place.mark for place in places}

    def _leave_none_alone(self) -> None:
        """What a mere subtraction gives back needs no solver."""
        while more := self.choice.beside(self.choice.alone(self.secret), self.secret):
            self.secret |= more

    def _known(self) -> list[Node]:
        protected = self.secret | self.knowledge.secret_before
        asked = {node for node in protected if self.universe.protects(node[1], node[2])}
        if self.known:
            return sorted(self.knowledge.sure(self.secret, asked))
        return sorted(self._known_of_one_publication(asked))

    def _known_of_one_publication(self, asked: Collection[Node]) -> set[Node]:
        """Nothing was published before: rows that are shown need not be told apart, and few are left."""
        marks = {place.mark for node in self.secret for place in self.knowledge.places[node]}
        places = list(
            put_together((place for found in self.knowledge.places.values() for place in found), marks)
        )
        few = Knowledge(places, [], self.nesting, self.universe, self.step)
        same = {few.node(place): self.knowledge.node(place) for place in places if not place.rows}
        secret = {node for node, other in same.items() if other in self.secret}
        return {same[node] for node in few.sure(secret, {node for node in secret if same[node] in asked})}

    def _leave_out(self, known: Collection[Node]) -> bool:
        """Nothing is left to hide beside these cells: their tables go, then any other, the narrowest first."""
        places = self.knowledge.places
        here = {place.mark[0] for found in places.values() for place in found}
        theirs = {place.mark[0] for node in known if node in places for place in places[node]}
        wanted = [table for table in NARROWEST_FIRST if table in (theirs - {"total"} or here)]
        if self.universe.whole and "themes" not in wanted:
            self.secret |= self.knowledge.now.keys()
            return False
        if not wanted:
            return False
        self.first |= {place.mark for node in self.secret for place in places[node]}
        self.left_out.add(wanted[0])
        self._look()
        return True

    def _say_nothing_of_what_is_known(self) -> None:
        """Of secret cells whose sums follow from earlier publications, it is not even said that they are secret."""
        while known := {node for node in self.secret if self._is_given_away(node)}:
            self._leave_out(known)

    def _is_given_away(self, node: Node) -> bool:
        in_tables = any(place.mark[0] != "total" for place in self.knowledge.places[node])
        return (
            in_tables
            and not self.universe.whole
            and self.universe.protects(node[1], node[2])
            and self.knowledge.adds_nothing(node)
        )
