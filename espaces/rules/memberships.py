"""Where a plan is valid and when a place may be given: facts in, yes or no out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Protocol


class Dated(Protocol):
    """From a day (included) to a day (excluded), or without end."""

    @property
    def starts_on(self) -> date: ...
    @property
    def ends_on(self) -> date | None: ...


def overlap(first: Dated, second: Dated) -> bool:
    return (first.ends_on is None or second.starts_on < first.ends_on) and (
        second.ends_on is None or first.starts_on < second.ends_on
    )


def lies_within(inner: Dated, outer: Dated) -> bool:
    if inner.starts_on < outer.starts_on:
        return False
    return outer.ends_on is None or (inner.ends_on is not None and inner.ends_on <= outer.ends_on)


def first_overlap[T: Dated](wanted: Dated, taken: Iterable[T]) -> T | None:
    return next((other for other in taken if overlap(wanted, other)), None)
