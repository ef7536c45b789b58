"""The search behind `seating.reseat`: exact, over the reservations connected in time with the wanted one.

Without pinned reservations, taking the reservations by their start and giving each any free place always ends
well (intervals are coloured with as many colours as their greatest overlap). With pinned ones it does not:
a choice that is never reconsidered leads to needless refusals. The smallest example: two desks, desk 1 pinned
12-13; A sits on desk 2 9-11, and 10-13 is wanted. Greedy search, in order of start, leaves A on desk 2, finds
desk 1 pinned and refuses; with A on desk 1, desk 2 is free.

So each reservation has the set of places it may still get. Whoever has lost the place where they sit is given each
of the others in turn; a place given is taken from those who overlap; a set that runs empty, or a crowd (those
present at once) that can no longer be seated all together, ends the attempt. As soon as all the others may stay
where they are, the seating is found. It is looked for with one move first, then two, three, and any number.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from espaces.rules.intervals import Interval, merge
from reservations.rules.places import Place, Seated, Seating, Taken, TooHardError

FEW_MOVES = (1, 2, 3)
ATTEMPTS_FOR_FEW_MOVES = 100

Masks = list[int]
"""For each item, the places it may still get: bit n is the n-th place of the puzzle."""


@dataclass(frozen=True)
class Item:
    """A reservation to seat; the wanted one has neither number nor home (the bit of the place it has)."""

    blocked: Interval
    reservation_id: int | None = None
    home: int = 0


@dataclass(frozen=True)
class Puzzle:
    """Items in order of start, places in order of preference, and for each item:

    `allowed` the places without a wall in its way, `neighbours` the items it overlaps, `crowds` the sets of items
    present at one instant to which it belongs.
    """

    items: tuple[Item, ...]
    places: tuple[int, ...]
    allowed: Masks
    neighbours: list[list[int]]
    crowds: list[list[tuple[int, ...]]]

    @property
    def all_places(self) -> int:
        return (1 << len(self.places)) - 1

    @property
    def everything_fits_everywhere(self) -> bool:
        return all(mask == self.all_places for mask in self.allowed)

    def seating(self, given: Sequence[int]) -> Seating:
        """From one bit for each item."""
        places = [self.places[bit.bit_length() - 1] for bit in given]
        wanted = next(n for n, item in enumerate(self.items) if item.reservation_id is None)
        moves = {
            item.reservation_id: place
            for item, place, bit in zip(self.items, places, given, strict=True)
            if item.reservation_id is not None and bit != item.home
        }
        return Seating(places[wanted], moves)


def puzzle_around(
    wanted: Interval,
    places: Sequence[Place],
    movable: Sequence[Seated],
    pinned: Taken,
    *,
    usual: int | None = None,
    needs: frozenset[str] = frozenset(),
) -> Puzzle:
    """Places in order of preference: the usual one, then by number."""
    ordered = sorted(places, key=lambda place: (place.id != usual, place.number, place.id))
    bit = {place.id: 1 << n for n, place in enumerate(ordered)}
    loose, walls = _at_ease(ordered, movable, pinned)
    near = [Item(s.blocked, s.reservation_id, bit[s.place_id]) for s in _connected(wanted, loose)]
    items = sorted([Item(wanted), *near], key=lambda item: (item.blocked, item.reservation_id or 0))
    neighbours = _neighbours(items)
    return Puzzle(
        items=tuple(items),
        places=tuple(place.id for place in ordered),
        allowed=[sum(bit[p.id] for p in ordered if _admits(p, walls[p.id], item, needs)) for item in items],
        neighbours=neighbours,
        crowds=_crowds(items, neighbours),
    )


def _at_ease(
    places: Sequence[Place], movable: Sequence[Seated], pinned: Taken
) -> tuple[list[Seated], dict[int, list[Interval]]]:
    """Who may move, and the walls. One whose own place was closed or ended since stays: a host decided so."""
    walls = {place.id: merge(pinned.get(place.id, ())) for place in places}
    by_id = {place.id: place for place in places}
    loose = []
    for seated in movable:
        home = by_id.get(seated.place_id)
        if home is not None and _admits(home, walls[home.id], Item(seated.blocked), frozenset()):
            loose.append(seated)
    kept = {seated.reservation_id for seated in loose}
    for seated in movable:
        if seated.reservation_id not in kept and seated.place_id in walls:
            walls[seated.place_id] = merge([*walls[seated.place_id], seated.blocked])
    return loose, walls


def _admits(place: Place, walls: Sequence[Interval], item: Item, needs: frozenset[str]) -> bool:
    if item.reservation_id is None and not needs <= place.features:
        return False
    return place.exists_over(item.blocked) and not any(wall.overlaps(item.blocked) for wall in walls)


def _connected(wanted: Interval, movable: Sequence[Seated]) -> list[Seated]:
    """Those that overlap the wanted range, or one that does, and so on."""
    near, window = list[Seated](), wanted
    while True:
        reached = [seated for seated in movable if seated.blocked.overlaps(window)]
        if len(reached) == len(near):
            return near
        near = reached
        ranges = [window, *(seated.blocked for seated in near)]
        window = Interval(min(r.start for r in ranges), max(r.end for r in ranges))


def _neighbours(items: Sequence[Item]) -> list[list[int]]:
    found: list[list[int]] = [[] for _ in items]
    for n, item in enumerate(items):
        for later in range(n + 1, len(items)):
            if items[later].blocked.start >= item.blocked.end:
                break
            found[n].append(later)
            found[later].append(n)
    return found


def _crowds(items: Sequence[Item], neighbours: list[list[int]]) -> list[list[tuple[int, ...]]]:
    """A crowd grows only when somebody arrives: those present at each start, without those within a later one."""
    present = [
        (*(n for n in neighbours[latest] if n < latest and items[n].blocked.has(item.blocked.start)), latest)
        for latest, item in enumerate(items)
    ]
    crowds: list[list[tuple[int, ...]]] = [[] for _ in items]
    for n, crowd in enumerate(present):
        if n + 1 == len(present) or not set(crowd) <= set(present[n + 1]):
            for member in crowd:
                crowds[member].append(crowd)
    return crowds


def solve(puzzle: Puzzle, bound: int) -> Seating | None:
    """The seating with the fewest moves; None: there is none. Raises TooHardError after `bound` attempts."""
    for most_moves in FEW_MOVES:
        try:
            found = search(puzzle, min(bound, ATTEMPTS_FOR_FEW_MOVES), most_moves)
        except TooHardError:
            break
        if found is not None:
            return found
    return coloured(puzzle) if puzzle.everything_fits_everywhere else search(puzzle, bound)


def coloured(puzzle: Puzzle) -> Seating:
    """In order of start, each where they are if that is free, else anywhere. Capacity has been checked before."""
    until: dict[int, datetime] = {}
    given = []
    for item in puzzle.items:
        bits = [1 << n for n in range(len(puzzle.places))]
        free = [bit for bit in bits if bit not in until or until[bit] <= item.blocked.start]
        bit = item.home if item.home in free else free[0]
        until[bit] = item.blocked.end
        given.append(bit)
    return puzzle.seating(given)


def search(puzzle: Puzzle, bound: int, most_moves: int | None = None) -> Seating | None:
    """Every seating with at most so many moves, depth first. Raises TooHardError after `bound` attempts."""
    attempts = [(puzzle.allowed, list(range(len(puzzle.items))))]
    for _ in range(bound):
        if not attempts:
            return None
        masks, changed = attempts.pop()
        narrowed, touched = _narrowed(puzzle, masks, changed)
        if most_moves is not None and _moves(puzzle, narrowed) > most_moves:
            continue
        if not _crowds_can_sit(puzzle, narrowed, touched):
            continue
        homeless = _next_to_seat(puzzle, narrowed)
        if homeless is None:
            return puzzle.seating(_settled(puzzle, narrowed))
        attempts.extend(_attempts(puzzle, narrowed, homeless))
    raise TooHardError


def _narrowed(puzzle: Puzzle, masks: Masks, changed: list[int]) -> tuple[Masks, set[int]]:
    """Takes a place that is given from those who overlap, and so on; with the items that lost one."""
    masks, touched = list(masks), set(changed)
    given = [n for n in changed if masks[n].bit_count() == 1]
    while given:
        item = given.pop()
        for other in puzzle.neighbours[item]:
            if masks[other] & masks[item]:
                masks[other] &= ~masks[item]
                touched.add(other)
                if masks[other].bit_count() == 1:
                    given.append(other)
    return masks, touched


def _crowds_can_sit(puzzle: Puzzle, masks: Masks, touched: set[int]) -> bool:
    crowds = {crowd for n in touched for crowd in puzzle.crowds[n]}
    return all(masks[n] for n in touched) and all(_can_sit_together(puzzle, crowd, masks) for crowd in crowds)


def _can_sit_together(puzzle: Puzzle, crowd: tuple[int, ...], masks: Masks) -> bool:
    """A place for each of those present at once: a matching, those who may stay first, by augmenting paths."""
    holder = {puzzle.items[n].home: n for n in crowd if masks[n] & puzzle.items[n].home}
    seated = set(holder.values())
    return all(n in seated or _finds_place(n, masks, holder, set()) for n in crowd)


def _finds_place(member: int, masks: Masks, holder: dict[int, int], tried: set[int]) -> bool:
    for bit in _bits(masks[member]):
        if bit in tried:
            continue
        tried.add(bit)
        if bit not in holder or _finds_place(holder[bit], masks, holder, tried):
            holder[bit] = member
            return True
    return False


def _moves(puzzle: Puzzle, masks: Masks) -> int:
    """Those who can no longer stay where they are."""
    return sum(
        1 for item, mask in zip(puzzle.items, masks, strict=True) if item.home and not mask & item.home
    )


def _next_to_seat(puzzle: Puzzle, masks: Masks) -> int | None:
    """The one with the least choice, until nobody is without a place who cannot stay."""
    pairs = list(zip(puzzle.items, masks, strict=True))
    if all(mask & item.home or mask.bit_count() == 1 for item, mask in pairs):
        return None
    return min((mask.bit_count(), n) for n, mask in enumerate(masks) if mask.bit_count() > 1)[1]


def _settled(puzzle: Puzzle, masks: Masks) -> list[int]:
    """Who has a choice left stays: those who stay are not in one another's way, and the others avoid them."""
    return [
        mask if mask.bit_count() == 1 else item.home for item, mask in zip(puzzle.items, masks, strict=True)
    ]


def _attempts(puzzle: Puzzle, masks: Masks, item: int) -> Iterator[tuple[Masks, list[int]]]:
    """One attempt for each place left to the item, the most promising last: it is taken up first."""

    def turned_out(bit: int) -> int:
        return sum(1 for n in puzzle.neighbours[item] if puzzle.items[n].home == bit and masks[n] & bit)

    for bit in sorted(_bits(masks[item]), key=lambda bit: (-turned_out(bit), -bit)):
        yield [*masks[:item], bit, *masks[item + 1 :]], [item]


def _bits(mask: int) -> Iterator[int]:
    while mask:
        bit = mask & -mask
        yield bit
        mask ^= bit
