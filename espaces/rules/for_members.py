"""Which version of an offer holds for a member: see espaces.models.ForMembers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Protocol


class Version(Protocol):
    @property
    def agreed_from(self) -> date: ...
    @property
    def agreed_until(self) -> date | None: ...
    @property
    def others_from(self) -> date | None: ...


def version_for[T: Version](versions: Iterable[T], agreed_on: date, day: date) -> T | None:
    """The latest version that holds on `day` for who agreed on `agreed_on`; None: the plan says nothing of it.

    A version replaced on the very day it began never held for anybody.
    """
    holding = [one for one in versions if not is_void(one) and _holds(one, agreed_on, day)]
    return max(holding, key=lambda one: one.agreed_from, default=None)


def is_void(version: Version) -> bool:
    return version.agreed_until == version.agreed_from


def _holds(version: Version, agreed_on: date, day: date) -> bool:
    if agreed_on < version.agreed_from:
        return version.others_from is not None and version.others_from <= day
    return version.agreed_until is None or agreed_on < version.agreed_until
