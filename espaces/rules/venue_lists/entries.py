from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Issue:
    """What is wrong in which column (its name in the file; empty: the whole row), in a sentence."""

    column: str
    reason: str


@dataclass(frozen=True)
class RawRow:
    """A row as the file has it. `line` is that of its beginning, as a text editor counts."""

    line: int
    cells: Mapping[str, str]
    fault: str = ""  # why the row could not even be cut into cells


@dataclass(frozen=True)
class Whereabouts:
    """All that a row says of its municipality; pieces may contradict one another."""

    code: str = ""  # INSEE code as declared
    located_code: str = ""  # INSEE code that somebody computed from the coordinates
    names: tuple[str, ...] = ()
    postcode: str = ""
    departement: str = ""


@dataclass
class Entry:
    """What was understood of a row. With a problem it is refused; with notes it is taken and they are said."""

    line: int
    external_id: str = ""
    values: dict[str, Any] = field(default_factory=dict)  # fields of Venue, as JSON can keep them
    whereabouts: Whereabouts = field(default_factory=Whereabouts)
    siren: str = ""
    structure_name: str = ""
    problems: list[Issue] = field(default_factory=list)
    notes: list[Issue] = field(default_factory=list)

    @property
    def name(self) -> str:
        return str(self.values.get("name", ""))


@dataclass(frozen=True)
class ListFormat:
    name: str
    required: tuple[str, ...]  # a file without one of these columns is not of this format
    column_of: Mapping[str, str]  # field of Venue -> column, to say where a problem is
    read: Callable[[RawRow], Entry]
