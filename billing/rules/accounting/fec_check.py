"""What an inspector's tester would refuse in a file of the FEC layout: the checks of 5-french-rules.md, section 4.

Ported from the rules of DGFiP's Test-Compta-Demat, shown to whoever exports; reads files of other software too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from billing.rules.accounting.fec import COLUMNS, ENCODING

MANDATORY = (
    "JournalCode",
    "JournalLib",
    "EcritureNum",
    "EcritureDate",
    "CompteNum",
    "CompteLib",
    "PieceRef",
    "PieceDate",
    "EcritureLib",
    "Debit",
    "Credit",
    "ValidDate",
)
DAYS = ("EcritureDate", "PieceDate", "DateLet", "ValidDate")
AMOUNTS = ("Debit", "Credit", "Montantdevise")
PAIRS = (("CompAuxNum", "CompAuxLib"), ("EcritureLet", "DateLet"), ("Montantdevise", "Idevise"))
NAME = re.compile(r"\d{9}FEC20\d\d[01]\d[0-3]\d\.txt")
AMOUNT = re.compile(r"-?\d+(,\d+)?")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
Row = dict[str, str]


def problems(content: bytes, name: str | None = None) -> list[str]:
    """Sentences, each with its line; none: the file holds to the layout. `name` is checked when it is given."""
    found = list(_of_name(name)) if name is not None else []
    if content.startswith(b"\xef\xbb\xbf"):
        found.append(_("The file begins with a byte order mark."))
    lines = content.decode(ENCODING).replace("\r\n", "\n").split("\n")
    if lines[-1] == "":
        lines.pop()
    separator = "\t" if lines and "\t" in lines[0] else "|"
    if not lines or tuple(lines[0].split(separator)) != COLUMNS:
        return [*found, _("The first line does not name the eighteen columns in their order.")]
    return found + list(_of_lines(lines[1:], separator))


def _of_name(name: str) -> Iterator[str]:
    if not NAME.fullmatch(name):
        yield _("The file's name is not the SIREN, FEC, and the closing day: %(name)s.") % {"name": name}


def _of_lines(lines: list[str], separator: str) -> Iterator[str]:
    entries = _Entries()
    for number, text in enumerate(lines, start=2):
        cells = text.split(separator)
        if not text:
            yield _at(number, _("empty line"))
        elif len(cells) != len(COLUMNS):
            yield _at(number, _("%(count)s cells instead of 18") % {"count": len(cells)})
        else:
            row = dict(zip(COLUMNS, cells, strict=True))
            yield from (_at(number, reason) for reason in (*_of_row(row, text), *entries.follow(row)))
    yield from entries.unbalanced()


def _of_row(row: Row, text: str) -> Iterator[str]:
    if CONTROL.search(text):
        yield _("a character that is no text")
    for column in MANDATORY:
        if not row[column].strip():
            yield _("%(column)s is empty") % {"column": column}
    for column in DAYS:
        if row[column] and not _is_day(row[column]):
            yield _("%(column)s is no day written YYYYMMDD: %(cell)s") % {
                "column": column,
                "cell": row[column],
            }
    for column in AMOUNTS:
        if row[column] and not AMOUNT.fullmatch(row[column]):
            yield _("%(column)s is no amount with a decimal comma: %(cell)s") % {
                "column": column,
                "cell": row[column],
            }
    yield from _of_cells(row)


def _of_cells(row: Row) -> Iterator[str]:
    if not re.match(r"\d{3}", row["CompteNum"]):
        yield _("the account does not begin with three digits: %(cell)s") % {"cell": row["CompteNum"]}
    for one, other in PAIRS:
        if bool(row[one]) != bool(row[other]):
            yield _("%(one)s and %(other)s go together") % {"one": one, "other": other}
    if _number(row["Debit"]) and _number(row["Credit"]):
        yield _("a debit and a credit on the same line")


@dataclass
class _Entries:
    """What is compared from one line to the next."""

    number: str = ""
    day: str = ""
    balances: dict[str, Decimal] = field(default_factory=dict)

    def follow(self, row: Row) -> Iterator[str]:
        number, day = row["EcritureNum"], row["EcritureDate"]
        if number != self.number:
            yield from self._next(number)
            if day < self.day:
                yield _("entry %(number)s is dated before the one above") % {"number": number}
            self.number, self.day = number, day
        elif day != self.day:
            yield _("entry %(number)s bears two days") % {"number": number}
        balance = _number(row["Debit"]) - _number(row["Credit"])
        self.balances[number] = self.balances.get(number, Decimal(0)) + balance

    def unbalanced(self) -> Iterator[str]:
        for number, balance in self.balances.items():
            if balance:
                yield _("Entry %(number)s: debit and credit differ by %(amount)s.") % {
                    "number": number,
                    "amount": balance,
                }

    def _next(self, number: str) -> Iterator[str]:
        if not number.isdecimal():
            yield _("the number of the entry is no number: %(cell)s") % {"cell": number}
        elif number in self.balances:
            yield _("entry %(number)s comes back after another one") % {"number": number}
        elif self.number.isdecimal() and int(number) != int(self.number) + 1:
            yield _("entry %(number)s does not follow %(before)s") % {"number": number, "before": self.number}


def _is_day(cell: str) -> bool:
    try:
        return bool(re.fullmatch(r"\d{8}", cell)) and bool(datetime.strptime(cell, "%Y%m%d"))  # noqa: DTZ007
    except ValueError:
        return False


def _number(cell: str) -> Decimal:
    return Decimal(cell.replace(",", ".")) if AMOUNT.fullmatch(cell) else Decimal(0)


def _at(number: int, reason: str) -> str:
    return _("Line %(number)s: %(reason)s.") % {"number": number, "reason": reason}
