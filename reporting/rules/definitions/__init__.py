"""Every indicator, in every version that a frozen report may name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext_lazy as _

from reporting.rules.definitions import activity, attendance, avoided, money, occupancy, origin
from reporting.rules.definitions.definition import Definition

__all__ = [
    "CHAPTERS",
    "CURRENT",
    "DEFINITIONS",
    "Definition",
    "current",
    "definition",
    "named",
    "versions_of",
]

CHAPTERS = (
    (_("Who came"), attendance.DEFINITIONS),
    (_("How full"), occupancy.DEFINITIONS),
    (_("Who they are, from where"), origin.DEFINITIONS),
    (_("Companies and sessions"), activity.DEFINITIONS),
    (_("Journeys avoided"), avoided.DEFINITIONS),
    (_("Money and members"), money.DEFINITIONS),
)
DEFINITIONS: dict[tuple[str, int], Definition] = {
    (one.code, one.version): one for _title, chapter in CHAPTERS for one in chapter
}
CURRENT: dict[str, int] = {
    code: max(v for c, v in DEFINITIONS if c == code) for code, _version in DEFINITIONS
}
"""The version in use of each indicator, in the order in which they are shown."""


def definition(code: str, version: int) -> Definition:
    """Raises KeyError for what never existed."""
    return DEFINITIONS[code, version]


def current(code: str) -> Definition:
    return DEFINITIONS[code, CURRENT[code]]


def versions_of(code: str) -> list[Definition]:
    """The newest first."""
    return sorted((one for one in DEFINITIONS.values() if one.code == code), key=lambda d: -d.version)


def named(versions: Mapping[str, int]) -> Iterable[Definition]:
    return [DEFINITIONS[code, version] for code, version in versions.items()]
