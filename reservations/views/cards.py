"""What one line of a list says of a venue, in the words of a visitor."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _, ngettext, pgettext

from espaces.rules.dates_in_words import time_in_words
from espaces.rules.map_drawing import MapDrawing, MapPoint, draw_map
from reservations.queries.availability import CellState, VenueFree
from reservations.queries.search import FoundVenue, Wanted
from reservations.rules.half_days import HalfDay


@dataclass(frozen=True)
class Card:
    """The parameters of components/venue_card.html. `free` None: `state` says why there is no number."""

    pk: int
    name: str
    href: str
    photo_url: str
    distance: str
    services: str
    free: int | None
    state: str
    otherwise: str
    otherwise_href: str
    price: str


def cards_of(found: Iterable[FoundVenue], wanted: Wanted) -> list[Card]:
    return [_card(one, wanted) for one in found]


def _card(found: FoundVenue, wanted: Wanted) -> Card:
    venue, free = found.venue, found.free
    other = _other_half(found, wanted.half)
    return Card(
        pk=venue.pk,
        name=venue.name,
        href=venue_address(venue.slug, wanted.day, wanted.half),
        photo_url=reverse("espaces:photo", args=[found.photo_id, "small"]) if found.photo_id else "",
        distance=distance_in_words(found.distance_km),
        services=_line(found),
        free=free.free if found.is_free else None,
        state="" if found.is_free else state_in_words(free, wanted.half, has_desks=found.has_desks),
        otherwise=_otherwise(other) if other else "",
        otherwise_href=venue_address(venue.slug, wanted.day, other) if other else "",
        price=found.price,
    )


def venue_address(slug: str, day: date, half: HalfDay) -> str:
    """The page of the venue, with what was looked for already chosen on it."""
    return f"{reverse('reservations:venue', args=[slug])}?{urlencode({'day': day.isoformat(), 'half': half.value})}"


def distance_in_words(km: float | None) -> str:
    if km is None:
        return ""
    if km < 1:
        return _("under 1 km")
    return pgettext("a distance", "%(km)s km away") % {"km": number_format(round(km))}


def _line(found: FoundVenue) -> str:
    """Town, what it is, when it opens."""
    venue = found.venue
    parts = [venue.municipality.name if venue.municipality else "", venue.get_kind_display()]
    if found.free.opens_at:
        opens = {"time": time_in_words(found.free.opens_at.time())}
        parts.append(_("opens at %(time)s") % opens)
    return " · ".join(part for part in parts if part)


def state_in_words(free: VenueFree, half: HalfDay, *, has_desks: bool) -> str:
    """Why there is no number."""
    if not has_desks:
        return _("Rooms by the hour")
    if free.state is CellState.FULL:
        return {
            HalfDay.MORNING: _("Full in the morning"),
            HalfDay.AFTERNOON: _("Full in the afternoon"),
            HalfDay.DAY: _("No desk for the whole day"),
        }[half]
    if free.state is CellState.PAST:
        return _("Past")
    if free.state is CellState.FAR:
        return _("Not open for booking yet")
    if free.opens_at is None:
        return _("Closed that day")
    return {
        HalfDay.MORNING: _("Closed in the morning"),
        HalfDay.AFTERNOON: _("Closed in the afternoon"),
        HalfDay.DAY: _("Not open all day"),
    }[half]


OTHERS = {
    HalfDay.MORNING: HalfDay.AFTERNOON,
    HalfDay.AFTERNOON: HalfDay.MORNING,
    HalfDay.DAY: HalfDay.MORNING,
}


def _other_half(found: FoundVenue, half: HalfDay) -> HalfDay | None:
    """The way out beside "full"."""
    return OTHERS[half] if not found.is_free and found.free.other_half_free else None


def _otherwise(half: HalfDay) -> str:
    return _("free in the morning") if half is HalfDay.MORNING else _("free in the afternoon")


def free_in_words(free: int) -> str:
    return ngettext("%(free)d free place", "%(free)d free places", free) % {"free": free}


def map_of(found: Iterable[FoundVenue], wanted: Wanted) -> MapDrawing | None:
    """None when no venue has coordinates."""
    points = [
        MapPoint(
            latitude=one.venue.latitude,
            longitude=one.venue.longitude,
            name=one.venue.name,
            href=venue_address(one.venue.slug, wanted.day, wanted.half),
            count=one.free.free if one.free.total else None,
            says=free_in_words(one.free.free)
            if one.is_free
            else state_in_words(one.free, wanted.half, has_desks=one.has_desks),
        )
        for one in found
        if one.venue.latitude is not None and one.venue.longitude is not None
    ]
    return draw_map(points) if points else None
