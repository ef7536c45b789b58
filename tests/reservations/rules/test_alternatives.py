from reservations.rules.alternatives import Candidate, nearest_alternatives
from tests.wall_clock import span

MORNING, AFTERNOON, EVENING = (
    span("2026-06-01 09:00", "12:00"),
    span("2026-06-01 14:00", "18:00"),
    span("2026-06-01 18:00", "22:00"),
)
WANTED = Candidate(1, 10, MORNING)
LATER, MUCH_LATER = Candidate(1, 10, AFTERNOON), Candidate(1, 10, EVENING)
OFFICE = Candidate(1, 11, MORNING)
NEXT_VILLAGE, FARTHER, TOO_FAR = (
    Candidate(2, 20, MORNING, 8.0),
    Candidate(3, 30, MORNING, 30.0),
    Candidate(4, 40, MORNING, 30.1),
)


def test_bk11_the_best_of_each_sort_comes_first() -> None:
    given = [TOO_FAR, FARTHER, NEXT_VILLAGE, OFFICE, MUCH_LATER, LATER, WANTED]
    assert nearest_alternatives(WANTED, given) == [LATER, OFFICE, NEXT_VILLAGE, MUCH_LATER, FARTHER]


def test_no_more_than_asked_for() -> None:
    assert nearest_alternatives(WANTED, [LATER, OFFICE, NEXT_VILLAGE], limit=2) == [LATER, OFFICE]


def test_elsewhere_the_same_time_beats_a_shorter_way() -> None:
    near_but_late = Candidate(5, 50, AFTERNOON, 1.0)
    assert nearest_alternatives(WANTED, [near_but_late, FARTHER]) == [FARTHER, near_but_late]


def test_the_order_does_not_depend_on_the_order_given() -> None:
    one = [Candidate(2, n, MORNING, 5.0) for n in range(20, 26)]
    assert nearest_alternatives(WANTED, one) == nearest_alternatives(WANTED, reversed(one))
    assert nearest_alternatives(WANTED, []) == []
