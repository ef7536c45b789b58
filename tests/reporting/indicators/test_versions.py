"""Old versions of a definition go on being computed by their own SQL, and evidence by the same."""

from __future__ import annotations

import dataclasses
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import connection

from espaces.models import Venue
from reporting.queries.indicators import statements
from reporting.queries.indicators.calendar import worked_days_of
from reporting.queries.indicators.computing import compute
from reporting.rules import definitions
from reporting.rules.figures import as_json, canonical, from_json
from reporting.rules.periods import Period
from reporting.rules.scopes import Scope, Span
from tests.factories.people import PersonFactory
from tests.factories.reporting import open_day, profile, venue_day, visit
from tests.reporting.indicators.asking import figures

pytestmark = pytest.mark.django_db

IN_WHOLE_DAYS = """
SELECT 'total' AS place, '' AS key, 2 * sum(visits) AS half_days FROM visited_v1
"""


@pytest.fixture
def second_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Days of work by which every visit is worth a day."""
    for file in statements.FOLDER.iterdir():
        (tmp_path / file.name).symlink_to(file)
    (tmp_path / "whole_days_v2.sql").write_text(IN_WHOLE_DAYS)
    monkeypatch.setattr(statements, "FOLDER", tmp_path)
    first = definitions.definition("desk_days", 1)
    second = dataclasses.replace(first, version=2, queries=("whole_days_v2",))
    monkeypatch.setitem(definitions.DEFINITIONS, ("desk_days", 2), second)
    monkeypatch.setitem(definitions.CURRENT, "desk_days", 2)


@pytest.mark.usefixtures("second_version")
def test_an_old_version_is_computed_by_its_own_sql(venue: Venue) -> None:
    visit(PersonFactory(), venue, "2026-03-02", "morning")
    now, before = figures(venue), figures(venue, definitions={"desk_days": 1})
    assert (now.definitions["desk_days"], before.definitions) == (2, {"desk_days": 1})
    assert now.total.values["desk_days"].value == Decimal("1.0")
    assert before.total.values["desk_days"].value == Decimal("0.5")
    assert now.total.counts["half_days"] == 1
    assert [one.version for one in definitions.versions_of("desk_days")] == [2, 1]


def test_each_version_names_queries_that_exist_and_is_given_somewhere() -> None:
    for one in definitions.DEFINITIONS.values():
        assert statements.files_of(one.queries), one.code
        assert one.tables, one.code


def test_the_same_statement_counts_temporary_tables_of_the_same_names(venue: Venue, desk) -> None:
    person = PersonFactory()
    profile(person, status="employee")
    visit(person, venue, "2026-03-02")
    open_day(desk, "2026-03-02", booked=range(9, 13))
    real = figures(venue)
    shadow("usageday", "profile", "openday")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE pg_temp.reporting_usageday SET morning = FALSE, minutes = 200")
        cursor.execute("UPDATE pg_temp.reporting_profile SET status = 'student'")
        cursor.execute("DELETE FROM pg_temp.reporting_openday")
    shadowed = figures(venue)
    assert real.total.values["desk_days"].value == Decimal("1.0")
    assert shadowed.total.values["desk_days"].value == Decimal("0.5")
    assert shadowed.row("statuses", "student").counts["people"] == 1
    assert shadowed.total.values["occupancy_booked"].value is None


def test_figures_of_a_copy_of_the_facts_are_the_same_to_the_byte(venue: Venue, desk) -> None:
    for rank in range(6):
        person = PersonFactory()
        profile(person, status="student" if rank % 2 else "", home_departement="48")
        visit(person, venue, f"2026-03-0{rank + 1}")
    open_day(desk, "2026-03-02", booked=range(9, 13), attended=[9])
    kept = from_json(as_json(figures(venue)))
    shadow("usageday", "profile", "openday", "bookingday", "session", "sessionparticipant")
    again = figures(venue, definitions=kept.definitions, worked_days=worked_days_of(kept))
    assert canonical(as_json(again)) == canonical(as_json(kept))


def test_days_outside_the_spans_count_for_nothing(venue: Venue) -> None:
    person = PersonFactory()
    for day in ("2026-03-31", "2026-04-01", "2026-06-30", "2026-07-01"):
        visit(person, venue, day)
    spans = [Span(venue.pk, date(2026, 4, 1), date(2026, 7, 1))]
    found = compute(Scope.of(spans), Period.parse("2026"))
    assert found.total.counts["visits"] == 2
    assert found.total.values["new_users"].value == 0
    assert found.spans == ((venue.pk, "2026-04-01", "2026-07-01"),)


def test_without_any_venue_everything_is_nothing_and_nothing_fails() -> None:
    found = compute(Scope(()), Period.parse("2026"))
    assert found.total.counts == {"people": 0, "visits": 0, "half_days": 0}
    assert found.total.values["occupancy_booked"].value is None
    assert found.tables["venues"] == ()


def test_only_the_tables_and_definitions_asked_for(venue: Venue) -> None:
    venue_day(venue, "2026-03-02")
    found = figures(venue, definitions={"sessions": 1}, tables=["themes"])
    assert list(found.tables) == ["themes"]
    assert {code for row in found.tables["themes"] for code in row.values} == {"sessions"}


def shadow(*facts: str) -> None:
    with connection.cursor() as cursor:
        for fact in facts:
            cursor.execute(
                f"CREATE TEMP TABLE reporting_{fact} ON COMMIT DROP AS SELECT * FROM public.reporting_{fact}"  # noqa: S608
            )
