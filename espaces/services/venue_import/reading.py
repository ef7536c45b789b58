from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext as _

from espaces.errors import Refused
from espaces.rules.venue_lists import FORMATS, ListFormat, RawRow


def read_list(path: Path, format_name: str = "") -> tuple[ListFormat, list[RawRow]]:
    """The rows of a CSV file, UTF-8 or Windows, with commas, semicolons or tabs; and its format, by its
    columns unless named. Raises Refused when the file as a whole cannot be read.
    """
    text = decoded(path.read_bytes())
    header = text.partition("\n")[0]
    delimiter = max(",;\t", key=header.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    columns = [name.strip() for name in next(reader, [])]
    return format_of(columns, format_name), list(rows_of(reader, columns))


def decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def format_of(columns: list[str], name: str) -> ListFormat:
    wanted = [FORMATS[name]] if name else list(FORMATS.values())
    for known in wanted:
        if set(known.required) <= set(columns):
            return known
    missing = [f"{known.name}: {', '.join(sorted(set(known.required) - set(columns)))}" for known in wanted]
    sentence = _("The file lacks columns (%(columns)s).") % {"columns": "; ".join(missing)}
    raise Refused("missing_columns", sentence)


def rows_of(reader: Iterator[list[str]], columns: list[str]) -> Iterator[RawRow]:
    """Each row with the line on which it begins. A row that csv cannot cut is a faulty row, not the end."""
    while True:
        line = reader.line_num + 1  # type: ignore[attr-defined]
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield RawRow(line, {}, fault=str(error))
            continue
        if not any(cells):
            continue
        fault = ""
        if len(cells) != len(columns):
            fault = _(
                "%(count)s cells for %(columns)s columns: a separator or a quotation mark is missing."
            ) % {
                "count": len(cells),
                "columns": len(columns),
            }
        yield RawRow(line, dict(zip(columns, cells, strict=False)), fault=fault)
