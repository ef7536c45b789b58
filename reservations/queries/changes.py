"""Where reservations could go that a change would hit. Read while the change is made, before it is taken back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from espaces.models import Place, Resource, Venue
from espaces.rules.clock import ONE_DAY
from espaces.rules.intervals import Interval
from reservations.models import Reservation
from reservations.queries.availability import Reading, bookable_resources, cell_of, read, starts_of
from reservations.queries.conflicts import fits_calendar
from reservations.queries.facts import buffer_of
from reservations.rules.alternatives import Candidate, nearest_alternatives
from reservations.rules.booking import HalfDayWanted
from reservations.rules.buffers import blocked_range
from reservations.rules.half_days import HalfDay
from reservations.rules.seating import choose_place, taken_by

OFFERED = 4
DAYS_AFTER = 3
DESKS = frozenset({Resource.Kind.OPEN_SPACE, Resource.Kind.PRIVATE_OFFICE})
OTHER_HALF = {HalfDay.MORNING: HalfDay.AFTERNOON, HalfDay.AFTERNOON: HalfDay.MORNING}


@dataclass(frozen=True)
class Way:
    """Where and when to move. `place`: at the same time, on another place of the same resource."""

    resource: Resource
    wanted: HalfDayWanted | Interval
    interval: Interval
    place: Place | None = None


@dataclass(frozen=True)
class Hit:
    """A reservation that the change hits, and its ways out, the nearest first."""

    reservation: Reservation
    ways: Sequence[Way]


def ways_out(hits: Sequence[Reservation], now: datetime) -> list[Hit]:
    """At the venues of the same structure: money does not change hands by a move. Six queries for all hits."""
    if not hits:
        return []
    structure = hits[0].structure_id
    venues = Venue.objects.published().filter(structure=structure).values_list("pk", flat=True)
    resources = list(bookable_resources({*venues, hits[0].venue_id}))
    days = [hit.booking_day for hit in hits]
    if not resources:
        return [Hit(reservation, ()) for reservation in hits]
    reading = read(resources, min(days), max(days) + ONE_DAY * DAYS_AFTER, now)
    places = {place.pk: place for place in Place.objects.filter(resource__in={h.resource_id for h in hits})}
    return [Hit(r, [*_beside(r, reading, places), *_ways_of(r, reading)][:OFFERED]) for r in hits]


def _beside(reservation: Reservation, reading: Reading, places: Mapping[int, Place]) -> Iterator[Way]:
    """Another place of the same resource, when only the place goes."""
    resource = next((r for r in reading.resources if r.pk == reservation.resource_id), None)
    if resource is None or not fits_calendar(reservation, reading.calendar(resource)):
        return
    pool = reading.pools[resource.pk]
    stay = Interval(reservation.starts_at, reservation.ends_at)
    blocked = blocked_range(stay, buffer_of(resource))
    taken = taken_by(pool.occupied, pool.closed)
    place_id = choose_place(pool.places, taken, blocked, None, frozenset(reservation.needs))
    if place_id is not None:
        half = HalfDay(reservation.half_day) if reservation.half_day else None
        wanted = HalfDayWanted(reservation.booking_day, half) if half else stay
        yield Way(resource, wanted, stay, places[place_id])


def _ways_of(reservation: Reservation, reading: Reading) -> list[Way]:
    found: dict[Candidate, Way] = {}
    for resource in _comparable(reservation, reading.resources):
        for way in _free(reservation, resource, reading):
            found.setdefault(Candidate(resource.venue_id, resource.pk, way.interval), way)
    stay = Interval(reservation.starts_at, reservation.ends_at)
    asked = Candidate(reservation.venue_id, reservation.resource_id, stay)
    return [found[candidate] for candidate in nearest_alternatives(asked, found, limit=OFFERED)]


def _comparable(reservation: Reservation, resources: Sequence[Resource]) -> list[Resource]:
    """A desk for a desk, a room for a room that holds as many; nothing that asks for rights of its own."""
    kind = reservation.resource.kind
    kinds = DESKS if kind in DESKS else {kind}
    return [
        resource
        for resource in resources
        if resource.pk == reservation.resource_id
        or (
            resource.kind in kinds
            and resource.booking_mode == reservation.resource.booking_mode
            and resource.capacity >= reservation.party_size
            and resource.audience == Resource.Audience.EVERYBODY
            and not resource.required_documents
        )
    ]


def _free(reservation: Reservation, resource: Resource, reading: Reading) -> Iterator[Way]:
    days = [reservation.booking_day + ONE_DAY * n for n in range(DAYS_AFTER + 1)]
    for day in days:
        if reservation.half_day:
            yield from _free_halves(HalfDay(reservation.half_day), resource, day, days[0], reading)
        else:
            yield from _free_times(reservation, resource, day, days[0], reading)


def _free_halves(
    half: HalfDay, resource: Resource, day: date, own_day: date, reading: Reading
) -> Iterator[Way]:
    halves = [half, OTHER_HALF[half]] if day == own_day and half in OTHER_HALF else [half]
    for other in halves:
        cell = cell_of(reading, resource, day, other)
        if cell.bookable and cell.stay is not None:
            yield Way(resource, HalfDayWanted(day, other), cell.stay.interval)


def _free_times(
    reservation: Reservation, resource: Resource, day: date, own_day: date, reading: Reading
) -> Iterator[Way]:
    """Any time of the same day, the same time of the next ones."""
    length = reservation.ends_at - reservation.starts_at
    zone = resource.venue.zone
    same_time = reservation.starts_at.astimezone(zone).time()
    for start in starts_of(reading, resource, day, duration=int(length / timedelta(minutes=1))):
        if day == own_day or start.time() == same_time:
            interval = Interval(start, start.astimezone(UTC) + length)
            yield Way(resource, interval, interval)
