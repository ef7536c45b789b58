"""A person as a host types the name at the door: "Camille Roux", or "Camille Roux (n° 12)" when there are two."""

from __future__ import annotations

import re
from dataclasses import dataclass

NUMBERED = re.compile(r"\(n°\s*(?P<number>\d{1,18})\)\s*$")


@dataclass(frozen=True)
class NewVisitor:
    """Somebody whom the structure does not know yet."""

    first_name: str
    last_name: str

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


def visitor_typed(name: str) -> NewVisitor:
    """The first word is the given name, the rest the family name."""
    first, _space, last = " ".join(NUMBERED.sub("", name).split()).partition(" ")
    return NewVisitor(first[:80], last[:80])


def number_typed(name: str) -> int | None:
    """The person's number, where the suggestion that was taken carries it."""
    found = NUMBERED.search(name)
    return int(found["number"]) if found else None
