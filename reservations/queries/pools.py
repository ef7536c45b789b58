"""What the seating rules need: the places of resources, who sits on them, and which places are closed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from espaces.models import Resource
from espaces.rules.clock import date_span
from espaces.rules.intervals import Interval
from espaces.rules.opening import place_closures
from espaces.rules.seasons import VenueCalendars
from reservations.models import Reservation
from reservations.rules.lifecycle import has_lapsed
from reservations.rules.places import Place, Seated
from reservations.rules.seating import free_count

MARGIN = timedelta(hours=36)
"""Read around a wanted range. Whatever reaches over it is held in its place: its neighbours are not known."""


@dataclass(frozen=True)
class Pool:
    """The places of one resource and what holds them over the range that was read.

    `lapsed`: reservations that hold nothing any more, but that the database still counts until somebody ends them.
    """

    places: tuple[Place, ...]
    occupied: tuple[Seated, ...]
    closed: Mapping[int, list[Interval]]
    lapsed: tuple[int, ...] = ()

    def free_over(self, wanted: Interval) -> int:
        """How many more reservations (buffers included in `wanted`) the pool admits."""
        near = [seated for seated in self.occupied if seated.blocked.overlaps(wanted)]
        return free_count(self.places, near, wanted, closed=self.closed)

    def size_over(self, wanted: Interval) -> int:
        """Places that exist and are not closed over `wanted`, taken or not."""
        return free_count(self.places, (), wanted, closed=self.closed)


def pools_of(
    resources: Sequence[Resource],
    calendars: Mapping[int, VenueCalendars],
    span: Interval,
    now: datetime,
    *,
    without: int | None = None,
) -> dict[int, Pool]:
    """One pool per resource (by id), one query whatever their number; `calendars` are by venue.

    `without`: the reservation being moved. Lapsed holds do not count. Reservations that have started, or were
    promised their place, are pinned.
    """
    places = {resource.pk: _places(calendars[resource.venue_id], resource.pk) for resource in resources}
    window = span.widened(before=MARGIN, after=MARGIN)
    seated, lapsed = _seated([p.id for group in places.values() for p in group], window, now, without)
    return {
        resource.pk: Pool(
            places=places[resource.pk],
            occupied=tuple(s for place in places[resource.pk] for s in seated[place.id]),
            closed=_closed(calendars[resource.venue_id], places[resource.pk]),
            lapsed=tuple(pk for place in places[resource.pk] for pk in lapsed[place.id]),
        )
        for resource in resources
    }


def _places(calendars: VenueCalendars, resource_id: int) -> tuple[Place, ...]:
    zone = calendars.venue.zone
    return tuple(
        Place(dated.id, dated.number, dated.features, *date_span(dated.valid_from, dated.valid_to, zone))
        for dated in calendars.places
        if dated.resource_id == resource_id
    )


def _seated(
    place_ids: list[int], window: Interval, now: datetime, without: int | None
) -> tuple[dict[int, list[Seated]], dict[int, list[int]]]:
    """By place: who sits there, and the ids of what has lapsed there."""
    rows = (
        Reservation.objects.holding()
        .filter(place__in=place_ids, ends_at__gt=window.start, starts_at__lt=window.end)
        .values_list(
            *("pk", "place_id", "blocked", "starts_at", "ends_at", "pinned", "released_at"),
            *("status", "hold_until"),
        )
    )
    seated: dict[int, list[Seated]] = defaultdict(list)
    lapsed: dict[int, list[int]] = defaultdict(list)
    for pk, place_id, blocked, starts_at, ends_at, pinned, released_at, status, until in rows.order_by("pk"):
        if has_lapsed(status, starts_at, until, now):
            lapsed[place_id].append(pk)
            continue
        if blocked.isempty or pk == without:
            continue
        taken = Interval(blocked.lower, blocked.upper)
        stay = taken if released_at else Interval(starts_at, ends_at)
        fixed = pinned or starts_at <= now or not window.contains(taken)
        seated[place_id].append(Seated(pk, place_id, taken, stay, fixed))
    return seated, lapsed


def _closed(calendars: VenueCalendars, places: Iterable[Place]) -> dict[int, list[Interval]]:
    closed = {place.id: place_closures(calendars.venue.closures, place.id) for place in places}
    return {place_id: intervals for place_id, intervals in closed.items() if intervals}
