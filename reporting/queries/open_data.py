"""What is published of the venues of a network. As many queries for one venue as for a thousand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from datetime import date, datetime
from decimal import Decimal

from django.contrib.auth.models import AnonymousUser
from django.db.models import Max
from django.utils import timezone

from billing.queries.day_prices import day_prices
from espaces.models import Act, Network, Resource, Venue, VenuePhoto
from espaces.queries.access import venues_visible_to
from espaces.queries.calendars import calendars_with_resources
from espaces.rules.clock import ONE_DAY, calendar_day
from espaces.rules.osm_hours import is_always_accessible, osm_opening_hours
from espaces.rules.seasons import DatedPlace, VenueCalendars
from reporting.rules.open_data.venues import OpenVenue

CLOSURES_TOLD = 60
"""Days ahead for which closures are in the opening hours."""


def open_venues(
    network: Network, now: datetime, *, page_of: Callable[[Venue], str], photo_at: Callable[[int], str]
) -> list[OpenVenue]:
    """Those that a visitor sees, in a fixed order, with the addresses of their pages and photos."""
    venues = list(venues_visible_to(AnonymousUser(), network).order_by("pk"))
    today = timezone.localdate(now)
    calendars = calendars_with_resources(venues, today - ONE_DAY, today + (CLOSURES_TOLD + 1) * ONE_DAY)
    resources = _resources(venues)
    prices = day_prices([r for r in resources if r.kind == Resource.Kind.OPEN_SPACE], calendars, today)
    changed, photos = _last_changes(venues), _photos(venues)
    return [
        _open_venue(
            venue,
            calendars[venue.pk],
            calendar_day(now, venue.zone),
            page=page_of(venue),
            changed_at=changed.get(venue.pk, venue.created_at),
            resources=[r for r in resources if r.venue_id == venue.pk],
            day_price=prices.get(venue.pk),
            images=tuple(photo_at(pk) for pk in photos[venue.pk]),
        )
        for venue in venues
    ]


def _open_venue(
    venue: Venue,
    calendars: VenueCalendars,
    today: date,
    *,
    page: str,
    changed_at: datetime,
    resources: Collection[Resource],
    day_price: Decimal | None,
    images: tuple[str, ...],
) -> OpenVenue:
    town, calendar = venue.municipality, calendars.venue
    return OpenVenue(
        venue=venue,
        page=page,
        updated_on=calendar_day(changed_at, venue.zone),
        hours=osm_opening_hours(
            calendar,
            today,
            today + CLOSURES_TOLD * ONE_DAY,
            departement=town.departement_code if town else None,
            closed_on_holidays=not venue.open_on_holidays,
        ),
        is_always_accessible=is_always_accessible(calendar.periods, today) if calendar.periods else None,
        desks=_seats(resources, calendars.places, today),
        rooms=_rooms(resources, calendars.places, today),
        day_price=day_price,
        images=images,
    )


def _seats(resources: Iterable[Resource], places: Iterable[DatedPlace], today: date) -> int:
    """A private office for three is three desks."""
    seats = {
        r.pk: r.capacity
        for r in resources
        if r.kind in {Resource.Kind.OPEN_SPACE, Resource.Kind.PRIVATE_OFFICE}
    }
    return sum(seats.get(place.resource_id, 0) for place in places if _exists(place, today))


def _rooms(resources: Iterable[Resource], places: Iterable[DatedPlace], today: date) -> int:
    rooms = {r.pk for r in resources if r.kind == Resource.Kind.MEETING_ROOM}
    return sum(place.resource_id in rooms for place in places if _exists(place, today))


def _exists(place: DatedPlace, day: date) -> bool:
    begun = place.valid_from is None or place.valid_from <= day
    return begun and (place.valid_to is None or day < place.valid_to)


def _resources(venues: Collection[Venue]) -> list[Resource]:
    """With their venue as it was read."""
    by_id = {venue.pk: venue for venue in venues}
    found = list(Resource.objects.active().filter(venue__in=by_id).order_by("pk"))
    for resource in found:
        resource.venue = by_id[resource.venue_id]
    return found


def _last_changes(venues: Iterable[Venue]) -> dict[int, datetime]:
    """When somebody last changed what is said of a venue; one that nobody touched since it was made is left out."""
    acts = Act.objects.filter(
        target_kind=Venue._meta.label_lower, target_id__in=[str(venue.pk) for venue in venues]
    )
    latest = acts.order_by().values_list("target_id").annotate(last=Max("at"))
    return {int(pk): last for pk, last in latest}


def _photos(venues: Iterable[Venue]) -> defaultdict[int, list[int]]:
    found: defaultdict[int, list[int]] = defaultdict(list)
    rows = VenuePhoto.objects.filter(venue__in=[venue.pk for venue in venues]).order_by("position", "pk")
    for venue_id, pk in rows.values_list("venue_id", "pk"):
        found[venue_id].append(pk)
    return found
