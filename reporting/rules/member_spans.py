"""Who is a member from when to when, and who leaves at the end of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date


@dataclass(frozen=True)
class Span:
    membership_id: int
    person_id: int
    venue_id: int
    starts_on: date
    ends_on: date | None
    followed: bool = False

    @property
    def key(self) -> tuple[int, int]:
        return self.membership_id, self.person_id


def with_followers(spans: Iterable[Span]) -> list[Span]:
    """`followed`: on the day on which it ends, the person is a member by another one."""
    of_person: dict[int, list[Span]] = defaultdict(list)
    for span in spans:
        of_person[span.person_id].append(replace(span, followed=False))
    return [
        replace(span, followed=any(_holds(other, span.ends_on) for other in mine if other != span))
        for mine in of_person.values()
        for span in mine
    ]


def left_on(span: Span, today: date) -> Span | None:
    """Of somebody who is no longer in the membership: he was until today. None: he never began."""
    ends = min(span.ends_on or today, today)
    return replace(span, ends_on=ends) if span.starts_on < ends else None


def _holds(span: Span, day: date | None) -> bool:
    return day is not None and span.starts_on <= day and (span.ends_on is None or day < span.ends_on)
