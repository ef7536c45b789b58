"""Which rows are secret for themselves."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from reporting.rules.confidentiality.cells import Hidden, Region, places
from reporting.rules.figures import Figures
from reporting.rules.tables import NO_ANSWER, SENSITIVE_STATUSES

PERSONS = 5
PERSONS_SENSITIVE = 11
MANY_VARIABLES = 3
YEAR_DAYS = 365
SAME_PERCENT = 90
"""When so many are in one sensitive situation, to say that somebody comes is to say in which situation he is."""
BARE_PERCENT = 40
ORIGIN_TABLES = ("departements", "epcis", "municipalities")


def secret_rows(figures: Figures, *, exact: bool = False, public: bool = False) -> set[Hidden]:
    """The rows behind which stand too few persons. Zero is shown: nobody is recognised in it."""
    return {
        place.mark
        for place in places(figures)
        if 0 < place.counts["people"] < threshold(place.region, place.dimension, place.value, exact, public)
    }


def threshold(region: Region, dimension: str, value: str, exact: bool = False, public: bool = False) -> int:
    """From how many persons on a row is shown. `exact`: only sensitive situations are secret, by agreement."""
    if dimension == "status" and value in SENSITIVE_STATUSES:
        return PERSONS_SENSITIVE
    if exact:
        return 0
    if public and dimension == "municipality":
        return PERSONS_SENSITIVE
    return PERSONS_SENSITIVE if _variables(region, dimension) >= MANY_VARIABLES else PERSONS


def _variables(region: Region, dimension: str) -> int:
    """A row crosses the venue if it speaks of one only, the time if of less than a year, and its own dimension."""
    one_venue = len({venue for venue, _, _ in region}) == 1
    first, after = min(span[1] for span in region), max(span[2] for span in region)
    short = (date.fromisoformat(after) - date.fromisoformat(first)).days < YEAR_DAYS
    return one_venue + short + bool(dimension)


def tells_of_everybody(figures: Figures) -> bool:
    """Nearly all who answered are in one sensitive situation: then even the zeros of the others say so."""
    answers = {
        row.key: row.counts["people"] for row in figures.tables.get("statuses", ()) if row.key != NO_ANSWER
    }
    sensitive = max((answers.get(status, 0) for status in SENSITIVE_STATUSES), default=0)
    return sensitive * 100 >= SAME_PERCENT * sum(answers.values()) > 0


def too_bare(figures: Figures, hidden: Collection[Hidden]) -> set[str]:
    """Levels of origin of which more than 40 % of the rows are secret: the wider level says it better."""
    bare = set()
    for table in ORIGIN_TABLES:
        rows = [row for row in figures.tables.get(table, ()) if row.counts["people"]]
        secret = sum((table, row.key, "") in hidden for row in rows)
        if secret * 100 > BARE_PERCENT * len(rows):
            bare.add(table)
    return bare
