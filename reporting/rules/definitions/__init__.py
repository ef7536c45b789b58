"""Every indicator, in every version that a frozen report may name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from reporting.rules.definitions import activity, attendance, avoided, money, occupancy, origin
from reporting.rules.definitions.definition import Definition

__all__ = ["CURRENT", "DEFINITIONS", "Definition", "current", "definition", "named", "versions_of"]

DEFINITIONS: dict[tuple[str, int], Definition] = {
    (one.code, one.version): one
    for chapter in (attendance, occupancy, origin, activity, avoided, money)
    for one in chapter.DEFINITIONS
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
