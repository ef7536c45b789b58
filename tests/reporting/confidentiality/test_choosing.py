"""Which other cell is hidden: the smallest that is not zero, one that serves two lines, a total last."""

from __future__ import annotations

from reporting.rules.confidentiality import KnownCell, Nesting, protect
from reporting.rules.figures import Figures, Row

YEAR = ("2025-01-01", "2026-01-01")


def row(key: str, people: int, visits: int = 0) -> Row:
    visits = visits or people * 3
    return Row(key, {"people": people, "visits": visits, "half_days": visits * 3 // 2}, {})


def figures(total: Row, **tables: tuple[Row, ...]) -> Figures:
    return Figures(*YEAR, tuple((venue, *YEAR) for venue in (1, 2, 3)), {}, {"total": (total,), **tables})


def test_the_smallest_other_row_that_is_not_zero_is_hidden() -> None:
    statuses = (
        row("employee", 30),
        row("student", 3),
        row("head", 0),
        row("other", 12),
        row("association", 8),
    )
    assert protect(figures(row("", 53), statuses=statuses), []) == [
        ("statuses", "association", ""),
        ("statuses", "student", ""),
    ]


def test_nothing_more_is_hidden_where_two_rows_are_secret_already() -> None:
    statuses = (row("employee", 30), row("student", 3), row("other", 4))
    assert [key for _, key, _ in protect(figures(row("", 37), statuses=statuses), [])] == ["other", "student"]


def test_two_secret_rows_that_can_only_be_one_each_take_a_third() -> None:
    """Two visits left for two rows, none of which is zero: one each."""
    once = {"people": 1, "visits": 1, "half_days": 1}
    statuses = (row("employee", 30), Row("student", once, {}), Row("other", once, {}), row("head", 7))
    total = {name: sum(one.counts[name] for one in statuses) for name in once}
    assert ("statuses", "head", "") in protect(figures(Row("", total, {}), statuses=statuses), [])


def test_the_same_people_are_hidden_in_every_table() -> None:
    """A municipality alone in its intermunicipality: one without the other hides nothing."""
    nesting = Nesting(
        {("municipality", "epci"): {"59001": "E1", "59002": "E2", "59003": "E2", "59004": "E2"}}
    )
    homes = (row("59001", 3), row("59002", 9), row("59003", 10), row("59004", 11))
    of = figures(row("", 33), municipalities=homes, epcis=(row("E1", 3), row("E2", 30)))
    assert ("epcis", "E1", "") in protect(of, [], nesting=nesting)


def test_what_was_published_is_known_and_is_not_hidden_in_vain() -> None:
    """The venue that would be the smallest was told before: another one is hidden."""
    venues = (row("1", 3), row("2", 8), row("3", 20))
    of = figures(row("", 31), venues=venues)
    assert protect(of, []) == [("venues", "1", ""), ("venues", "2", "")]
    told = KnownCell(frozenset({(2, *YEAR)}), "", "", dict(row("2", 8).counts))
    assert protect(of, [told]) == [("venues", "1", ""), ("venues", "3", "")]


def test_the_same_input_gives_the_same_answer() -> None:
    of = figures(
        row("", 53), statuses=(row("employee", 30), row("student", 3), row("other", 12), row("head", 8))
    )
    assert protect(of, []) == protect(of, [])


def test_by_agreement_only_a_sensitive_situation_and_one_beside_it_are_hidden() -> None:
    statuses = (row("employee", 30), row("student", 3), row("job_seeker", 6), row("other", 12))
    assert protect(figures(row("", 51), statuses=statuses), [], exact=True) == [
        ("statuses", "job_seeker", ""),
        ("statuses", "student", ""),
    ]
