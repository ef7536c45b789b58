"""Which venues have room, near here, at that time: four queries for a page, and one that finds the place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.core.cache import cache
from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Window

from espaces.models import Network, Resource, Venue, VenuePhoto
from espaces.queries.territories import venues_near
from espaces.rules.clock import calendar_day
from reservations import ports
from reservations.queries.availability import CellState, VenueFree, free_on
from reservations.queries.whereabouts import Whereabouts, whereabouts_of
from reservations.rules.half_days import HalfDay

PAGE_SIZE = 20
NEAR_KM = 100.0
LOOKED_THROUGH = 300
"""Among so many venues, the nearest first, the open or free ones are picked: each has to be computed."""
AT_ONCE = 30
"""So many are computed together, until the page is filled: mostly once, where two in three suit."""
FACTS_LAST = 60  # seconds


@dataclass(frozen=True)
class Wanted:
    """What a visitor asks for. `latitude` and `longitude` come from his device and go before `where`.

    `show`: "all" venues, those "open" at that time, or those with a "free" place.
    """

    day: date
    half: HalfDay
    where: str = ""
    latitude: float | None = None
    longitude: float | None = None
    kind: str = ""
    services: Sequence[str] = ()
    accessible: bool = False
    show: str = "all"
    page: int = 1


@dataclass(frozen=True)
class FoundVenue:
    """`distance_km` is None where no place was given; `has_desks`: something is booked by the half-day."""

    venue: Venue
    free: VenueFree
    distance_km: float | None
    photo_id: int | None
    has_desks: bool
    price: str

    @property
    def is_free(self) -> bool:
        return self.free.free > 0


@dataclass(frozen=True)
class Found:
    """`is_counted`: the page knows how many suit in all; else it only knows that there are more."""

    wanted: Wanted
    whereabouts: Whereabouts
    page: Page[FoundVenue]
    is_counted: bool = True

    @property
    def is_unknown(self) -> bool:
        """What was typed names neither a town nor a venue."""
        return bool(self.wanted.where) and not self.whereabouts.is_known


@dataclass(frozen=True)
class Facts:
    """Of a whole network. `free_now` is None outside opening hours: no place is free, and none is taken."""

    venues: int
    open_today: int
    free_now: int | None


def search_venues(venues: QuerySet[Venue], wanted: Wanted, now: datetime) -> Found:
    """A page of `venues` (those the visitor may see), nearest first when a place is given, else by name.

    On a page, what is free stands before what is not.
    """
    if wanted.latitude is not None and wanted.longitude is not None:
        place = Whereabouts(wanted.latitude, wanted.longitude)
    else:
        place = whereabouts_of(wanted.where, venues)
    if wanted.where and not place.is_known:
        return Found(wanted, place, _page([], 1, 0))
    arranged = _arranged(_filtered(venues, wanted), place)
    if wanted.show == "all":
        return Found(wanted, place, _page_of(arranged, wanted, now))
    page, is_counted = _picked_page_of(arranged, wanted, now)
    return Found(wanted, place, page, is_counted)


def _filtered(venues: QuerySet[Venue], wanted: Wanted) -> QuerySet[Venue]:
    conditions = Q()
    if wanted.kind:
        conditions &= Q(kind=wanted.kind)
    if wanted.services:
        conditions &= Q(services__contains=list(wanted.services))
    if wanted.accessible:
        conditions &= Q(wheelchair_accessible=True)
    photos = VenuePhoto.objects.filter(venue=OuterRef("pk")).order_by("position", "pk")
    desks = Resource.objects.active().filter(
        venue=OuterRef("pk"), booking_mode=Resource.BookingMode.HALF_DAYS
    )
    return venues.filter(conditions).annotate(
        photo_id=Subquery(photos.values("pk")[:1]), has_desks=Exists(desks)
    )


def _arranged(venues: QuerySet[Venue], place: Whereabouts) -> QuerySet[Venue]:
    """Nothing is known of where a town without coordinates and without neighbours lies: its département then."""
    if place.latitude is not None and place.longitude is not None:
        return venues_near(venues, latitude=place.latitude, longitude=place.longitude, km=NEAR_KM)
    if place.named:
        return venues.filter(pk__in=[venue.pk for venue in place.named]).order_by("name", "pk")
    if place.municipality:
        departement = place.municipality.departement_code
        return venues.filter(municipality__departement_code=departement).order_by("name", "pk")
    return venues.order_by("name", "pk")


def _page_of(venues: QuerySet[Venue], wanted: Wanted, now: datetime) -> Page[FoundVenue]:
    first = (wanted.page - 1) * PAGE_SIZE
    counted = venues.annotate(in_all=Window(Count("pk")))
    rows = list(counted[first : first + PAGE_SIZE])
    if not rows and wanted.page > 1:
        return _page_of(venues, replace(wanted, page=1), now)
    total = rows[0].in_all if rows else 0
    return _page(_with_freedom(rows, wanted, now), wanted.page, total)


def _picked_page_of(venues: QuerySet[Venue], wanted: Wanted, now: datetime) -> tuple[Page[FoundVenue], bool]:
    """Those that suit, in the same order; whether all were counted.

    Looking ends at the first one after the page, which says that there is a next page.
    """
    first = (wanted.page - 1) * PAGE_SIZE
    suits: list[FoundVenue] = []
    for begin in range(0, LOOKED_THROUGH, AT_ONCE):
        rows = list(venues[begin : min(begin + AT_ONCE, LOOKED_THROUGH)])
        suits += [found for found in _with_freedom(rows, wanted, now) if _suits(found, wanted)]
        if len(suits) > first + PAGE_SIZE:
            return _page(suits[first : first + PAGE_SIZE], wanted.page, first + PAGE_SIZE + 1), False
        if len(rows) < AT_ONCE:
            break
    if first >= len(suits):  # a page that is no more: the first one then
        return _page(suits[:PAGE_SIZE], 1, len(suits)), True
    return _page(suits[first : first + PAGE_SIZE], wanted.page, len(suits)), True


def _page(found: list[FoundVenue], number: int, total: int) -> Page[FoundVenue]:
    """The rows of one page, with the length of the whole list that they were cut from."""
    paginator: Paginator[Any] = Paginator([None] * total, PAGE_SIZE)
    in_order = sorted(found, key=lambda one: not one.is_free)
    return Page(in_order, min(number, paginator.num_pages), paginator)


def _suits(found: FoundVenue, wanted: Wanted) -> bool:
    if wanted.show == "free":
        return found.is_free
    return found.free.state not in {CellState.CLOSED, CellState.PAST}


def _with_freedom(rows: Sequence[Venue], wanted: Wanted, now: datetime) -> list[FoundVenue]:
    free = free_on(rows, wanted.day, wanted.half, now)
    prices: Mapping[int, str] = ports.from_prices([venue.pk for venue in rows])
    return [
        FoundVenue(
            venue=venue,
            free=free[venue.pk],
            distance_km=known.get("distance_km"),
            photo_id=known["photo_id"],
            has_desks=known["has_desks"],
            price=prices.get(venue.pk, ""),
        )
        for venue in rows
        for known in [vars(venue)]
    ]


def network_facts(venues: QuerySet[Venue], network: Network | None, now: datetime) -> Facts:
    """Counted over all `venues`, hence at most once a minute for everybody."""
    key = f"facts:{network.pk if network else 'all'}"
    facts: Facts | None = cache.get(key)
    if facts is None:
        facts = count_facts(list(venues), now)
        cache.set(key, facts, FACTS_LAST)
    return facts


def count_facts(venues: Sequence[Venue], now: datetime) -> Facts:
    """Each venue by its own clock."""
    open_today = free_now = 0
    under_way = False
    for day, half, there in _by_moment(venues, now):
        free = free_on(there, day, half, now)
        open_today += sum(one.opens_at is not None for one in free.values())
        free_now += sum(one.free for one in free.values())
        under_way |= any(one.total > 0 for one in free.values())
    return Facts(len(venues), open_today, free_now if under_way else None)


def _by_moment(venues: Sequence[Venue], now: datetime) -> list[tuple[date, HalfDay, list[Venue]]]:
    groups: dict[tuple[date, HalfDay], list[Venue]] = {}
    for venue in venues:
        local = now.astimezone(venue.zone)
        half = HalfDay.MORNING if local.time() < venue.half_day_boundary else HalfDay.AFTERNOON
        groups.setdefault((calendar_day(now, venue.zone), half), []).append(venue)
    return [(day, half, there) for (day, half), there in groups.items()]
