from __future__ import annotations

import csv
import io

from django.utils.translation import gettext as _

from espaces.errors import Refused
from espaces.rules.venue_lists import Issue
from espaces.services.venue_import.reading import decoded, rows_of
from reservations.rules.member_lists import COLUMNS, REQUIRED, MemberEntry, columns_of, read_entry

MOST = 5_000


def read_members(content: bytes) -> list[MemberEntry]:
    """The lines of a CSV file, UTF-8 or Windows, with commas, semicolons or tabs, its columns in French or English.

    Raises Refused when the file as a whole cannot be read.
    """
    text = decoded(content)
    header = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=header.count))
    names = [name.strip() for name in next(reader, [])]
    columns = columns_of(names)
    missing = [COLUMNS[name][0] for name in REQUIRED if name not in columns]
    if missing:
        sentence = _("The file lacks columns (%(columns)s).") % {"columns": ", ".join(missing)}
        raise Refused("missing_columns", sentence)
    entries = []
    for row in rows_of(reader, names):
        if row.fault:
            entries.append(MemberEntry(row.line, problems=[Issue("", row.fault)]))
        else:
            entries.append(read_entry(row.line, row.cells, columns))
        if len(entries) > MOST:
            raise Refused("too_long", _("At most %(most)s lines at once: cut the file.") % {"most": MOST})
    return entries
