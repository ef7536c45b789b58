import datetime as dt

from hypothesis import given, strategies as st

from espaces.rules.plan_terms.pauses import pausable_periods, pauses_left
from espaces.rules.plan_terms.terms import Anchor, Cycle, PlanTerms
from tests.espaces.rules.plan_terms.any_terms import memberships
from tests.wall_clock import day

TWO_A_YEAR = PlanTerms(cycle=Cycle.MONTH, anchor=Anchor.CALENDAR, pauses_per_year=2)
START = day("2026-09-16")


def starts(today: str, paused: list[str], until: str = "2027-03-01", ends_on: str | None = None) -> list[str]:
    found = pausable_periods(
        TWO_A_YEAR,
        START,
        day(today),
        [day(start) for start in paused],
        until=day(until),
        ends_on=day(ends_on) if ends_on else None,
    )
    return [period.starts_on.isoformat() for period in found]


def test_the_period_begun_is_not_paused() -> None:
    assert starts("2026-10-31", [], "2027-01-01") == ["2026-11-01", "2026-12-01"]
    assert starts("2026-11-01", [], "2027-01-01") == ["2026-12-01"]


def test_only_whole_periods_are_paused() -> None:
    assert starts("2026-09-01", [], "2026-12-01") == ["2026-10-01", "2026-11-01"]
    assert starts("2026-09-20", [], ends_on="2026-11-10") == ["2026-10-01"]


def test_so_many_a_calendar_year_and_none_twice() -> None:
    assert starts("2026-09-20", ["2026-10-01"]) == ["2026-11-01", "2026-12-01", "2027-01-01", "2027-02-01"]
    assert starts("2026-09-20", ["2026-10-01", "2026-12-01"]) == ["2027-01-01", "2027-02-01"]
    assert starts("2026-09-20", ["2026-10-01", "2026-12-01", "2027-01-01"]) == ["2027-02-01"]


def test_what_is_left_of_a_year() -> None:
    paused = [day("2026-10-01"), day("2026-12-01"), day("2027-01-01")]
    assert [pauses_left(TWO_A_YEAR, year, paused) for year in (2026, 2027, 2028)] == [0, 1, 2]


@given(memberships(), st.integers(-30, 400), st.integers(1, 400))
def test_pausing_one_after_the_other_never_exceeds_the_year(
    membership: tuple[PlanTerms, dt.date], distance: int, horizon: int
) -> None:
    terms, starts_on = membership
    today = starts_on + dt.timedelta(days=distance)
    until = today + dt.timedelta(days=horizon)
    paused: list[dt.date] = []
    while candidates := pausable_periods(terms, starts_on, today, paused, until=until):
        assert all(period.is_whole and today < period.starts_on < until for period in candidates)
        paused.append(candidates[-1].starts_on)
    years = [start.year for start in paused]
    assert len(set(paused)) == len(paused)
    assert all(years.count(year) <= terms.pauses_per_year for year in years)
