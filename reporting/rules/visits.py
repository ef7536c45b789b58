"""Who was there, half-days and minutes: one visit a person, whatever was used at the same time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from espaces.rules.intervals import Interval, intersect, subtract, total_minutes
from reporting.rules.raw_days import Came, Frame, RawDay, Reserved, between, time_there

SHORTEST_HALF_DAY = 30
"""Minutes inside a half-day from which it is used."""


@dataclass(frozen=True, order=True)
class Visit:
    person_id: int
    morning: bool
    afternoon: bool
    minutes: int
    kinds: tuple[str, ...]
    attended: bool


@dataclass(frozen=True)
class _Use:
    """One stay, recorded or estimated, and what of it lies in the day: nothing when it was under a minute."""

    kind: str
    times: tuple[Interval, ...]
    attended: bool


def visits(raw: RawDay, now: datetime) -> list[Visit]:
    """Arrivals count for who came, as corrected. Where arrivals are not recorded, a confirmed reservation to which
    nobody came is taken for a visit as long as the stay, closures apart; a place given for a period is not.
    """
    uses: dict[int, list[_Use]] = defaultdict(list)
    for person_id, use in (*_recorded(raw, now), *_estimated(raw, now)):
        uses[person_id].append(use)
    return [_visit(person_id, found, raw.frame) for person_id, found in sorted(uses.items())]


def _recorded(raw: RawDay, now: datetime) -> Iterator[tuple[int, _Use]]:
    for came in raw.came:
        part = _part_of_day(came, raw.frame, now)
        if part or raw.frame.bounds.has(came.started_at):
            yield came.person_id, _Use(came.kind, part, attended=True)


def _part_of_day(came: Came, frame: Frame, now: datetime) -> tuple[Interval, ...]:
    """Whoever stays over the cut-off is there on both days."""
    times = time_there(came, now)
    part = times and times.clip(frame.bounds)
    return (part,) if part else ()


def _estimated(raw: RawDay, now: datetime) -> Iterator[tuple[int, _Use]]:
    if raw.frame.counts_arrivals:
        return
    for reserved in raw.reserved:
        if reserved.confirmed and not reserved.allotted and not reserved.arrived:
            times = _stay_in_day(reserved, raw, now)
            if times:
                yield reserved.person_id, _Use(reserved.kind, times, attended=False)


def _stay_in_day(reserved: Reserved, raw: RawDay, now: datetime) -> tuple[Interval, ...]:
    begun = between(reserved.stay.start, min(reserved.stay.end, now))
    part = begun and begun.clip(raw.frame.bounds)
    closed = (one.interval for one in raw.closures if one.concerns(reserved.resource_id, reserved.place_id))
    return tuple(subtract([part], closed)) if part else ()


def _visit(person_id: int, uses: list[_Use], frame: Frame) -> Visit:
    times = [interval for use in uses for interval in use.times]
    return Visit(
        person_id=person_id,
        morning=_is_used(times, frame.bounds.start, frame.boundary_at),
        afternoon=_is_used(times, frame.boundary_at, frame.bounds.end),
        minutes=total_minutes(times),
        kinds=tuple(sorted({use.kind for use in uses})),
        attended=any(use.attended for use in uses),
    )


def _is_used(times: list[Interval], start: datetime, end: datetime) -> bool:
    half = between(start, end)
    return half is not None and total_minutes(intersect(times, [half])) >= SHORTEST_HALF_DAY
