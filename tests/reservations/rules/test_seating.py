"""The pool never refuses what its capacity admits: named cases, then brute force over random sequences."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given, settings, strategies as st

from espaces.rules.intervals import Interval
from reservations.rules.buffers import Buffer
from reservations.rules.places import Place, Seated, Seating, TooHardError
from reservations.rules.reseating import puzzle_around, search
from reservations.rules.seating import (
    Room,
    choose_place,
    find_seat,
    free_count,
    is_free,
    room_for,
    taken_by,
)
from tests.wall_clock import span

# The hours of the spring Sunday and of the day before, as instants: seating knows no wall clock.
ZERO = datetime(2026, 3, 28, 5, tzinfo=UTC)
# Five times the profile's number: a thousand random pools each in continuous integration.
THOROUGHLY = settings(max_examples=5 * settings.default.max_examples)


def hours(start: float, end: float) -> Interval:
    return Interval(ZERO + timedelta(hours=start), ZERO + timedelta(hours=end))


def desks(count: int) -> list[Place]:
    return [Place(id=n, number=n) for n in range(1, count + 1)]


def seated(number: int, place: int, start: float, end: float, *, pinned: bool = False) -> Seated:
    return Seated(number, place, hours(start, end), pinned=pinned)


def after(occupied: Sequence[Seated], found: Seating, number: int, wanted: Interval) -> list[Seated]:
    """The pool once the seating is carried out."""
    rest = [
        Seated(s.reservation_id, found.moves.get(s.reservation_id, s.place_id), s.blocked, pinned=s.pinned)
        for s in occupied
    ]
    return [*rest, Seated(number, found.place_id, wanted)]


def is_sound(places: Sequence[Place], occupied: Sequence[Seated]) -> bool:
    """Nobody overlaps on a place, and everybody sits on a place that exists."""
    by_id = {place.id: place for place in places}
    apart = all(
        a is b or a.place_id != b.place_id or not a.blocked.overlaps(b.blocked)
        for a in occupied
        for b in occupied
    )
    return apart and all(by_id[s.place_id].exists_over(s.blocked) for s in occupied)


def fewest_moves_by_brute_force(
    places: Sequence[Place], occupied: Sequence[Seated], wanted: Interval, needs: frozenset[str] = frozenset()
) -> int | None:
    """Every assignment of places to those that may move and to the wanted one is tried. None: none will do."""
    fixed = [s for s in occupied if s.pinned]
    free = [s for s in occupied if not s.pinned]
    moves = list[int]()
    for *chosen, last in product(places, repeat=len(free) + 1):
        tried = [Seated(s.reservation_id, p.id, s.blocked) for s, p in zip(free, chosen, strict=True)]
        if needs <= last.features and is_sound(places, [*fixed, *tried, Seated(0, last.id, wanted)]):
            moves.append(sum(s.place_id != p.id for s, p in zip(free, chosen, strict=True)))
    return min(moves, default=None)


def test_two_desks_morning_on_one_afternoon_on_the_other_and_the_whole_day_fits() -> None:
    occupied = [
        Seated(1, 1, span("2026-06-01 09:00", "13:00")),
        Seated(2, 2, span("2026-06-01 13:00", "18:00")),
    ]
    found = find_seat(desks(2), occupied, span("2026-06-01 09:00", "18:00"))
    assert found in (Seating(2, {2: 1}), Seating(1, {1: 2}))


def test_bk10_five_reservations_on_two_desks() -> None:
    occupied = [seated(1, 1, 9, 11), seated(2, 2, 10, 12)]
    for number, wanted in enumerate([hours(11, 13), hours(9, 10), hours(12, 14)], start=3):
        found = find_seat(desks(2), occupied, wanted)
        assert found is not None
        occupied = after(occupied, found, number, wanted)
        assert is_sound(desks(2), occupied)
    assert len(occupied) == 5


def test_bk11_three_desks_fragmented_by_pinned_reservations_are_full() -> None:
    occupied = [
        seated(1, 1, 9, 11, pinned=True),
        seated(2, 2, 11, 13, pinned=True),
        seated(3, 3, 10, 12, pinned=True),
    ]
    assert find_seat(desks(3), occupied, hours(9, 13)) is None
    loose = [Seated(s.reservation_id, s.place_id, s.blocked) for s in occupied]
    assert find_seat(desks(3), loose, hours(9, 13)) is not None


def test_o15_one_desk_taken_in_the_morning() -> None:
    occupied = [Seated(1, 1, span("2026-06-01 09:00", "13:00"))]
    assert free_count(desks(1), occupied, span("2026-06-01 14:00", "18:00")) == 1
    assert free_count(desks(1), occupied, span("2026-06-01 09:00", "13:00")) == 0
    assert find_seat(desks(1), occupied, span("2026-06-01 09:00", "18:00")) is None


def test_where_greedy_search_refuses_needlessly() -> None:
    """Desk 1 is pinned 12-13; A sits on desk 2 9-11; 10-13 goes only on desk 2, and A can leave for desk 1."""
    occupied = [seated(1, 1, 12, 13, pinned=True), seated(2, 2, 9, 11)]
    assert find_seat(desks(2), occupied, hours(10, 13)) == Seating(2, {2: 1})


def chain(length: int) -> tuple[list[Place], list[Seated]]:
    """Stay n may sit on desk n, where it is, or on the next: pinned stays forbid all else."""
    places = desks(length + 1)
    loose = [seated(n, n, n, n + 2) for n in range(1, length + 1)]
    pins = [
        seated(sign * 100 * k, k, start, end, pinned=True)
        for k in range(1, length + 2)
        for sign, start, end in [(1, -1, k - 1), (-1, k + 2, length + 9)]
    ]
    return places, [*loose, *pins]


def test_a_chain_of_more_moves_than_the_quick_search_tries() -> None:
    places, occupied = chain(5)
    assert find_seat(places, occupied, hours(0, 2)) == Seating(1, {1: 2, 2: 3, 3: 4, 4: 5, 5: 6})


def test_one_move_is_preferred_to_two() -> None:
    occupied = [
        seated(1, 1, 9, 10),
        seated(2, 1, 11, 12),
        seated(3, 2, 10, 11),
        seated(4, 3, 9, 12, pinned=True),
    ]
    found = find_seat(desks(3), occupied, hours(9, 12))
    assert found == Seating(2, {3: 1})


def test_one_move_is_found_where_the_first_that_comes_takes_two() -> None:
    """On desk 1 one stay is in the way, which must turn out another; the one on desk 3 goes freely to desk 6."""
    occupied = [
        seated(1, 1, 9, 12),
        seated(2, 2, 9, 10),
        seated(3, 2, 11, 12),
        seated(4, 3, 11, 13),
        seated(5, 4, 12, 14),
        seated(6, 4, 9, 11, pinned=True),
        seated(7, 5, 9, 12, pinned=True),
        seated(8, 6, 10, 11, pinned=True),
    ]
    assert find_seat(desks(6), occupied, hours(9, 12)) == Seating(3, {4: 6})


def test_the_usual_place_if_it_is_free_else_the_best_fit_else_the_lowest_number() -> None:
    busy = {1: [hours(0, 8)], 2: [hours(0, 9), hours(11, 12)]}
    assert choose_place(desks(3), busy, hours(9, 11), usual=3) == 3
    assert choose_place(desks(3), busy, hours(9, 11)) == 2
    assert choose_place(desks(3), busy, hours(10, 12), usual=2) == 1
    assert choose_place(desks(3), {}, hours(9, 11)) == 1
    assert choose_place(desks(1), {1: [hours(10, 12)]}, hours(9, 11)) is None


def test_bk9_an_end_is_the_next_start() -> None:
    assert choose_place(desks(1), {1: [hours(10, 11)]}, hours(11, 12)) == 1


def test_a_need_is_met_by_moving_those_who_have_none() -> None:
    places = [Place(1, 1), Place(2, 2, frozenset({"accessible", "screen"}))]
    need = frozenset({"accessible"})
    assert choose_place(places, {}, hours(9, 11), usual=1, needs=need) == 2
    assert find_seat(places, [seated(1, 2, 9, 12)], hours(9, 11), needs=need) == Seating(2, {1: 1})
    assert find_seat(places, [seated(1, 2, 9, 12, pinned=True)], hours(9, 11), needs=need) is None


def test_places_have_dates_and_closures() -> None:
    places = [
        Place(1, 1, available_to=hours(10, 11).start),
        Place(2, 2, available_from=hours(10, 11).start),
    ]
    assert find_seat(places, [], hours(9, 11)) is None
    assert find_seat(places, [], hours(10, 11)) == Seating(2)
    assert find_seat(places, [], hours(9, 10)) == Seating(1)
    closed = {2: [hours(10, 10.5)]}
    assert find_seat(places, [], hours(10, 11), closed=closed) is None
    assert free_count(places, [], hours(9, 10)) == 1
    assert free_count(desks(3), [], hours(10, 11), closed=closed) == 2


def test_nobody_is_moved_to_a_place_that_ends_too_soon() -> None:
    places = [Place(1, 1), Place(2, 2, available_to=hours(12, 13).start)]
    assert find_seat(places, [seated(1, 1, 10, 13)], hours(9, 13)) is None


def test_a_buffer_in_the_way_is_not_full() -> None:
    occupied = [Seated(1, 1, span("2026-06-01 10:00", "11:15"), stay=span("2026-06-01 10:00", "11:00"))]
    quarter = Buffer(after=15)
    assert room_for(desks(1), occupied, span("2026-06-01 11:00", "12:00"), quarter) == (
        Room.BUFFER,
        Seating(1),
    )
    assert room_for(desks(1), occupied, span("2026-06-01 11:15", "12:15"), quarter) == (Room.FREE, Seating(1))
    assert room_for(desks(1), occupied, span("2026-06-01 10:30", "12:00"), quarter) == (Room.FULL, None)


def test_what_is_beyond_the_bound_is_said_and_not_called_full() -> None:
    occupied = [seated(1, 1, 9, 10), seated(2, 2, 11, 12), seated(3, 3, 9, 12, pinned=True)]
    assert find_seat(desks(3), occupied, hours(9, 12)) is not None
    with pytest.raises(TooHardError):
        find_seat(desks(3), occupied, hours(9, 12), bound=1)


def test_without_pins_nothing_is_too_hard() -> None:
    occupied = [seated(1, 1, 9, 10), seated(2, 2, 11, 12)]
    assert find_seat(desks(2), occupied, hours(9, 12), bound=0) is not None


def test_who_sits_on_a_place_closed_since_stays_there() -> None:
    """A host chose to keep A on desk 1 in spite of its closure: A is neither moved nor in the way of others."""
    occupied = [seated(1, 1, 9, 12), seated(2, 2, 9, 10)]
    closed = {1: [hours(9, 11)]}
    assert find_seat(desks(3), occupied, hours(9, 12), closed=closed) == Seating(3)
    assert find_seat(desks(2), occupied, hours(9, 12), closed=closed) is None
    assert find_seat(desks(2), occupied, hours(10, 12), closed=closed) == Seating(2)
    fragmented = [*occupied, seated(3, 3, 11, 12)]
    found = find_seat(desks(3), fragmented, hours(9, 12), closed=closed)
    assert found in (Seating(2, {2: 3}), Seating(3, {3: 2}))


def test_a_year_long_chain_is_solved() -> None:
    """Desk 2 is pinned until 5, A sits on desk 1 until 6, 5-8 is wanted: everybody after changes desks."""
    occupied = [seated(1, 1, 0, 6), seated(2, 2, 0, 5, pinned=True)]
    occupied += [seated(10 + n, 1 + n % 2, 1 + 6 * n, 12 + 6 * n) for n in range(1, 800)]
    found = find_seat(desks(2), occupied, hours(5, 8))
    assert found is not None
    assert len(found.moves) == 799
    assert is_sound(desks(2), after(occupied, found, 9999, hours(5, 8))[-60:])


STAYS = st.tuples(st.integers(0, 20), st.integers(1, 8)).map(lambda pair: hours(pair[0], pair[0] + pair[1]))


@given(st.integers(1, 4), st.lists(STAYS, max_size=14))
def test_without_pins_capacity_is_the_only_limit(count: int, requests: list[Interval]) -> None:
    """A request is refused only if at some instant all desks are taken."""
    places, occupied = desks(count), list[Seated]()
    for number, wanted in enumerate(requests, start=1):
        instants = (wanted.start + timedelta(hours=h) for h in range(wanted.minutes // 60))
        admitted = all(sum(s.blocked.has(at) for s in occupied) < count for at in instants)
        found = find_seat(places, occupied, wanted)
        assert (found is not None) is admitted
        if found is not None:
            occupied = after(occupied, found, number, wanted)
            assert is_sound(places, occupied)


@st.composite
def pools(draw: st.DrawFn) -> tuple[list[Place], list[Seated]]:
    """Desks that come and go, and a sound seating with some pinned reservations."""
    places = []
    for n in range(1, draw(st.integers(1, 3)) + 1):
        begins, ends = draw(st.sampled_from([None, 3, 8])), draw(st.sampled_from([None, 15, 22]))
        places.append(
            Place(
                n,
                n,
                frozenset(draw(st.sets(st.sampled_from(["screen"])))),
                None if begins is None else hours(begins, 99).start,
                None if ends is None else hours(ends, 99).start,
            )
        )
    occupied = list[Seated]()
    for number, (place, stay, pinned) in enumerate(
        draw(st.lists(st.tuples(st.sampled_from(places), STAYS, st.booleans()), max_size=7)), start=1
    ):
        if is_free(place, taken_by(occupied), stay) and sum(not s.pinned for s in occupied) < 5:
            occupied.append(Seated(number, place.id, stay, pinned=pinned))
    return places, occupied


@THOROUGHLY
@given(pools(), STAYS, st.booleans())
def test_seating_agrees_with_brute_force(
    pool: tuple[list[Place], list[Seated]], wanted: Interval, with_need: bool
) -> None:
    places, occupied = pool
    needs = frozenset({"screen"} if with_need else set())
    found = find_seat(places, occupied, wanted, needs=needs)
    assert (None if found is None else len(found.moves)) == fewest_moves_by_brute_force(
        places, occupied, wanted, needs
    )
    if found is None:
        return
    moved = after(occupied, found, 99, wanted)
    assert is_sound(places, moved)
    assert all(a.place_id == b.place_id for a, b in zip(occupied, moved, strict=False) if a.pinned)
    assert needs <= next(p for p in places if p.id == found.place_id).features


@THOROUGHLY
@given(pools(), STAYS)
def test_the_full_search_alone_agrees_with_brute_force(
    pool: tuple[list[Place], list[Seated]], wanted: Interval
) -> None:
    places, occupied = pool
    movable = [s for s in occupied if not s.pinned]
    pinned = taken_by(s for s in occupied if s.pinned)
    found = search(puzzle_around(wanted, places, movable, pinned), bound=1_000)
    assert (found is None) is (fewest_moves_by_brute_force(places, occupied, wanted) is None)
    if found is not None:
        assert is_sound(places, after(occupied, found, 99, wanted))


@THOROUGHLY
@given(pools(), STAYS)
def test_the_free_count_is_how_many_more_go_in(
    pool: tuple[list[Place], list[Seated]], wanted: Interval
) -> None:
    places, occupied = pool
    admitted, number = 0, 1000
    for number in range(1000, 1004):
        found = find_seat(places, occupied, wanted)
        if found is None:
            break
        admitted += 1
        occupied = after(occupied, found, number, wanted)
    assert free_count(*pool, wanted) == admitted


def walk(places: Sequence[Place], requests: Sequence[Interval]) -> Iterator[bool]:
    occupied = list[Seated]()
    for number, wanted in enumerate(requests):
        found = find_seat(places, occupied, wanted)
        yield found is not None
        if found is not None:
            occupied = after(occupied, found, number, wanted)


@given(st.lists(STAYS, max_size=10))
def test_one_place_accepts_exactly_what_is_free(requests: list[Interval]) -> None:
    taken = list[Interval]()
    for wanted, accepted in zip(requests, walk(desks(1), requests), strict=True):
        assert accepted is not any(t.overlaps(wanted) for t in taken)
        if accepted:
            taken.append(wanted)
