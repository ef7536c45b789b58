"""Indicators that are secret in a row that is shown: money, shares, counts of persons; and what goes with them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from reporting.rules.confidentiality import protect
from reporting.rules.figures import Figures, Row, Value

YEAR = ("2025-01-01", "2026-01-01")


def value(number: int | str, **parts: int) -> Value:
    return Value(Decimal(number), {name: Decimal(part) for name, part in parts.items()})


def money(net: int, contributors: int, top: int) -> dict[str, Value]:
    behind = {"contributors": contributors, "top": top}
    return {"revenue": value(net, **behind), "revenue_per_place": value(net // 10, net=net, **behind)}


def row(key: str, people: int, values: dict[str, Value]) -> Row:
    return Row(key, {"people": people, "visits": people * 3, "half_days": people * 4}, values)


def figures(**tables: tuple[Row, ...]) -> Figures:
    venues = [int(one.key) for one in tables.get("venues", ())] or [1, 2]
    return Figures(*YEAR, tuple((venue, *YEAR) for venue in venues), {}, tables)


@pytest.mark.parametrize(
    ("contributors", "top", "secret"), [(2, 500, True), (3, 850, False), (3, 851, True), (0, 0, False)]
)
def test_revenue_needs_three_customers_none_above_85_percent(
    contributors: int, top: int, secret: bool
) -> None:
    of = figures(total=(row("", 90, money(1000 if contributors else 0, contributors, top)),))
    codes = {code for table, _, code in protect(of, []) if table == "total"}
    assert codes == ({"revenue", "revenue_per_place"} if secret else set())


@pytest.mark.parametrize("unit", [1, 1_000], ids=["thousands", "millions"])
def test_a_second_venue_hides_its_revenue_so_that_the_first_does_not_follow(unit: int) -> None:
    of = figures(
        total=(row("", 60, money(6000 * unit, 40, 900 * unit)),),
        venues=(
            row("1", 20, money(1000 * unit, 2, 600 * unit)),
            row("2", 20, money(2000 * unit, 20, 300 * unit)),
            row("3", 20, money(3000 * unit, 20, 900 * unit)),
        ),
    )
    hidden = protect(of, [])
    assert {key for _, key, code in hidden if code == "revenue"} == {"1", "2"}
    assert {key for _, key, code in hidden if code == "revenue_per_place"} == {"1", "2"}


@pytest.mark.parametrize(("respondents", "secret"), [(0, False), (4, True), (5, False)])
def test_a_median_needs_five_answers(respondents: int, secret: bool) -> None:
    of = figures(total=(row("", 90, {"median_distance": value(12, respondents=respondents)}),))
    assert (("total", "", "median_distance") in protect(of, [])) is secret


def test_shares_are_secret_when_the_number_of_those_without_an_answer_is() -> None:
    def share(people: int) -> dict[str, Value]:
        return {"share_by_status": value(people, people=people, respondents=40)}

    shown = (row("employee", 30, share(30)), row("other", 10, share(10)))
    total = row("", 43, {"status_response": value(93, status_respondents=40, people=43)})
    hidden = protect(figures(total=(total,), statuses=(*shown, row("no_answer", 3, {}))), [])
    assert ("total", "", "status_response") in hidden
    assert ("statuses", "employee", "share_by_status") in hidden
    many = row("", 50, {"status_response": value(80, status_respondents=40, people=50)})
    assert protect(figures(total=(many,), statuses=(*shown, row("no_answer", 10, {}))), []) == []


@pytest.mark.parametrize(("members", "secret"), [(0, False), (1, True), (4, True), (5, False)])
def test_few_members_are_secret_and_so_is_who_of_them_left(members: int, secret: bool) -> None:
    of = figures(total=(row("", 90, {"members": value(members), "churn": value(10, gone=1)}),))
    assert (set(protect(of, [])) == {("total", "", "members"), ("total", "", "churn")}) is secret


def test_few_participants_are_secret_by_theme_and_beside_them_another_theme() -> None:
    themes = (row("digital", 3, {}), row("culture", 9, {}), row("training", 20, {}))
    total = row("", 90, {"participants": value(30), "participations": value(96)})
    assert {key for table, key, _ in protect(figures(total=(total,), themes=themes), [])} == {
        "digital",
        "culture",
    }
