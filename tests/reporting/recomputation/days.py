"""Visits, outcomes of reservations and openings, minute after minute."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from tests.reporting.recomputation.raw import PARIS, Raw, Stay

HOLIDAYS = {
    dt.date.fromisoformat(f"2026-{day}")
    for day in (
        "01-01",
        "04-06",
        "05-01",
        "05-08",
        "05-14",
        "05-25",
        "07-14",
        "08-15",
        "11-01",
        "11-11",
        "12-25",
    )
}
ONE = dt.timedelta(days=1)


@cache
def clock(minute: int) -> dt.datetime:
    """What the clock on the wall shows."""
    return dt.datetime.fromtimestamp(minute * 60, PARIS).replace(tzinfo=None)


@dataclass
class Visit:
    minutes: set[int] = field(default_factory=set)
    attended: bool = False


@dataclass
class Opened:
    """Minutes of places, by hour of the clock."""

    places: int
    watched: bool
    open: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    booked: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    attended: dict[int, int] = field(default_factory=lambda: defaultdict(int))


@dataclass
class Outcome:
    confirmed: int = 0
    due: int = 0
    missed: int = 0
    cancelled: int = 0


class Days:
    """All that happened on the days that are over."""

    def __init__(self, raw: Raw) -> None:
        self.raw = raw
        self.today = {venue: self.day_of(venue, raw.now) for venue in raw.cut_offs}
        self.visits: dict[tuple[int, int, dt.date], Visit] = defaultdict(Visit)
        self.outcomes: dict[tuple[int, int, dt.date], Outcome] = defaultdict(Outcome)
        self.opened: dict[tuple[int, dt.date], Opened] = {}
        self._presences()
        self._estimates()
        self._outcomes()
        for resource in raw.kinds:
            self._openings(resource)

    def day_of(self, venue: int, at: int) -> dt.date:
        shown = clock(at)
        return shown.date() - ONE if shown.time() < self.raw.cut_offs[venue] else shown.date()

    def is_over(self, venue: int, day: dt.date) -> bool:
        return self.raw.first_days[venue] <= day < self.today[venue]

    def halves(self, visit: tuple[int, int, dt.date]) -> int:
        """One half-day, or two: both used for half an hour, or five hours in all."""
        minutes = self.visits[visit].minutes
        noon = dt.datetime.combine(visit[2], dt.time(13))
        morning = sum(clock(at) < noon for at in minutes)
        both = morning >= 30 and len(minutes) - morning >= 30
        return 2 if both or len(minutes) >= 300 else 1

    def _presences(self) -> None:
        for there in self.raw.presences:
            venue = there.stay.venue
            days = {self.day_of(venue, at) for at in (there.start, *range(there.start, there.end))}
            for day in days:
                if self.is_over(venue, day):
                    self.visits[there.person, venue, day].attended = True
            for at in range(there.start, there.end):
                self._use(there.person, venue, at)

    def _estimates(self) -> None:
        for stay in self.raw.stays:
            estimated = stay.status == "confirmed" and not stay.allotted and stay.pk not in self.raw.arrived
            if estimated and not self.raw.records_arrivals[stay.venue]:
                for at in range(stay.start, min(stay.end, self.raw.now)):
                    if not self._is_closed((stay.venue, stay.resource, stay.place), at):
                        self._use(stay.person, stay.venue, at)

    def _use(self, person: int, venue: int, at: int) -> None:
        day = self.day_of(venue, at)
        if self.is_over(venue, day):
            self.visits[person, venue, day].minutes.add(at)

    def _outcomes(self) -> None:
        for stay in self.raw.stays:
            day = self.day_of(stay.venue, stay.start)
            given_up = stay.status == "cancelled" and not stay.allotted
            if self.is_over(stay.venue, day) and (stay.status == "confirmed" or given_up):
                self._count(stay, self.outcomes[stay.person, stay.venue, day])

    def _count(self, stay: Stay, outcome: Outcome) -> None:
        if stay.status == "cancelled":
            outcome.cancelled += 1
            return
        outcome.confirmed += 1
        if self.raw.records_arrivals[stay.venue] and not stay.allotted:
            outcome.due += 1
            outcome.missed += stay.pk not in self.raw.arrived

    def _openings(self, resource: int) -> None:
        venue = self.raw.kinds[resource][0]
        booked, attended = defaultdict(set), defaultdict(set)
        for stay in self.raw.stays:
            if stay.resource == resource and stay.status == "confirmed":
                booked[stay.place].update(range(stay.start, stay.end))
        for there in self.raw.presences:
            if there.stay.resource == resource:
                attended[there.stay.place].update(range(there.start, there.end))
        for at in self._open_minutes(resource):
            day = self.day_of(venue, at)
            opened = self.opened.setdefault(
                (resource, day), Opened(len(self.raw.places[resource]), self.raw.records_arrivals[venue])
            )
            for place in self.raw.places[resource]:
                if not self._is_closed((venue, resource, place), at):
                    opened.open[clock(at).hour] += 1
                    opened.booked[clock(at).hour] += at in booked[place]
                    opened.attended[clock(at).hour] += at in attended[place]

    def _open_minutes(self, resource: int) -> Iterator[int]:
        venue = self.raw.kinds[resource][0]
        first = dt.datetime.combine(self.raw.first_days[venue], dt.time(0), PARIS)
        for at in range(int(first.timestamp()) // 60, self.raw.now):
            if self.is_over(venue, self.day_of(venue, at)) and self._is_open(resource, at):
                yield at

    def _is_open(self, resource: int, at: int) -> bool:
        venue = self.raw.kinds[resource][0]
        own = [one for one in self.raw.hours if one.resource == resource]
        shown = clock(at)
        for one in own or [one for one in self.raw.hours if one.venue == venue and one.resource is None]:
            for day in (shown.date(), shown.date() - ONE):
                if day.weekday() == one.weekday and day not in HOLIDAYS:
                    closing = day + ONE if one.closes <= one.opens else day
                    opens, closes = (
                        dt.datetime.combine(day, one.opens),
                        dt.datetime.combine(closing, one.closes),
                    )
                    if opens <= shown < closes:
                        return True
        return False

    def _is_closed(self, place: tuple[int, int, int], at: int) -> bool:
        return any(shut.holds(place, at) for shut in self.raw.closures)
