"""Tables as files: CSV and the Table Schema that describes it, both written from one list of columns.

As data.gouv.fr asks: UTF-8, comma, ISO dates, true and false, several values separated by a bar, nothing for what is
not known. A text that a spreadsheet would run as a formula gets an apostrophe before it; a telephone number
(+33612345678) is a number to it, runs nothing, and stays as the standards want it.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from io import StringIO
from typing import TYPE_CHECKING, Any

from espaces.rules.spreadsheets import harmless

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

BAR = "|"
PHONE_NUMBER = re.compile(r"\+[0-9]+")
LICENCE = {
    "name": "etalab-2.0",
    "title": "Licence Ouverte / Open Licence 2.0",
    "path": "https://www.etalab.gouv.fr/licence-ouverte-open-licence",
}
Value = str | bool | int | float | Decimal | date | Sequence[str] | None


@dataclass(frozen=True)
class Column[Row]:
    """`kind` is a type of the Table Schema; `constraints` are its own (required, pattern, enum…)."""

    name: str
    kind: str
    title: StrOrPromise
    value: Callable[[Row], Value]
    description: StrOrPromise = ""
    constraints: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Description:
    """What the schema of a file says of it. `homepage`: the page of the data; `path`: the file."""

    name: str
    title: StrOrPromise
    description: StrOrPromise
    publisher: str
    contact: str
    homepage: str
    path: str
    updated_on: date | None
    missing: tuple[str, ...] = ("",)
    """What stands in a cell instead of a value."""
    version: str = "1.0.0"


def csv_file[Row](columns: Sequence[Column[Row]], rows: Iterable[Row]) -> str:
    written = StringIO()
    table = csv.writer(written, lineterminator="\r\n")
    table.writerow([column.name for column in columns])
    table.writerows([cell(column.value(row)) for column in columns] for row in rows)
    return written.getvalue()


def cell(value: Value) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case str():
            return value if PHONE_NUMBER.fullmatch(value) else harmless(value)
        case date():
            return value.isoformat()
        case int() | float() | Decimal():
            return format(Decimal(str(value)), "f")
    return harmless(BAR.join(part.replace(BAR, "/") for part in value))


def table_schema[Row](
    columns: Sequence[Column[Row]], about: Description, *, primary_key: Sequence[str]
) -> dict[str, Any]:
    """https://specs.frictionlessdata.io/table-schema/, with the heading that schema.data.gouv.fr asks for."""
    return {
        "$schema": "https://frictionlessdata.io/schemas/table-schema.json",
        "name": about.name,
        "title": str(about.title),
        "description": str(about.description),
        "countryCode": "FR",
        "homepage": about.homepage,
        "licenses": [LICENCE],
        "contributors": [{"title": about.publisher, "email": about.contact, "role": "publisher"}],
        "version": about.version,
        "lastModified": about.updated_on.isoformat() if about.updated_on else None,
        "resources": [{"name": about.name, "title": str(about.title), "path": about.path}],
        "missingValues": list(about.missing),
        "primaryKey": list(primary_key),
        "fields": [_field(column) for column in columns],
    }


def _field[Row](column: Column[Row]) -> dict[str, Any]:
    told: dict[str, Any] = {
        "name": column.name,
        "type": column.kind,
        "title": str(column.title),
        "description": str(column.description),
        "constraints": column.constraints,
    }
    return {name: value for name, value in told.items() if value}
