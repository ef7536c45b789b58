"""The search behind `seating.reseat`: exact, over the reservations connected in time with the wanted one.

Without pinned reservations, taking the reservations by their start and giving each any free place always ends
well (intervals are coloured with as many colours as their greatest overlap). With pinned ones it does not:
a choice that is never reconsidered leads to needless refusals. The smallest example: two desks, desk 1 pinned
12-13; A sits on desk 2 9-11, and 10-13 is wanted. Greedy search, in order of start, leaves A on desk 2, finds
desk 1 pinned and refuses; with A on desk 1, desk 2 is free. So: first the fewest moves, by displacing a few;
then a full search in order of start, which goes back on its choices and remembers dead ends.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count

from espaces.rules.intervals import Interval, merge
from reservations.rules.places import Place, Seated, Seating, Taken, TooHardError

FEW_MOVES = 3
TRIALS_FOR_FEW_MOVES = 2_000

Walls = tuple[Interval, ...]


@dataclass(frozen=True)
class Item:
    """A reservation to seat: the wanted one has no home yet."""

    blocked: Interval
    home: int | None = None
    reservation_id: int | None = None


@dataclass(frozen=True)
class Puzzle:
    """The wanted stay, those that may move, and for each place the walls: when nobody can be put there."""

    wanted: Item
    others: tuple[Item, ...]
    places: tuple[int, ...]
    walls: Mapping[int, Walls]
    suitable: frozenset[int]

    @classmethod
    def around(
        cls,
        wanted: Interval,
        places: Sequence[Place],
        movable: Sequence[Seated],
        pinned: Taken,
        *,
        usual: int | None,
        needs: frozenset[str],
    ) -> Puzzle:
        """Places in order of preference: the usual one, then by number."""
        near, window = _connected(wanted, movable)
        ordered = sorted(places, key=lambda place: (place.id != usual, place.number, place.id))
        return cls(
            wanted=Item(wanted),
            others=tuple(Item(s.blocked, s.place_id, s.reservation_id) for s in near),
            places=tuple(place.id for place in ordered),
            walls={place.id: _walls(place, pinned.get(place.id, ()), window) for place in ordered},
            suitable=frozenset(place.id for place in ordered if needs <= place.features),
        )

    def admits(self, place_id: int, item: Item) -> bool:
        if item is self.wanted and place_id not in self.suitable:
            return False
        return not any(wall.overlaps(item.blocked) for wall in self.walls[place_id])


def _connected(wanted: Interval, movable: Sequence[Seated]) -> tuple[list[Seated], Interval]:
    """Those that overlap the wanted range, or one that does, and so on; and the range they all fill."""
    near, window = list[Seated](), wanted
    while True:
        reached = [seated for seated in movable if seated.blocked.overlaps(window)]
        if len(reached) == len(near):
            return near, window
        near = reached
        ranges = [window, *(seated.blocked for seated in near)]
        window = Interval(min(r.start for r in ranges), max(r.end for r in ranges))


def _walls(place: Place, pinned: Sequence[Interval], window: Interval) -> Walls:
    """What is pinned, and the time when the place does not exist, inside the window."""
    walls = list(pinned)
    if place.available_from is not None and window.start < place.available_from:
        walls.append(Interval(window.start, place.available_from))
    if place.available_to is not None and place.available_to < window.end:
        walls.append(Interval(place.available_to, window.end))
    clipped = (wall.clip(window) for wall in walls)
    return tuple(merge(wall for wall in clipped if wall is not None))


def few_moves(puzzle: Puzzle) -> Seating | None:
    """The solution with the fewest moves, when one, two or three are enough and it is found quickly."""
    for limit in range(1, FEW_MOVES + 1):
        trials = count(1)
        try:
            settled = _settle(puzzle, [puzzle.wanted], {}, limit, trials)
        except TooHardError:
            return None
        if settled is not None:
            return _seating(puzzle, settled)
    return None


def _settle(
    puzzle: Puzzle, pending: list[Item], settled: dict[Item, int], left: int, trials: Iterator[int]
) -> dict[Item, int] | None:
    """Gives the first pending item a place, displacing at most `left` others, and so on."""
    if not pending:
        return settled
    item, *rest = pending
    for place_id in puzzle.places:
        if next(trials) > TRIALS_FOR_FEW_MOVES:
            raise TooHardError
        if place_id == item.home or not puzzle.admits(place_id, item):
            continue
        if any(at == place_id and other.blocked.overlaps(item.blocked) for other, at in settled.items()):
            continue
        displaced = _in_the_way(puzzle, item, place_id, {*settled, *pending})
        if len(displaced) <= left:
            deeper = {**settled, item: place_id}
            found = _settle(puzzle, rest + displaced, deeper, left - len(displaced), trials)
            if found is not None:
                return found
    return None


def _in_the_way(puzzle: Puzzle, item: Item, place_id: int, already: set[Item]) -> list[Item]:
    return [
        other
        for other in puzzle.others
        if other.home == place_id and other not in already and other.blocked.overlaps(item.blocked)
    ]


def full_search(puzzle: Puzzle, bound: int) -> Seating | None:
    """Tries every arrangement, in order of start. None: none will do. Raises TooHardError at the bound."""
    settled = _Search(puzzle, bound).run()
    return None if settled is None else _seating(puzzle, settled)


def _seating(puzzle: Puzzle, settled: Mapping[Item, int]) -> Seating:
    moves = {
        item.reservation_id: place_id
        for item, place_id in settled.items()
        if item.reservation_id is not None and place_id != item.home
    }
    return Seating(settled[puzzle.wanted], moves)


class _Search:
    """Depth first, one item a level, without recursion (a busy month makes hundreds of levels).

    What lies ahead depends only on until when each place is taken and which walls it still has: of two places
    alike in this one is tried, and a state that failed once is not tried again.
    """

    def __init__(self, puzzle: Puzzle, bound: int) -> None:
        self.puzzle, self.bound = puzzle, bound
        everybody = [puzzle.wanted, *puzzle.others]
        self.items = sorted(everybody, key=lambda item: (item.blocked, item.reservation_id or 0))
        self.wanted_level = self.items.index(puzzle.wanted)
        self.dead_ends: set[tuple[object, ...]] = set()
        self.trials = 0

    def run(self) -> dict[Item, int] | None:
        chosen: list[int] = []
        until: list[dict[int, datetime]] = [{}]
        open_levels = [self._choices(0, {})]
        while open_levels:
            place_id = next(open_levels[-1], None)
            if place_id is None:
                self._give_up(until.pop(), len(open_levels) - 1)
                open_levels.pop()
                continue
            level = len(open_levels) - 1
            chosen[level:] = [place_id]
            if level + 1 == len(self.items):
                return dict(zip(self.items, chosen, strict=True))
            until.append({**until[-1], place_id: self.items[level].blocked.end})
            open_levels.append(self._choices(level + 1, until[-1]))
        return None

    def _choices(self, level: int, until: dict[int, datetime]) -> Iterator[int]:
        """Places for the item of this level: its home first, then the tightest; one of each sort of place."""
        if self._state(level, until) in self.dead_ends:
            return
        item, seen = self.items[level], set[object]()
        for place_id in sorted(self.puzzle.places, key=lambda p: (p != item.home, self._room_left(p, item))):
            taken_until = until.get(place_id)
            if taken_until is not None and taken_until > item.blocked.start:
                continue
            sort = self._outlook(place_id, level)
            if sort in seen or not self.puzzle.admits(place_id, item):
                continue
            seen.add(sort)
            self._count_trial()
            yield place_id

    def _count_trial(self) -> None:
        self.trials += 1
        if self.trials > self.bound:
            raise TooHardError

    def _room_left(self, place_id: int, item: Item) -> float:
        """Seconds from the item's end to the next wall: the tightest place leaves the others their choice."""
        ahead = [w.start for w in self.puzzle.walls[place_id] if w.start >= item.blocked.end]
        return (min(ahead) - item.blocked.end).total_seconds() if ahead else float("inf")

    def _outlook(self, place_id: int, level: int) -> tuple[object, ...]:
        """What tells free places apart from now on: their walls ahead, and whether they suit the wanted."""
        now = self.items[level].blocked.start
        suits = level <= self.wanted_level and place_id in self.puzzle.suitable
        return (suits, *(wall for wall in self.puzzle.walls[place_id] if wall.end > now))

    def _state(self, level: int, until: dict[int, datetime]) -> tuple[object, ...]:
        now = self.items[level].blocked.start
        sorts: dict[object, int] = {}
        for place_id in self.puzzle.places:
            sort = (max(until.get(place_id, now), now), self._outlook(place_id, level))
            sorts[sort] = sorts.get(sort, 0) + 1
        return (level, frozenset(sorts.items()))

    def _give_up(self, until: dict[int, datetime], level: int) -> None:
        self.dead_ends.add(self._state(level, until))
