"""Ranges of days, from one (included) to one (excluded) or without end."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

Range = tuple[date, date | None]


def days_left(whole: Range, taken: Iterable[Range]) -> list[Range]:
    """Of a range, what none of the others takes: these are in order and do not meet."""
    start, after = whole
    left: list[Range] = []
    for begins, ends in taken:
        if start < begins and (after is None or start < after):
            left.append((start, begins if after is None else min(begins, after)))
        if ends is None:
            return left
        start = max(start, ends)
    return [*left, (start, after)] if after is None or start < after else left
