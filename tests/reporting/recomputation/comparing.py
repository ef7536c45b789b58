"""What is computed from facts, beside what is counted again from what was recorded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from reporting.models import Session
from reporting.queries.indicators.computing import compute
from reporting.rules.figures import Figures
from reporting.rules.periods import Period
from reporting.rules.scopes import Scope
from tests.reporting.recomputation.days import Days
from tests.reporting.recomputation.expected import Region, regions, rounded, share

Cell = tuple[str, str, str]
ORIGINS = {
    "regions": lambda one: one.home_region,
    "departements": lambda one: one.home_departement,
    "epcis": lambda one: one.home_epci,
    "municipalities": lambda one: one.home,
}


def differences(days: Days, scope: Scope, period: Period) -> list[str]:
    """In words; nothing when every count and every value of every table is the same."""
    figures = compute(scope, period)
    found, wanted = dict(_computed(figures)), dict(_expected(days, scope, period))
    return [
        f"{cell}: computed {found.get(cell)}, counted {wanted.get(cell)}"
        for cell in sorted(found.keys() | wanted.keys())
        if found.get(cell) != wanted.get(cell)
    ]


def _computed(figures: Figures) -> Iterator[tuple[Cell, Any]]:
    for table, rows in figures.tables.items():
        for row in rows:
            yield (table, row.key, "counts"), dict(row.counts)
            for code, value in row.values.items():
                yield (table, row.key, code), value.value


def _expected(days: Days, scope: Scope, period: Period) -> Iterator[tuple[Cell, Any]]:
    for table, key, region in regions(days, scope, period):
        yield (table, key, "counts"), region.counts()
        parts = [region.attendance(), region.occupancy(), region.sessions(), region.money(), region.members()]
        parts += [region.avoided()]
        if table in {"total", "months"}:
            parts.append(region.fullest())
        if table == "total":
            parts += [region.businesses(), _responses(region, scope)]
            yield from _people(region, scope)
        if table == "venues":
            parts[0]["fte"] = rounded(share(region.counts()["half_days"], 2 * region.worked_days(), 1), 1)
        for part in parts:
            for code, value in part.items():
                yield (table, key, code), value


def _side(scope: Scope) -> Any:
    def side(one: Any) -> str:
        code = {"departement": one.home_departement, "epci": one.home_epci}[scope.territory_level]
        if code in scope.territory:
            return "inside"
        return "outside" if code or one.home else ""

    return side


def _responses(region: Region, scope: Scope) -> Mapping[str, Decimal | None]:
    def told(answer: Any) -> set[int]:
        groups = region.by(answer)
        return {visit[0] for key, visits in groups.items() if key != "no_answer" for visit in visits}

    people = len(region.people)
    inside, sides = 0, 0
    if scope.territory_level:
        inside = len({visit[0] for visit in region.by(_side(scope))["inside"]})
        sides = len(told(_side(scope)))
    return {
        "status_response": rounded(share(len(told(lambda one: one.status)), people)),
        "origin_response": rounded(share(len(told(lambda one: one.home)), people)),
        "commute_response": rounded(share(region.respondents(), people)),
        "inside_share": rounded(share(inside, sides), 1),
        "median_distance": region.median_distance(),
    }


def _people(region: Region, scope: Scope) -> Iterator[tuple[Cell, Any]]:
    answers = {"statuses": lambda one: one.status, **ORIGINS}
    if scope.territory_level:
        answers["sides"] = _side(scope)
    fixed = {
        "statuses": [
            "employee",
            "independent",
            "head",
            "job_seeker",
            "student",
            "association",
            "public_agent",
            "other",
        ],
        "sides": ["inside", "outside"],
    }
    for table, answer in answers.items():
        groups = region.by(answer)
        told = [visit for key, visits in groups.items() if key != "no_answer" for visit in visits]
        for key in {*fixed.get(table, []), *groups, "no_answer"}:
            yield from _group(region, table, key, groups.get(key, []), told)
    for theme in Session.Theme.values:
        found = region.sessions(theme)
        people, participations = int(found["participants"] or 0), int(found["participations"] or 0)
        counts = {"people": people, "visits": participations, "half_days": participations}
        yield ("themes", theme, "counts"), counts
        for code, value in found.items():
            yield ("themes", theme, code), value


def _group(
    region: Region, table: str, key: str, visits: list[Any], told: list[Any]
) -> Iterator[tuple[Cell, Any]]:
    people, halves = {visit[0] for visit in visits}, sum(region.days.halves(visit) for visit in visits)
    yield (table, key, "counts"), {"people": len(people), "visits": len(visits), "half_days": halves}
    yield (table, key, "visits"), Decimal(len(visits))
    yield (table, key, "unique_users"), Decimal(len(people))
    yield (table, key, "desk_days"), Decimal(halves) / 2
    answered, all_halves = len({visit[0] for visit in told}), sum(region.days.halves(visit) for visit in told)
    of_people = None if key == "no_answer" else rounded(share(len(people), answered), 1)
    if table == "statuses":
        of_days = None if key == "no_answer" else rounded(share(halves, all_halves), 1)
        yield (table, key, "share_by_status"), of_people
        yield (table, key, "share_by_status_days"), of_days
    else:
        yield (table, key, "origin"), of_people
