"""Loads the calendars of venues: one query, whatever the number of venues."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import OuterRef
from django.db.models.functions import JSONObject

from espaces.models import Closure, HolidayOpening, OpeningPeriod, Resource, Venue, VenueCutOff
from espaces.rules.clock import MIDNIGHT, ONE_DAY
from espaces.rules.intervals import Interval
from espaces.rules.opening import Closed, VenueCalendar, WeeklyPeriod
from espaces.rules.public_holidays import public_holidays
from espaces.rules.seasons import VenueCalendars

Row = Mapping[str, Any]


def calendar_of(venue: Venue, *, first_day: date, last_day: date) -> VenueCalendar:
    """The venue's own calendar, true from `first_day` to `last_day` included, with all its closures."""
    return calendars_of([venue], first_day, last_day)[venue.pk]


def calendars_of(venues: Iterable[Venue], first_day: date, last_day: date) -> dict[int, VenueCalendar]:
    found = calendars_with_resources(venues, first_day, last_day)
    return {venue_id: calendars.venue for venue_id, calendars in found.items()}


def resource_calendars(
    resources: Iterable[Resource], first_day: date, last_day: date
) -> dict[int, VenueCalendar]:
    """By resource: its own hours where it has some; closures of single places are left out.

    `resources` come with their venue. Who also needs the closures of places takes `calendars_with_resources`.
    """
    wanted = list(resources)
    venues = {resource.venue_id: resource.venue for resource in wanted}
    found = calendars_with_resources(venues.values(), first_day, last_day)
    return {resource.pk: found[resource.venue_id].of_resource(resource.pk) for resource in wanted}


def calendars_with_resources(
    venues: Iterable[Venue], first_day: date, last_day: date
) -> dict[int, VenueCalendars]:
    """By venue. The night before and the day after the range are known too: hours may run into them."""
    by_id = {venue.pk: venue for venue in venues}
    first, last = first_day - ONE_DAY, last_day + ONE_DAY
    return {row["pk"]: _calendars(by_id[row["pk"]], row, first, last) for row in _rows(by_id, first, last)}


def _rows(venue_ids: Iterable[int], first: date, last: date) -> Iterable[Row]:
    """What stands in other tables is gathered beside its venue. All periods are read: few are past."""
    closures = Closure.objects.filter(
        lifted_at=None,
        ends_at__gt=datetime.combine(first - ONE_DAY, MIDNIGHT, UTC),
        starts_at__lt=datetime.combine(last + 2 * ONE_DAY, MIDNIGHT, UTC),
    )
    choices = HolidayOpening.objects.filter(day__range=(first, last))
    return (
        Venue.objects.filter(pk__in=list(venue_ids))
        .order_by("pk")
        .values(
            "pk",
            departement=models.F("municipality__departement_code"),
            periods=_gathered(
                OpeningPeriod.objects.order_by("pk"),
                *("resource_id", "weekday", "opens_at", "closes_at", "valid_from", "valid_to", "extended"),
            ),
            closed=_gathered(
                closures.order_by("starts_at", "pk"),
                *("starts_at", "ends_at", "reason", "resource_id", "place_id"),
            ),
            choices=_gathered(choices.order_by("day"), "day", "is_open"),
            dated_cut_offs=_gathered(VenueCutOff.objects.order_by("valid_from"), "valid_from", "at"),
        )
    )


def _gathered(rows: models.QuerySet[Any], *names: str) -> ArraySubquery:
    fields = JSONObject(**{name: name for name in names})
    return ArraySubquery(rows.filter(venue=OuterRef("pk")).values_list(fields))


def _calendars(venue: Venue, row: Row, first: date, last: date) -> VenueCalendars:
    by_resource: dict[int | None, list[WeeklyPeriod]] = {}
    for period in row["periods"]:
        by_resource.setdefault(period["resource_id"], []).append(_period(period))
    calendar = VenueCalendar(
        zone=venue.zone,
        boundary=venue.half_day_boundary,
        cutoffs=tuple((_date(c["valid_from"]), time.fromisoformat(c["at"])) for c in row["dated_cut_offs"]),
        periods=tuple(by_resource.pop(None, ())),
        closures=tuple(_closed(closure) for closure in row["closed"]),
        holidays=_closing_holidays(venue, row, first, last),
    )
    return VenueCalendars(calendar, {pk: tuple(periods) for pk, periods in by_resource.items() if pk})


def _closing_holidays(venue: Venue, row: Row, first: date, last: date) -> dict[date, str]:
    """Public holidays but those on which the venue says it is open."""
    chosen = {_date(choice["day"]): choice["is_open"] for choice in row["choices"]}
    return {
        day: name
        for day, name in public_holidays(row["departement"], first, last).items()
        if not chosen.get(day, venue.open_on_holidays)
    }


def _period(row: Row) -> WeeklyPeriod:
    return WeeklyPeriod(
        weekday=row["weekday"],
        opens=time.fromisoformat(row["opens_at"]),
        closes=time.fromisoformat(row["closes_at"]),
        valid_from=row["valid_from"] and _date(row["valid_from"]),
        valid_to=row["valid_to"] and _date(row["valid_to"]),
        extended=row["extended"],
    )


def _closed(row: Row) -> Closed:
    interval = Interval(datetime.fromisoformat(row["starts_at"]), datetime.fromisoformat(row["ends_at"]))
    return Closed(interval, row["reason"], row["resource_id"], row["place_id"])


def _date(iso: str) -> date:
    return date.fromisoformat(iso)
