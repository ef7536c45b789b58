"""Reading the cells of a row: what cannot be believed is a problem or a note, never an exception."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _
from stdnum.fr import siret as siret_number

from espaces.rules.venue_lists.entries import Issue, RawRow

NOTHING = {"", "null", "none", "n/a", "na", "nan", "-", "néant", "non renseigné"}
WEB_ADDRESS = re.compile(
    r"(?<![@\w.-])(https?://)?((?:[\w-]+\.)+[a-z]{2,}(?:[:/?#][^\s|;,]*)?)", re.IGNORECASE
)
SEVERAL = re.compile(r"[|;,]")


class CellReader:
    """Collects problems (the row is refused) and notes (the row is taken without what could not be read)."""

    def __init__(self, row: RawRow) -> None:
        self.row = row
        self.problems: list[Issue] = []
        self.notes: list[Issue] = []

    def problem(self, column: str, reason: str) -> None:
        self.problems.append(Issue(column, reason))

    def note(self, column: str, reason: str) -> None:
        self.notes.append(Issue(column, reason))

    def text(self, column: str) -> str:
        """One line, without control characters; words that mean "nothing" are nothing."""
        raw = self.row.cells.get(column, "")
        clean = " ".join("".join(char if char.isprintable() else " " for char in raw).split())
        return "" if clean.casefold() in NOTHING else clean

    def required(self, column: str) -> str:
        value = self.text(column)
        if not value:
            self.problem(column, _("This cell is empty."))
        return value

    def address(self, column: str) -> str:
        value = self.text(column)
        if not value:
            self.note(column, _("There is no street address: to be completed."))
        return value

    def code(self, column: str) -> str:
        """A postcode or an INSEE code: five characters, with the zero spreadsheets drop. "0" is nothing."""
        value = self.text(column).upper()
        if value.strip("0") == "":
            return ""
        value = value.rjust(5, "0")
        if not re.fullmatch(r"[0-9][0-9AB][0-9]{3}", value):
            self.note(column, _("“%(value)s” is not a code of five digits: left out.") % {"value": value})
            return ""
        return value

    def coordinates(self, latitude: str, longitude: str) -> tuple[float | None, float | None]:
        """Degrees, with a decimal point or comma. Both or none; 0, 0 is at sea and means nothing."""
        written = self.text(latitude).replace(",", "."), self.text(longitude).replace(",", ".")
        if written == ("", ""):
            self.note(latitude, _("There are no coordinates: the venue will not be on the map."))
            return None, None
        try:
            point = round(float(written[0]), 6), round(float(written[1]), 6)
        except ValueError:
            self.problem(latitude, _("These coordinates are not two numbers."))
            return None, None
        if not (-90 <= point[0] <= 90 and -180 <= point[1] <= 180):
            self.problem(latitude, _("These coordinates are nowhere on earth."))
            return None, None
        if not any(point):
            self.note(latitude, _("There are no coordinates: the venue will not be on the map."))
            return None, None
        return point

    def website(self, column: str) -> str:
        """The first web address of the cell. `www.x.fr` becomes a link; a cut address (…) leads nowhere."""
        value = self.text(column)
        if not value:
            return ""
        found = WEB_ADDRESS.search(value)
        if found is None or "…" in found[0]:
            self.note(column, _("“%(value)s” is not a web address: left out.") % {"value": value})
            return ""
        return f"{found[1] or 'http://'}{found[2]}"

    def first_of(self, column: str) -> str:
        """The first of several values; files separate them by | or ; or a comma."""
        return SEVERAL.split(self.text(column))[0].strip()

    def all_of(self, column: str) -> list[str]:
        return [value.strip() for value in SEVERAL.split(self.text(column)) if value.strip()]

    def siret(self, column: str) -> str:
        """A valid SIRET, or nothing: the column may also carry the number of an association (RNA) or zeros."""
        value = self.text(column).replace(" ", "")
        if value.strip("0") == "":
            return ""
        if not siret_number.is_valid(value):
            self.note(column, _("“%(value)s” is not a valid SIRET number: left out.") % {"value": value})
            return ""
        return value
