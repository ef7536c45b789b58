"""The SQL of figures: files that stand on one another by name, put together into one statement.

One statement sees one state of the database, and counts each visit once for all that is made of it. Table names are
not qualified, so that temporary tables of the same names come first: that is how frozen evidence is recomputed.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "sql"
NAME = re.compile(r"\b[a-z][a-z_]*_v[0-9]+\b")


@cache
def text_of(name: str) -> str:
    return (FOLDER / f"{name}.sql").read_text()


def statement_for(names: Collection[str]) -> str:
    """Each row of each query: its name, and the row as JSON."""
    relations = ",\n".join(f"{name} AS (\n{text})" for name, text in files_of(names))
    rows = "\nUNION ALL\n".join(
        f"SELECT '{name}', to_jsonb(found)::text FROM {name} AS found"  # noqa: S608
        for name in names
    )
    return f"WITH {relations}\n{rows}"


def files_of(names: Collection[str]) -> list[tuple[str, str]]:
    """The files with what they stand on, which comes first: names and SQL."""
    known: dict[str, None] = {}
    for name in names:
        _gather(name, known)
    return [(name, text_of(name)) for name in known]


def _gather(name: str, known: dict[str, None]) -> None:
    """What a file stands on comes before it."""
    if name not in known:
        for other in NAME.findall(text_of(name)):
            if other != name:
                _gather(other, known)
        known[name] = None
