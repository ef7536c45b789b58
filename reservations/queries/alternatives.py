"""What is free instead: another time, another resource, another venue near by. A fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db.models import QuerySet

from espaces.models import Resource, Venue
from espaces.queries.territories import venues_near
from espaces.rules.intervals import Interval
from reservations.queries.availability import Reading, bookable_resources, cell_of, read, starts_of
from reservations.queries.facts import slot_rules
from reservations.rules.alternatives import NEAR_BY_KM, Candidate, nearest_alternatives
from reservations.rules.booking import HalfDayWanted
from reservations.rules.half_days import HalfDay, Stay
from reservations.rules.refusals import Code, Refusal

OFFERED = 4
VENUES_ASKED = 10
DESKS = frozenset({Resource.Kind.OPEN_SPACE, Resource.Kind.PRIVATE_OFFICE})
OF_TIME_OR_ROOM = frozenset(
    {Code.IN_PAST, Code.OUTSIDE_HOURS, Code.CLOSED, Code.TOO_SOON, Code.BUFFER, Code.FULL}
)
OTHER_HALVES = {
    HalfDay.MORNING: (HalfDay.MORNING, HalfDay.AFTERNOON),
    HalfDay.AFTERNOON: (HalfDay.AFTERNOON, HalfDay.MORNING),
    HalfDay.DAY: (HalfDay.DAY, HalfDay.MORNING, HalfDay.AFTERNOON),
}


@dataclass(frozen=True)
class Alternative:
    resource: Resource
    wanted: HalfDayWanted | Interval
    interval: Interval
    distance_km: float


def would_another_do(refusals: Iterable[Refusal]) -> bool:
    """Only when nothing but time and room is in the way: no other desk helps against a missing right."""
    codes = {refusal.code for refusal in refusals}
    return bool(codes) and codes <= OF_TIME_OR_ROOM


def alternatives_to(
    resource: Resource,
    wanted: HalfDayWanted | Interval,
    day: date,
    *,
    stay: Stay | None,
    venues: QuerySet[Venue],
    now: datetime,
) -> list[Alternative]:
    """`venues`: those the visitor may see. Only what everybody may book is offered, and the resource itself."""
    near = _distances(resource.venue, venues)
    resources = _comparable(resource, near)
    reading = read(resources, day, day, now)
    found: dict[Candidate, Alternative] = {}
    for other in resources:
        for choice, interval in _free_times(reading, other, wanted, day):
            distance = near[other.venue_id]
            candidate = Candidate(other.venue_id, other.pk, interval, distance)
            found.setdefault(candidate, Alternative(other, choice, interval, distance))
    if not found:
        return []
    asked = stay.interval if stay else min(candidate.interval for candidate in found)
    best = nearest_alternatives(Candidate(resource.venue_id, resource.pk, asked), found, limit=OFFERED)
    return [found[candidate] for candidate in best]


def _distances(venue: Venue, venues: QuerySet[Venue]) -> dict[int, float]:
    if venue.latitude is None or venue.longitude is None:
        return {venue.pk: 0.0}
    near = venues_near(venues, latitude=venue.latitude, longitude=venue.longitude, km=NEAR_BY_KM)
    found = {other.pk: vars(other)["distance_km"] for other in near[:VENUES_ASKED]}
    return {**found, venue.pk: 0.0}


def _comparable(resource: Resource, near: dict[int, float]) -> list[Resource]:
    """A desk or an office for a desk, a room for a room; what is reserved to some is offered to nobody."""
    kinds = DESKS if resource.kind in DESKS else {resource.kind}
    others = bookable_resources(near).filter(kind__in=kinds, booking_mode=resource.booking_mode)
    open_to_all = [
        other
        for other in others
        if other.audience == Resource.Audience.EVERYBODY and not other.required_documents
    ]
    return [resource, *(other for other in open_to_all if other.pk != resource.pk)]


def _free_times(
    reading: Reading, resource: Resource, wanted: HalfDayWanted | Interval, day: date
) -> Iterator[tuple[HalfDayWanted | Interval, Interval]]:
    if isinstance(wanted, HalfDayWanted):
        for half in OTHER_HALVES[wanted.half]:
            cell = cell_of(reading, resource, day, half)
            if cell.bookable and cell.stay:
                yield HalfDayWanted(day, half), cell.stay.interval
        return
    rules = slot_rules(resource)
    if rules is not None and rules.allows_length(wanted.minutes):
        for start in starts_of(reading, resource, day, duration=wanted.minutes):
            interval = Interval(start, start.astimezone(UTC) + timedelta(minutes=wanted.minutes))
            yield interval, interval
