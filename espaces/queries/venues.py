"""Reads of the settings of one venue."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from typing import TYPE_CHECKING

from django.db.models import Count, Max, Prefetch, Q, QuerySet
from django.utils import timezone

from espaces.models import (
    Act,
    Affiliation,
    CancellationStep,
    HolidayOpening,
    OpeningPeriod,
    Place,
    Plan,
    Quota,
    Resource,
    Structure,
    Venue,
    VenueCutOff,
    VenuePhoto,
)
from espaces.queries.access import today, venues_visible_to
from espaces.rules.clock import DEFAULT_CUT_OFF, calendar_day, cutoff_on
from espaces.rules.opening import WeeklyPeriod
from espaces.rules.public_holidays import public_holidays
from espaces.rules.publication import VenueFacts

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from espaces.models import User


def today_at(venue: Venue) -> date:
    return calendar_day(timezone.now(), venue.zone)


def was_ever_published(venue: Venue) -> bool:
    """Until a venue is published for the first time nobody can have booked it."""
    if venue.published_at is not None:
        return True
    return Act.objects.filter(
        target_kind=Venue._meta.label_lower,
        target_id=str(venue.pk),
        verb__in=["venue_published", "venue_unpublished"],
    ).exists()


def venue_named(structure: Structure, name: str) -> Venue | None:
    return Venue.objects.filter(structure=structure, name__iexact=name, archived_at=None).first()


def slug_is_taken(slug: str) -> bool:
    return Venue.objects.filter(slug=slug).exists()


def periods_of(venue: Venue, resource: Resource | None = None) -> QuerySet[OpeningPeriod]:
    """The rows of the venue's own hours, or of one resource's."""
    return OpeningPeriod.objects.filter(venue=venue, resource=resource).order_by("pk")


def as_period(row: OpeningPeriod) -> WeeklyPeriod:
    return WeeklyPeriod(
        weekday=row.weekday,
        opens=row.opens_at,
        closes=row.closes_at,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        extended=row.extended,
    )


def weekly_periods(venue: Venue, resource: Resource | None = None) -> list[WeeklyPeriod]:
    return [as_period(row) for row in periods_of(venue, resource)]


def all_periods_of(venue: Venue) -> list[WeeklyPeriod]:
    """Those of the venue and those of its resources."""
    return [as_period(row) for row in OpeningPeriod.objects.filter(venue=venue).order_by("pk")]


def resources_of(venue: Venue, day: date) -> QuerySet[Resource]:
    """Resources in use, in the host's order, each with the number of its places on `day`."""
    in_use = (Q(places__valid_from=None) | Q(places__valid_from__lte=day)) & (
        Q(places__valid_to=None) | Q(places__valid_to__gt=day)
    )
    return (
        Resource.objects.active()
        .filter(venue=venue)
        .annotate(place_count=Count("places", filter=in_use))
        .order_by("position", "pk")
    )


def resources_with_own_hours(venue: Venue, day: date) -> QuerySet[Resource]:
    """Those that have hours of their own on `day` or later, with these periods."""
    lasting = OpeningPeriod.objects.filter(Q(valid_to=None) | Q(valid_to__gt=day)).order_by("pk")
    return (
        Resource.objects.active()
        .filter(venue=venue, pk__in=lasting.filter(venue=venue).values("resource"))
        .prefetch_related(Prefetch("opening_periods", queryset=lasting))
        .order_by("position", "pk")
    )


def archived_resources_of(venue: Venue) -> QuerySet[Resource]:
    return Resource.objects.filter(venue=venue, archived_at__isnull=False).order_by("name", "pk")


def places_of(resource: Resource, day: date) -> QuerySet[Place]:
    """Places that exist on `day` or will later; those that have ended are left out."""
    return resource.places.filter(Q(valid_to=None) | Q(valid_to__gt=day)).order_by("number")


def last_place_number(resource: Resource) -> int:
    """The highest number ever given: a number is not given twice."""
    return resource.places.aggregate(last=Max("number"))["last"] or 0


def plans_valid_at(venue: Venue, day: date) -> QuerySet[Plan]:
    """Plans that somebody may hold there: those of its structure, and those of its networks."""
    networks = Affiliation.objects.on(day).filter(structure=venue.structure_id).values("network_id")
    here = (
        Q(structure=venue.structure_id) | Q(venues=venue) | Q(scope=Plan.Scope.NETWORK, network__in=networks)
    )
    return Plan.objects.filter(here, archived_at=None).distinct().order_by("name", "pk")


def photos_of(venue: Venue) -> QuerySet[VenuePhoto]:
    return venue.photos.order_by("position", "pk")


def photo_visible_to(user: User | AnonymousUser, pk: int) -> VenuePhoto | None:
    """Photos of published venues for everybody, of drafts for their hosts."""
    venues = venues_visible_to(user, None).order_by().values("pk")
    return VenuePhoto.objects.filter(pk=pk, venue__in=venues).select_related("venue").first()


@dataclass(frozen=True)
class Holiday:
    day: date
    name: str
    is_open: bool


def holidays_of(venue: Venue, first: date, last: date) -> list[Holiday]:
    """Each public holiday of the venue's département and whether the venue is open on it."""
    choices = dict(HolidayOpening.objects.filter(venue=venue).values_list("day", "is_open"))
    departement = venue.municipality.departement_code if venue.municipality else None
    return [
        Holiday(day, name, choices.get(day, venue.open_on_holidays))
        for day, name in public_holidays(departement, first, last).items()
    ]


def cancellation_steps_of(venue: Venue) -> dict[str, list[tuple[int, int]]]:
    """By audience: hours before the start and percent kept, the earliest step first."""
    found: dict[str, list[tuple[int, int]]] = {audience: [] for audience in CancellationStep.Audience.values}
    for step in CancellationStep.objects.filter(venue=venue).order_by("-hours_before"):
        found[step.audience].append((step.hours_before, step.percent_kept))
    return found


def quotas_of(*, venue: Venue | None = None, resource: Resource | None = None) -> dict[tuple[str, str], int]:
    """By period and measure, the limit."""
    rows = Quota.objects.filter(venue=venue, resource=resource, plan=None).order_by("pk")
    return {(row.period, row.measure): row.limit for row in rows}


def cut_offs_of(venue: Venue) -> list[tuple[date, time]]:
    return list(
        VenueCutOff.objects.filter(venue=venue).order_by("valid_from").values_list("valid_from", "at")
    )


def earliest_cut_off(venue: Venue, first: date | None, after_last: date | None) -> time:
    """The earliest cut-off among the days from `first` until `after_last` (excluded)."""
    dated = tuple(cut_offs_of(venue))
    inside = [
        at
        for since, at in dated
        if (first is None or since > first) and (after_last is None or since < after_last)
    ]
    at_first = DEFAULT_CUT_OFF if first is None else cutoff_on(first, dated)
    return min([at_first, *inside])


def venue_facts(venue: Venue) -> VenueFacts:
    day = today_at(venue)
    hours: Iterable[OpeningPeriod] = OpeningPeriod.objects.filter(venue=venue)
    places = Place.objects.on(day).filter(resource__venue=venue, resource__archived_at=None)
    return VenueFacts(
        has_municipality=venue.municipality_id is not None,
        has_address=bool(venue.address),
        has_hours=any(row.valid_to is None or row.valid_to > day for row in hours),
        has_places=places.exists(),
        is_affiliated=Affiliation.objects.on(today()).filter(structure=venue.structure_id).exists(),
        has_summary=bool(venue.summary),
        has_photo=VenuePhoto.objects.filter(venue=venue).exists(),
        has_access_instructions=bool(venue.access_instructions),
        has_contact=bool(venue.email or venue.phone),
    )
