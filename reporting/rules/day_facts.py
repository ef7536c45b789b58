"""All the facts of one venue and presence day: the one place where they are made, for the past and for today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from reporting.rules.openings import Offered, offered, why_closed
from reporting.rules.outcomes import Outcome, outcomes
from reporting.rules.raw_days import Frame, RawDay
from reporting.rules.visits import Visit, visits


@dataclass(frozen=True)
class DayFacts:
    """`closed` is empty, or says why nobody could come (VenueDay.Closed)."""

    frame: Frame
    closed: str
    visits: tuple[Visit, ...]
    outcomes: tuple[Outcome, ...]
    offered: tuple[Offered, ...]


def facts_of(raw: RawDay, now: datetime) -> DayFacts:
    """Of a day that is over, or under way: then as it stands at `now`."""
    found = offered(raw, now)
    return DayFacts(
        frame=raw.frame,
        closed=why_closed(raw, found),
        visits=tuple(visits(raw, now)),
        outcomes=tuple(outcomes(raw, now)),
        offered=tuple(found),
    )
