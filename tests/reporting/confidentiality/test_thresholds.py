"""Which rows are secret for themselves, at the edges: 4 and 5 persons, 10 and 11, zero."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from reporting.rules.confidentiality import hide, is_hidden, is_left_out, protect, rounded
from reporting.rules.confidentiality.thresholds import secret_rows, tells_of_everybody, too_bare
from reporting.rules.figures import Figures, Row, Value

YEAR = ("2025-01-01", "2026-01-01")
MONTH = ("2025-01-01", "2025-02-01")


def row(key: str, people: int, values: Mapping[str, Value] | None = None) -> Row:
    return Row(key, {"people": people, "visits": people * 3, "half_days": people * 4}, values or {})


def figures(
    period: tuple[str, str] = YEAR, venues: tuple[int, ...] = (1, 2), **tables: tuple[Row, ...]
) -> Figures:
    spans = tuple((venue, *period) for venue in venues)
    return Figures(*period, spans, {}, {"total": (row("", 90),), **tables})


@pytest.mark.parametrize(("people", "secret"), [(0, False), (1, True), (4, True), (5, False)])
def test_one_to_four_persons_are_secret_and_zero_is_shown(people: int, secret: bool) -> None:
    found = secret_rows(figures(venues=(1, 2), statuses=(row("student", people),)))
    assert (("statuses", "student", "") in found) is secret


@pytest.mark.parametrize(("people", "secret"), [(0, False), (5, True), (10, True), (11, False)])
def test_sensitive_situations_are_secret_up_to_ten_even_by_agreement(people: int, secret: bool) -> None:
    of = figures(statuses=(row("job_seeker", people), row("student", 2)))
    assert (("statuses", "job_seeker", "") in secret_rows(of)) is secret
    assert (secret_rows(of, exact=True) == {("statuses", "job_seeker", "")}) is secret


@pytest.mark.parametrize(
    ("period", "venues", "secret"),
    [(MONTH, (1,), True), (YEAR, (1,), False), (MONTH, (1, 2), False)],
    ids=["venue, month and situation", "venue and situation", "month and situation"],
)
def test_a_cross_of_three_variables_is_secret_up_to_ten(
    period: tuple[str, str], venues: tuple[int, ...], secret: bool
) -> None:
    found = secret_rows(figures(period, venues, statuses=(row("student", 10),)))
    assert (found == {("statuses", "student", "")}) is secret


@pytest.mark.parametrize(("people", "secret"), [(10, True), (11, False)])
def test_municipalities_of_open_data_are_secret_up_to_ten(people: int, secret: bool) -> None:
    of = figures(municipalities=(row("59001", people),))
    assert (secret_rows(of, public=True) == {("municipalities", "59001", "")}) is secret
    assert secret_rows(of) == set()


def test_nine_in_ten_in_one_sensitive_situation_leave_the_table_out() -> None:
    """Even the zero of another situation says in which one everybody is."""
    many = figures(statuses=(row("job_seeker", 36), row("student", 4), row("no_answer", 50)))
    assert tells_of_everybody(many)
    hidden = protect(many, [])
    assert is_left_out("statuses", hidden)
    assert hide(many, hidden).tables["statuses"] == ()
    assert not tells_of_everybody(figures(statuses=(row("job_seeker", 35), row("student", 4))))
    assert not tells_of_everybody(figures(statuses=(row("employee", 40), row("job_seeker", 0))))


def test_a_level_of_origin_with_two_secret_rows_in_four_is_left_out() -> None:
    of = figures(municipalities=tuple(row(str(59001 + number), 9) for number in range(5)))
    two = {("municipalities", "59001", ""), ("municipalities", "59002", "")}
    assert too_bare(of, two) == set()
    assert too_bare(of, {*two, ("municipalities", "59003", "")}) == {"municipalities"}


def test_a_hidden_row_keeps_its_key_and_nothing_else() -> None:
    of = figures(venues=(1, 2), statuses=(row("student", 2, {"visits": Value(None)}), row("employee", 9)))
    shown = hide(of, [("statuses", "student", ""), ("total", "", "fte")])
    assert shown.tables["statuses"] == (Row("student", {}, {}), of.tables["statuses"][1])
    assert is_hidden(shown.tables["statuses"][0])
    assert not is_hidden(shown.total)
    assert shown.total.counts == of.total.counts


@pytest.mark.parametrize(("count", "shown"), [(0, 0), (2, 0), (3, 5), (7, 5), (8, 10), (12, 10), (13, 15)])
def test_public_counts_are_the_nearest_multiple_of_five_each_by_itself(count: int, shown: int) -> None:
    of = Figures(*YEAR, (), {}, {"total": (Row("", {"people": count}, {"fte": Value(None)}),)})
    assert rounded(of).total == Row("", {"people": shown}, {})
