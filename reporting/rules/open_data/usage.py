"""How much the workplaces of a network are used, as open data: fixed tables of closed quarters and years.

What stands here was published once, rounded, without what is secret: see rules/confidentiality.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from reporting.rules.figures import Figures, Row
from reporting.rules.open_data.table_files import Column, Value
from reporting.rules.periods import Period
from reporting.rules.tables import NO_ANSWER

SECRET = "secret"  # noqa: S105 - what stands in place of a hidden number
LEVELS = {"total": "reseau", "venues": "espace", "municipalities": "commune"}
"""The tables that are published, and what their rows are of."""
PERIODS = ("quarter", "year")
WITHOUT_ANSWER = "sans_reponse"


@dataclass(frozen=True)
class UsageRow:
    """One line of the file. `counts` is empty when it is secret."""

    period: Period
    published_on: date
    level: str
    code: str
    name: str
    counts: Mapping[str, int]

    def count(self, of: str) -> Value:
        return self.counts[of] if self.counts else SECRET


def usage_rows(
    figures: Figures, period: Period, published_on: date, names: Mapping[tuple[str, str], str]
) -> Iterator[UsageRow]:
    """`names`: by level and code."""
    for table, level in LEVELS.items():
        for row in figures.tables.get(table, ()):
            code = _code(table, row)
            yield UsageRow(period, published_on, level, code, names.get((level, code), ""), row.counts)


def _code(table: str, row: Row) -> str:
    """Venues under the identifier that they have in the other files."""
    if table == "venues":
        return f"espace-{row.key}"
    return WITHOUT_ANSWER if row.key == NO_ANSWER else row.key


def published_periods(first: date, last: date) -> Iterable[Period]:
    """The quarters and years that ended after `first` and are over on `last`, in the order in which they end."""
    whole = Period(Period.holding(first, "year").first, Period.holding(last, "year").after)
    found = [period for kind in PERIODS for period in whole.split(kind)]
    over = (period for period in found if first < period.after and period.is_closed(last))
    return sorted(over, key=lambda period: (period.after, period.days))


COLUMNS: tuple[Column[UsageRow], ...] = (
    Column(
        "periode",
        "string",
        _("Period"),
        lambda row: row.period.code,
        _("A quarter (2026-T3) or a year (2026) that is over."),
        {"required": True, "pattern": "[0-9]{4}(-T[1-4])?"},
    ),
    Column("debut", "date", _("First day"), lambda row: row.period.first, "", {"required": True}),
    Column("fin", "date", _("Last day"), lambda row: row.period.last, "", {"required": True}),
    Column(
        "niveau",
        "string",
        _("What the row is of"),
        lambda row: row.level,
        _("The whole network, a workplace, or the municipality in which people live."),
        {"required": True, "enum": list(LEVELS.values())},
    ),
    Column(
        "code",
        "string",
        _("Code"),
        lambda row: row.code or None,
        _(
            "The identifier of the workplace (as in espaces.csv) or the INSEE code of the municipality; "
            "“sans_reponse”: people who did not say; empty for the network."
        ),
    ),
    Column("nom", "string", _("Name"), lambda row: row.name or None),
    Column(
        "personnes",
        "integer",
        _("Persons"),
        lambda row: row.count("people"),
        _("Distinct persons. They do not add up: somebody may come to two workplaces."),
        {"minimum": 0},
    ),
    Column(
        "venues",
        "integer",
        _("Visits"),
        lambda row: row.count("visits"),
        _("A person, a workplace, a day."),
        {"minimum": 0},
    ),
    Column(
        "demi_journees",
        "integer",
        _("Half-days"),
        lambda row: row.count("half_days"),
        _("A visit of both half-days or of five hours counts two."),
        {"minimum": 0},
    ),
    Column(
        "publie_le",
        "date",
        _("Published on"),
        lambda row: row.published_on,
        _("Never changed since."),
        {"required": True},
    ),
)
