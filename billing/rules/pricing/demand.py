"""What a day asks to be paid for: its minutes in order of time, each in one of its two half-days.

By the clock the venue's boundary cuts the day: a stay from 11:00 to 14:30 is two half-days. By duration the minutes
of all stays are counted together: so many make a half-day, beyond them it is a day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from billing.rules.pricing.facts import DayFacts, Stay
from billing.rules.pricing.settings import HalfDayBy, PriceRules
from espaces.rules.clock import instant
from espaces.rules.intervals import Interval, intersect, subtract


class Half(StrEnum):
    """Morning and afternoon by the clock; the first minutes and those beyond by duration."""

    FIRST = "first"
    SECOND = "second"


@dataclass(frozen=True)
class Piece:
    """Some minutes without gap of one reservation, within one half-day."""

    reservation_id: int
    span: Interval
    half: Half = Half.FIRST

    @property
    def minutes(self) -> int:
        return self.span.minutes


Demand = tuple[Piece, ...]
"""Pieces in order of time; no instant twice."""


def demand_of(facts: DayFacts) -> Demand:
    """The whole day, cut into half-days as the list says."""
    return cut_into_halves(_each_instant_once(facts.stays), facts, facts.rules.half_day_by)


def cut_into_halves(demand: Demand, facts: DayFacts, by: HalfDayBy) -> Demand:
    boundary = _boundary(demand, facts, by)
    if boundary is None:
        return _all_in(demand, Half.FIRST)
    before, after = _split_at(demand, boundary)
    return _all_in(before, Half.FIRST) + _all_in(after, Half.SECOND)


def longest_half_day(rules: PriceRules) -> int:
    """By duration: the most minutes that are still one half-day. Sheets disagree about exactly 5 h."""
    return rules.half_day_minutes if rules.exactly_is_half else rules.half_day_minutes - 1


def halves_of(demand: Demand) -> tuple[Half, ...]:
    return tuple(dict.fromkeys(piece.half for piece in demand))


def minutes_of(demand: Iterable[Piece]) -> int:
    return sum(piece.minutes for piece in demand)


def in_half(demand: Demand, half: Half) -> Demand:
    return tuple(piece for piece in demand if piece.half is half)


def not_in_half(demand: Demand, half: Half) -> Demand:
    return tuple(piece for piece in demand if piece.half is not half)


def first_minutes(demand: Demand, minutes: int) -> tuple[Demand, Demand]:
    """So many minutes in order of time, and those left."""
    end = _instant_after(demand, minutes)
    return (demand, ()) if end is None else _split_at(demand, end)


def split_by_hours(demand: Demand, hours: Interval) -> tuple[Demand, Demand]:
    """What lies inside some hours of the clock, and what does not."""
    inside = _with_spans(demand, lambda span: intersect([span], [hours]))
    return inside, _with_spans(demand, lambda span: subtract([span], [hours]))


def reservation_of(demand: Demand) -> int | None:
    """The only reservation that these minutes belong to, if it is only one."""
    ids = {piece.reservation_id for piece in demand}
    return ids.pop() if len(ids) == 1 else None


def _each_instant_once(stays: Iterable[Stay]) -> Demand:
    """In whole minutes: a presence may begin and end in the middle of one.

    Where two stays overlap (someone arrived before leaving) the minutes belong to the one begun first.
    """
    parts = ((part, stay.reservation_id) for stay in stays for part in stay.parts)
    spans = sorted((whole, number) for part, number in parts for whole in _in_whole_minutes(part))
    taken: list[Interval] = []
    pieces = []
    for span, reservation_id in spans:
        pieces += [Piece(reservation_id, left) for left in subtract([span], taken)]
        taken.append(span)
    return tuple(sorted(pieces, key=lambda piece: piece.span))


def _in_whole_minutes(part: Interval) -> Sequence[Interval]:
    return _clipped(*(at.replace(second=0, microsecond=0) for at in (part.start, part.end)))


def _boundary(demand: Demand, facts: DayFacts, by: HalfDayBy) -> datetime | None:
    if by is HalfDayBy.CLOCK:
        return instant(facts.day.date, facts.day.boundary, facts.zone)
    return _instant_after(demand, longest_half_day(facts.rules))


def _instant_after(demand: Demand, minutes: int) -> datetime | None:
    """When so many minutes of the demand have passed; None if it has no more than them."""
    for piece in demand:
        if minutes < piece.minutes:
            return piece.span.start + timedelta(minutes=minutes)
        minutes -= piece.minutes
    return None


def _split_at(demand: Demand, at: datetime) -> tuple[Demand, Demand]:
    before = _with_spans(demand, lambda span: _clipped(span.start, min(span.end, at)))
    return before, _with_spans(demand, lambda span: _clipped(max(span.start, at), span.end))


def _clipped(start: datetime, end: datetime) -> Sequence[Interval]:
    return [Interval(start, end)] if start < end else []


def _with_spans(demand: Demand, spans_of: Callable[[Interval], Sequence[Interval]]) -> Demand:
    return tuple(replace(piece, span=span) for piece in demand for span in spans_of(piece.span))


def _all_in(demand: Demand, half: Half) -> Demand:
    return tuple(replace(piece, half=half) for piece in demand)
