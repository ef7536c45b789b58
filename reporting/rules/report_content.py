"""What a report says, on every page and in every file of it. Made of shown figures: what is secret is not in here."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _, pgettext

from espaces.rules.amounts_in_words import number_in_words
from reporting.models import Session, Status
from reporting.rules.confidentiality import Hidden, is_hidden, is_left_out
from reporting.rules.definitions import DEFINITIONS, Definition, definition
from reporting.rules.definitions.definition import PERCENT
from reporting.rules.figures import Figures, Row, Value
from reporting.rules.figures_in_words import NO_BREAK, NOTHING, in_words, percent_in_words, with_unit
from reporting.rules.periods import Period
from reporting.rules.tables import BY_CODE, INSIDE, NO_ANSWER, OUTSIDE, TABLES

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

HEADLINES = ("unique_users", "desk_days", "occupancy_booked", "km_avoided")
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "months": ("unique_users", "new_users", "desk_days", "occupancy_booked"),
    "venues": ("unique_users", "new_users", "desk_days", "occupancy_booked"),
    "themes": ("sessions", "participants", "participations", "session_hours"),
}
"""Of each table that people read; every indicator is in the files."""
PEOPLE = ("sides", "epcis", "statuses", "departements", "regions", "municipalities", "themes")
"""Tables of who people are, in the order in which a funder asks."""
OF_PEOPLE = ("unique_users", "desk_days")
BESIDE = {
    "unique_users": ("new_users",),
    "desk_days": ("fte",),
    "occupancy_booked": ("occupancy_attended",),
}
NOTES = {
    "months": _("Somebody who came in two months counts in both: the sum may be larger than the total."),
    "venues": _("Somebody who came to two venues counts in both: the sum may be larger than the total."),
}
TONNE = 1000
SIDES = {INSIDE: _("in the territory"), OUTSIDE: _("outside the territory")}


def secret() -> str:
    """The one word for every hidden figure."""
    return pgettext("a figure that is hidden", "secret")


@dataclass(frozen=True)
class Said:
    """One figure: secret, or without meaning (`value` None), or a number."""

    definition: Definition
    value: Decimal | None
    parts: Mapping[str, Decimal]
    is_secret: bool = False

    @property
    def text(self) -> str:
        return secret() if self.is_secret else in_words(self.definition, self.value)

    @property
    def with_unit(self) -> str:
        return secret() if self.is_secret else with_unit(self.definition, self.value)

    @property
    def number(self) -> Decimal | str:
        """What a chart draws: a number, or the word that stands for it."""
        return self.text if self.value is None else self.value


@dataclass(frozen=True)
class Line:
    key: str
    label: str
    cells: tuple[Said, ...]

    @property
    def is_secret(self) -> bool:
        return all(cell.is_secret for cell in self.cells)


@dataclass(frozen=True)
class Sheet:
    """A table as people read it. `left_out`: all of it is secret."""

    code: str
    title: StrOrPromise
    heading: StrOrPromise
    columns: tuple[Definition, ...]
    lines: tuple[Line, ...]
    left_out: bool = False

    @property
    def told(self) -> list[Line]:
        """Nobody without an answer, nothing on a theme: such a row says nothing. Nobody in a situation does."""
        if self.code == "statuses" or not BY_CODE[self.code].dimension:
            return list(self.lines)
        return [line for line in self.lines if line.is_secret or any(said.value for said in line.cells)]

    @property
    def tells(self) -> bool:
        """A table of which all are in one row, of whatever size, repeats the total."""
        return self.left_out or len(self.told) > 1 or (self.code == "themes" and bool(self.told))

    @property
    def note(self) -> str:
        return str(NOTES.get(self.code, ""))

    @property
    def holds_secrets(self) -> bool:
        return self.left_out or any(cell.is_secret for line in self.lines for cell in line.cells)


@dataclass(frozen=True)
class Followed:
    """An indicator of the programme, beside its target. `said` None: it is declared, or was not counted."""

    code: str
    name: str
    unit: str
    said: Said | None
    declared: Decimal | None
    rests_on: str
    baseline: Decimal | None
    target: Decimal | None

    @property
    def value(self) -> Decimal | None:
        return self.said.value if self.said else self.declared

    @property
    def text(self) -> str:
        if self.said:
            return self.said.text
        return NOTHING if self.declared is None else amount_in_words(self.declared, self.unit)

    @property
    def baseline_text(self) -> str:
        return "" if self.baseline is None else amount_in_words(self.baseline, self.unit)

    @property
    def target_text(self) -> str:
        return "" if self.target is None else amount_in_words(self.target, self.unit)

    @property
    def share(self) -> str:
        """How much of the target is reached, in whole percent, rounded down: 99.6 % is not reached."""
        if not self.target or self.value is None:
            return ""
        return amount_in_words(Decimal(int(self.value * 100 / self.target)), "%")


@dataclass(frozen=True)
class Content:
    headlines: tuple[Said, ...]
    others: tuple[Said, ...]
    followed: tuple[Followed, ...]
    sheets: tuple[Sheet, ...]
    definitions: tuple[Definition, ...]

    @property
    def places(self) -> list[Sheet]:
        """Times and venues: everybody who was there."""
        return [sheet for sheet in self.sheets if not BY_CODE[sheet.code].dimension]

    @property
    def people(self) -> list[Sheet]:
        """Where they are from, who they are, what they came for."""
        by_code = {sheet.code: sheet for sheet in self.sheets if sheet.tells}
        return [by_code[code] for code in PEOPLE if code in by_code]

    @property
    def others_in_two(self) -> tuple[tuple[Said, ...], tuple[Said, ...]]:
        half = (len(self.others) + 1) // 2
        return self.others[:half], self.others[half:]

    @property
    def months(self) -> Sheet | None:
        """Where there are several: one bar is no chart."""
        found = next((sheet for sheet in self.sheets if sheet.code == "months"), None)
        return found if found and len(found.lines) > 1 else None

    def said(self, code: str) -> Said | None:
        """A figure of the whole that is shown and has a value."""
        found = next((one for one in (*self.headlines, *self.others) if one.definition.code == code), None)
        return found if found and found.value is not None else None

    @property
    def cards(self) -> list[tuple[Said, str, list[Followed]]]:
        """The large figures, each with what explains it and its targets."""
        return [(said, self._beside(said), self._targets(said.definition.code)) for said in self.headlines]

    def _beside(self, said: Said) -> str:
        if said.value is None:
            return ""
        code = said.definition.code
        if code == "km_avoided":
            return " · ".join(filter(None, [self._gases(), self._names("commute_response")]))
        return self._names(*BESIDE.get(code, ()))

    def _names(self, *codes: str) -> str:
        found = [self.said(code) for code in codes]
        return " · ".join(f"{one.definition.name}{_(':')} {one.text}" for one in found if one)

    def _gases(self) -> str:
        """With their range, in tonnes from one on."""
        gases = self.said("co2e_avoided")
        if gases is None or gases.value is None:
            return ""
        tonnes = gases.value >= TONNE
        amounts = (gases.value, gases.parts.get("low", gases.value), gases.parts.get("high", gases.value))
        middle, low, high = (
            number_in_words(round(one / TONNE, 1) if tonnes else round(one, 0)) for one in amounts
        )
        words = {"amount": middle, "low": low, "high": high, "unit": "t CO₂e" if tonnes else "kg CO₂e"}
        return str(_("%(amount)s %(unit)s avoided (%(low)s to %(high)s)") % words)

    def _targets(self, code: str) -> list[Followed]:
        return [row for row in self.followed if row.said and row.said.definition.code == code]


def content_of(shown: Figures, hidden: Collection[Hidden], terms: Mapping[str, Any]) -> Content:
    """`shown` is what `hide` left of the figures; `hidden` only says which gaps are secrets."""
    whole = {said.definition.code: said for said in _whole(shown)}
    first = tuple(whole[code] for code in HEADLINES if code in whole)
    return Content(
        headlines=first,
        others=tuple(said for code, said in whole.items() if code not in HEADLINES),
        followed=tuple(followed_of(one, whole) for one in terms["indicators"]),
        sheets=tuple(_sheets(shown, hidden, terms)),
        definitions=in_order(shown.definitions),
    )


def _whole(shown: Figures) -> Iterator[Said]:
    for used in in_order(shown.definitions):
        if "total" in used.tables:
            yield said_of(used, shown.total)


def in_order(versions: Mapping[str, int]) -> tuple[Definition, ...]:
    """As the registry shows them: what was stored has lost its order."""
    return tuple(used for (code, version), used in DEFINITIONS.items() if versions.get(code) == version)


def said_of(used: Definition, row: Row) -> Said:
    """What is not in its row is secret: a value that has no meaning is there, and is None."""
    found: Value | None = None if is_hidden(row) else row.values.get(used.code)
    if found is None:
        return Said(used, None, {}, is_secret=True)
    return Said(used, found.value, found.parts)


def followed_of(one: Mapping[str, str], whole: Mapping[str, Said]) -> Followed:
    """`one` is an indicator as the terms keep it (queries/reports.py: terms_of)."""
    said = whole.get(one["indicator"])
    return Followed(
        code=one["code"],
        name=one["label"] or (str(said.definition.name) if said else one["indicator"]),
        unit=str(said.definition.unit.name) if said else one["unit"],
        said=said,
        declared=_decimal(one["declared"]),
        rests_on=one["rests_on"],
        baseline=_decimal(one["baseline"]),
        target=_decimal(one["target"]),
    )


def _decimal(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def _sheets(shown: Figures, hidden: Collection[Hidden], terms: Mapping[str, Any]) -> Iterator[Sheet]:
    for table in TABLES[1:]:
        wanted = COLUMNS.get(table.code, OF_PEOPLE)
        columns = tuple(
            definition(code, shown.definitions[code]) for code in wanted if code in shown.definitions
        )
        left_out = is_left_out(table.code, hidden)
        rows = shown.tables.get(table.code, ())
        if rows or left_out:
            lines = tuple(_line(table.code, row, columns, terms) for row in rows)
            yield Sheet(table.code, table.title, table.heading, columns, lines, left_out)


def _line(table: str, row: Row, columns: tuple[Definition, ...], terms: Mapping[str, Any]) -> Line:
    return Line(row.key, label_of(table, row.key, terms), tuple(said_of(used, row) for used in columns))


def label_of(table: str, key: str, terms: Mapping[str, Any]) -> str:
    """What a row is called, by the names of the day on which the report was frozen."""
    names: Mapping[str, Any] = terms["names"]
    if key == NO_ANSWER:
        return str(_("no answer"))
    if table == "months":
        return Period.parse(key).in_words
    dimension = BY_CODE[table].dimension
    known: Mapping[str, Any] = {
        "status": dict(Status.choices),
        "side": SIDES,
        "theme": dict(Session.Theme.choices),
    }.get(dimension, names.get(table, {}))
    return str(known.get(key, key))


def amount_in_words(value: Decimal, unit: str) -> str:
    """Of a target or a declared value: with its unit, as the agreement writes it."""
    if unit == PERCENT.name:
        return percent_in_words(value, 0 if value == value.to_integral_value() else 1)
    number = number_in_words(value)
    return f"{number}{NO_BREAK}{unit}" if unit else number


Point = tuple[str, Decimal | str, Decimal | str | None]


def points_of(months: Sheet, before: Sheet | None) -> list[Point]:
    """What the chart of months draws of their last column: the month, its amount, the same month a year before."""
    earlier = {line.key[5:]: line.cells[-1].number for line in before.lines} if before else {}
    return [(_short(line.key), line.cells[-1].number, earlier.get(line.key[5:])) for line in months.lines]


def _short(month: str) -> str:
    return str(date_format(Period.parse(month).first, "N").lower())
