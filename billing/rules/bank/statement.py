"""Reads the file that a bank lets its customers download. Every line that holds something is read, or reported."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from io import StringIO

from django.utils.translation import gettext as _

from billing.rules.bank.cells import amount_read, day_read
from billing.rules.bank.columns import Columns, columns_of
from billing.rules.bank.lines import StatementLine

DELIMITERS = (";", "\t", ",")
ENCODINGS = ("utf-8-sig", "cp1252", "latin-1")


@dataclass(frozen=True)
class Unreadable:
    """`reason` in the reader's language. `number`: the line of the file, from 1."""

    number: int
    reason: str


@dataclass(frozen=True)
class Statement:
    """Nothing should be kept of a statement with `unreadable` rows before a person has read them."""

    lines: tuple[StatementLine, ...] = ()
    unreadable: tuple[Unreadable, ...] = ()


Row = tuple[int, list[str] | None]
"""The line of the file where it begins (a label in quotes may go over several), and its cells; None: not readable."""


def read_statement(content: bytes) -> Statement:
    """What comes before the header is left out; without a header nothing is read."""
    text = decoded(content)
    for delimiter in DELIMITERS:
        rows = _rows(text, delimiter)
        for _number, cells in rows:
            if cells and (columns := columns_of(cells)):
                return _read(rows, columns)
    return Statement(unreadable=(Unreadable(1, _("No line names the columns: day, label and amount.")),))


def decoded(content: bytes) -> str:
    """The last encoding reads any byte."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", errors="replace")
    for encoding in ENCODINGS[:-1]:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode(ENCODINGS[-1])


def _rows(text: str, delimiter: str) -> Iterator[Row]:
    """Ends at quotes that are never closed: they would swallow the lines after them."""
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 1
    try:
        for cells in reader:
            yield number, cells
            number = reader.line_num + 1
    except csv.Error:
        yield number, None


def _read(rows: Iterator[Row], columns: Columns) -> Statement:
    lines: list[StatementLine] = []
    unreadable: list[Unreadable] = []
    for number, cells in rows:
        if cells is None:
            unreadable.append(Unreadable(number, _("The quotes are wrong: from here on nothing is read.")))
        elif any(cell.strip() for cell in cells):
            read = _line(number, cells, columns)
            if isinstance(read, StatementLine):
                lines.append(read)
            else:
                unreadable.append(read)
    return Statement(tuple(lines), tuple(unreadable))


def _line(number: int, row: Sequence[str], columns: Columns) -> StatementLine | Unreadable:
    cells = [*row, *[""] * (1 + max(_numbers(columns)) - len(row))]
    day, amount = day_read(cells[columns.day]), _amount(cells, columns)
    if day is None:
        return Unreadable(number, _("“%(cell)s” is not a day.") % {"cell": cells[columns.day].strip()})
    if amount is None:
        return Unreadable(number, _("The amount cannot be read, or could be read in two ways."))
    labels = dict.fromkeys(" ".join(cells[n].split()) for n in columns.labels)
    return StatementLine(day, " ".join(label for label in labels if label), amount, number)


def _numbers(columns: Columns) -> list[int]:
    amounts = (columns.amount, columns.debit, columns.credit)
    return [columns.day, *columns.labels, *(number for number in amounts if number is not None)]


def _amount(cells: Sequence[str], columns: Columns) -> Decimal | None:
    """A debit takes away whether its bank writes the minus or not; one line is not both."""
    if columns.debit is None or columns.credit is None:
        return amount_read(cells[columns.amount or 0])
    debit, credit = cells[columns.debit].strip(), cells[columns.credit].strip()
    read = {"debit": amount_read(debit), "credit": amount_read(credit)}
    if (debit and read["debit"] is None) or (credit and read["credit"] is None):
        return None
    if read["debit"] and read["credit"]:
        return None
    if read["debit"]:
        return -abs(read["debit"])
    return read["credit"] if read["credit"] is not None else read["debit"]
