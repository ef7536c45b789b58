"""What became of reservations: each counts once, on the day in which its stay begins (or was to begin)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from reporting.rules.raw_days import Frame, RawDay, Reserved


@dataclass(frozen=True, order=True)
class Outcome:
    """Of one person. What `due` and `missed` mean is said by BookingDay."""

    person_id: int
    confirmed: int
    due: int
    missed: int
    cancelled: int


def outcomes(raw: RawDay, now: datetime) -> list[Outcome]:
    found: dict[int, list[Reserved]] = defaultdict(list)
    for reserved in raw.reserved:
        counts = reserved.confirmed or not reserved.allotted
        if counts and raw.frame.bounds.has(reserved.stay.start):
            found[reserved.person_id].append(reserved)
    return [_outcome(person_id, mine, raw.frame, now) for person_id, mine in sorted(found.items())]


def _outcome(person_id: int, mine: list[Reserved], frame: Frame, now: datetime) -> Outcome:
    due = [reserved for reserved in mine if _is_due(reserved, frame, now)]
    return Outcome(
        person_id=person_id,
        confirmed=sum(reserved.confirmed for reserved in mine),
        due=len(due),
        missed=sum(not reserved.arrived for reserved in due),
        cancelled=sum(not reserved.confirmed for reserved in mine),
    )


def _is_due(reserved: Reserved, frame: Frame, now: datetime) -> bool:
    """Somebody was to come, and the time for it is over: with the stay, or with the day if it ends first.

    A place that was released to others was due all the same.
    """
    over = min(reserved.stay.end, frame.bounds.end) <= now
    return over and reserved.confirmed and not reserved.allotted and frame.counts_arrivals
