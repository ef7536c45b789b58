"""Which indicators of a row that is shown are secret for themselves, and which go with another one.

Parts are those of rules/definitions: how many answered, how many customers paid and what the largest of them paid.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from reporting.rules.confidentiality.cells import Hidden
from reporting.rules.confidentiality.thresholds import PERSONS
from reporting.rules.figures import Figures, Row, Value
from reporting.rules.tables import NO_ANSWER

CONTRIBUTORS = 3
LARGEST_PERCENT = 85
MONEY = {
    "revenue": ("contributors", "top"),
    "revenue_per_place": ("contributors", "top"),
    "recurring_revenue": ("recurring_contributors", "recurring_top"),
}
PERSONS_COUNTED = ("new_users", "members", "participants")
COMPANIES_COUNTED = ("businesses_hosted", "businesses_created")
ANSWERED = (
    "respondents",
    "status_respondents",
    "home_respondents",
    "side_respondents",
    "members_at_first",
    "people_created",
    "people",
)
"""Parts that say how many persons an indicator rests on."""
NOTHING = Value(None)
GOES_WITH = {
    "participants": ("participations", "participants_per_session"),
    "revenue": ("revenue_per_place",),
    "members": ("churn",),
}
OUT_OF_ANSWERS = (
    (("statuses",), ("share_by_status", "share_by_status_days", "status_response")),
    (
        ("sides", "regions", "departements", "epcis", "municipalities"),
        ("origin", "origin_response", "inside_share", "median_distance"),
    ),
)
"""Shares are out of those who answered: they are secret when the number of those who did not is, or it follows."""


def secret_values(figures: Figures) -> set[Hidden]:
    return {
        (table, row.key, code)
        for table, rows in figures.tables.items()
        for row in rows
        for code, value in row.values.items()
        if _is_secret(code, value)
    }


def _is_secret(code: str, value: Value) -> bool:
    if code in MONEY:
        return _rests_on_few(value, *MONEY[code])
    if code in PERSONS_COUNTED and 0 < (value.value or 0) < PERSONS:
        return True
    if code in COMPANIES_COUNTED and 0 < (value.value or 0) < CONTRIBUTORS:
        return True
    return any(0 < value.parts.get(part, 0) < PERSONS for part in ANSWERED)


def _rests_on_few(value: Value, contributors: str, top: str) -> bool:
    """Fewer than three customers, or one who pays nearly all."""
    paying, largest = value.parts.get(contributors, 0), value.parts.get(top, 0)
    if not paying:
        return False
    whole = value.parts.get("net", value.value or 0)
    return paying < CONTRIBUTORS or largest * 100 > LARGEST_PERCENT * whole


def following(figures: Figures, hidden: Collection[Hidden]) -> set[Hidden]:
    """What would give away something that is hidden."""
    linked = {(table, key, other) for table, key, code in hidden for other in GOES_WITH.get(code, ())}
    return linked | set(_shares(figures, hidden)) | set(_second_venue(figures, hidden))


def _second_venue(figures: Figures, hidden: Collection[Hidden]) -> Iterator[Hidden]:
    """Members of a network are nearly the sum of those of its venues: one venue is never secret alone."""
    rows = [row for row in figures.tables.get("venues", ()) if row.values.get("members", NOTHING).value]
    shown = [
        row for row in rows if {("venues", row.key, ""), ("venues", row.key, "members")}.isdisjoint(hidden)
    ]
    if len(rows) == len(shown) + 1 and shown:
        smallest = min(shown, key=lambda row: (row.values["members"].value or 0, row.key))
        yield from (("venues", smallest.key, code) for code in ("members", *GOES_WITH["members"]))


def _shares(figures: Figures, hidden: Collection[Hidden]) -> Iterator[Hidden]:
    for tables, codes in OUT_OF_ANSWERS:
        if any((table, NO_ANSWER, "") in hidden for table in tables):
            yield from _everywhere(figures, codes)
    if any((table, key, code) in hidden for table, key, code in _rows(figures, "sides")):
        yield "total", "", "inside_share"


def _everywhere(figures: Figures, codes: Collection[str]) -> Iterator[Hidden]:
    for table, rows in figures.tables.items():
        for row in rows:
            yield from ((table, row.key, code) for code in codes if code in row.values)


def _rows(figures: Figures, table: str) -> Iterator[Hidden]:
    rows: tuple[Row, ...] = figures.tables.get(table, ())
    yield from ((table, row.key, "") for row in rows)
