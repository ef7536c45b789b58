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


def most_at_once(during: Dated, others: Iterable[Dated]) -> int:
    """How many of `others` hold on the busiest day of `during`. It can only be the first day of one of them."""
    there = [other for other in others if overlap(during, other)]
    days = {max(during.starts_on, other.starts_on) for other in there}
    return max((sum(_holds(other, day) for other in there) for day in days), default=0)


def _holds(dated: Dated, day: date) -> bool:
    return dated.starts_on <= day and (dated.ends_on is None or day < dated.ends_on)
