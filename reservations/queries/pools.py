"""What the seating rules need: the places of resources, who sits on them, and which places are closed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from espaces.models import Place as PlaceRow, Resource
from espaces.rules.clock import date_span
from espaces.rules.intervals import Interval
from espaces.rules.opening import place_closures
from espaces.rules.seasons import VenueCalendars
from reservations.models import Reservation
from reservations.rules.places import Place, Seated
from reservations.rules.seating import free_count

MARGIN = timedelta(hours=36)
"""Read around a wanted range. Whatever reaches over it is held in its place: its neighbours are not known."""


@dataclass(frozen=True)
class Pool:
    """The places of one resource and what holds them over the range that was read."""

    places: tuple[Place, ...]
    occupied: tuple[Seated, ...]
    closed: Mapping[int, list[Interval]]

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
    """One pool per resource (by id), two queries whatever their number; `calendars` are by venue.

    `without`: the reservation being moved. Lapsed holds do not count. Reservations that have started, or were
    promised their place, are pinned.
    """
    places = _places(resources, {r.pk: calendars[r.venue_id].venue.zone for r in resources})
    window = span.widened(before=MARGIN, after=MARGIN)
    seated = _seated([place.id for group in places.values() for place in group], window, now, without)
    return {
        resource.pk: Pool(
            places=tuple(places[resource.pk]),
            occupied=tuple(s for place in places[resource.pk] for s in seated[place.id]),
            closed=_closed(calendars[resource.venue_id], places[resource.pk]),
        )
        for resource in resources
    }


def _places(resources: Iterable[Resource], zones: Mapping[int, ZoneInfo]) -> dict[int, list[Place]]:
    found: dict[int, list[Place]] = {pk: [] for pk in zones}
    rows = PlaceRow.objects.filter(resource__in=[r.pk for r in resources]).order_by("resource_id", "number")
    for row in rows:
        first, after_last = date_span(row.valid_from, row.valid_to, zones[row.resource_id])
        found[row.resource_id].append(Place(row.pk, row.number, frozenset(row.features), first, after_last))
    return found


def _seated(
    place_ids: list[int], window: Interval, now: datetime, without: int | None
) -> dict[int, list[Seated]]:
    rows = (
        Reservation.objects.holding_at(now)
        .filter(place__in=place_ids, ends_at__gt=window.start, starts_at__lt=window.end)
        .exclude(pk__in=[] if without is None else [without])
        .exclude(blocked__isempty=True)
        .order_by("pk")
        .values_list("pk", "place_id", "blocked", "starts_at", "ends_at", "pinned", "released_at")
    )
    seated: dict[int, list[Seated]] = defaultdict(list)
    for pk, place_id, blocked, starts_at, ends_at, pinned, released_at in rows:
        taken = Interval(blocked.lower, blocked.upper)
        stay = taken if released_at else Interval(starts_at, ends_at)
        fixed = pinned or starts_at <= now or not window.contains(taken)
        seated[place_id].append(Seated(pk, place_id, taken, stay, fixed))
    return seated


def _closed(calendars: VenueCalendars, places: Iterable[Place]) -> dict[int, list[Interval]]:
    closed = {place.id: place_closures(calendars.venue.closures, place.id) for place in places}
    return {place_id: intervals for place_id, intervals in closed.items() if intervals}
