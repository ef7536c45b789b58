"""The days of venues without the people: bounds, what was offered, closures. As they were, where that is known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db.models import Q

from espaces.models import Resource, Venue
from espaces.queries.calendars import calendars_with_resources
from espaces.rules.clock import ONE_DAY, instant, presence_day_bounds
from espaces.rules.intervals import Interval
from espaces.rules.opening import Closed, VenueCalendar, hours_between, opening_between
from espaces.rules.seasons import VenueCalendars
from reporting.models import OpenDay, VenueDay
from reporting.rules.raw_days import Frame, Offer, RawDay, between
from reporting.rules.runs import Run, by_dates

NO_DAY = timedelta(0)
Day = tuple[int, date]


@dataclass(frozen=True)
class _Known:
    """A venue, its calendar with all closures, and each resource with its own hours, closures apart."""

    venue: Venue
    calendar: VenueCalendar
    resources: tuple[tuple[Resource, VenueCalendar], ...]
    places: VenueCalendars


def empty_days(runs: Sequence[Run]) -> dict[Day, RawDay]:
    """By venue and day, in order: what happened is still to be added (see fact_sources)."""
    known = _known(runs)
    filled = {(row.venue_id, row.day): row for row in VenueDay.objects.filter(in_runs(runs, before=ONE_DAY))}
    offered: dict[Day, list[Offer]] = defaultdict(list)
    for row in OpenDay.objects.filter(in_runs(runs)).order_by("resource"):
        offered[row.venue_id, row.day].append(_offer_as_it_was(row))
    days: dict[Day, RawDay] = {}
    for run in runs:
        venue = known[run.venue_id]
        for day in run.days:
            here = (run.venue_id, day)
            if here in filled:
                frame, offers, shut = (
                    _frame_as_it_was(filled[here], venue),
                    offered[here],
                    filled[here].closed,
                )
            else:
                frame = _frame(venue, day, _end_of_day_before(here, days, filled))
                offers, shut = _offers(venue, frame), _why_no_hours(venue, frame)
            closures = tuple(_closures(venue.calendar, frame.bounds))
            days[here] = RawDay(frame, tuple(offers), closures, (), (), shut)
    return days


def in_runs(runs: Sequence[Run], *, before: timedelta = NO_DAY) -> Q:
    """Rows of a venue and day that lie in one of the runs, or up to so many days before it."""
    wanted = Q(pk__in=[])
    for (first, last), venues in by_dates(runs).items():
        wanted |= Q(venue__in=venues, day__range=(first - before, last))
    return wanted


def _known(runs: Sequence[Run]) -> dict[int, _Known]:
    venues = {venue.pk: venue for venue in Venue.objects.filter(pk__in={run.venue_id for run in runs})}
    first, last = min(run.first for run in runs), max(run.last for run in runs)
    calendars = calendars_with_resources(venues.values(), first, last)
    resources: dict[int, list[Resource]] = defaultdict(list)
    for resource in Resource.objects.filter(venue__in=venues).order_by("pk"):
        resources[resource.venue_id].append(resource)
    return {pk: _of_venue(venue, calendars[pk], resources[pk]) for pk, venue in venues.items()}


def _of_venue(venue: Venue, found: VenueCalendars, resources: Sequence[Resource]) -> _Known:
    common = replace(found.venue, closures=())
    own = {pk: replace(found.of_resource(pk), closures=()) for pk in found.periods_by_resource}
    with_hours = tuple((resource, own.get(resource.pk, common)) for resource in resources)
    return _Known(venue, found.venue, with_hours, found)


def _frame_as_it_was(row: VenueDay, known: _Known) -> Frame:
    return Frame(
        venue_id=row.venue_id,
        structure_id=row.structure_id,
        day=row.day,
        bounds=Interval(row.starts_at, row.ends_at),
        boundary_at=row.boundary_at,
        zone=known.venue.zone,
        counts_arrivals=row.counts_arrivals,
    )


def _frame(known: _Known, day: date, end_of_day_before: datetime | None) -> Frame:
    """Days follow one another without gap: a cut-off that changed since is not that of a day already filled."""
    venue, calendar = known.venue, known.calendar
    bounds = presence_day_bounds(day, calendar.zone, calendar.cutoffs)
    return Frame(
        venue_id=venue.pk,
        structure_id=venue.structure_id,
        day=day,
        bounds=Interval(end_of_day_before or bounds.start, bounds.end),
        boundary_at=instant(day, calendar.boundary, calendar.zone),
        zone=calendar.zone,
        counts_arrivals=venue.uses_check_in,
    )


def _end_of_day_before(
    here: Day, days: Mapping[Day, RawDay], filled: Mapping[Day, VenueDay]
) -> datetime | None:
    before = (here[0], here[1] - ONE_DAY)
    if before in days:
        return days[before].frame.bounds.end
    return filled[before].ends_at if before in filled else None


def _offer_as_it_was(row: OpenDay) -> Offer:
    hours = tuple(
        Interval(datetime.fromisoformat(start), datetime.fromisoformat(end)) for start, end in row.hours
    )
    return Offer(row.resource_id, row.kind, hours, tuple(row.place_ids))


def _offers(known: _Known, frame: Frame) -> list[Offer]:
    """Of resources that were not archived when the day began, if they had a place then. Extended access is none."""
    places: dict[int, list[int]] = defaultdict(list)
    for place in known.places.places:
        if (place.valid_from or date.min) <= frame.day < (place.valid_to or date.max):
            places[place.resource_id].append(place.id)
    hours: dict[int, tuple[Interval, ...]] = {}
    offers = []
    for resource, calendar in known.resources:
        archived = resource.archived_at is not None and resource.archived_at <= frame.bounds.start
        if places[resource.pk] and not archived:
            if id(calendar) not in hours:
                hours[id(calendar)] = tuple(opening_between(calendar, frame.bounds))
            offers.append(Offer(resource.pk, resource.kind, hours[id(calendar)], tuple(places[resource.pk])))
    return offers


def _why_no_hours(known: _Known, frame: Frame) -> str:
    """Of a day without hours: a public holiday, if there would have been some."""
    if frame.day not in known.calendar.holidays:
        return VenueDay.Closed.HOURS
    calendars = [known.calendar, *(calendar for _resource, calendar in known.resources)]
    usual = any(hours_between(calendar, frame.bounds) for calendar in calendars)
    return VenueDay.Closed.HOLIDAY if usual else VenueDay.Closed.HOURS


def _closures(calendar: VenueCalendar, bounds: Interval) -> Iterator[Closed]:
    for closed in calendar.closures:
        whole = between(closed.interval.start, closed.interval.end)
        if whole and whole.overlaps(bounds):
            yield replace(closed, interval=whole)
