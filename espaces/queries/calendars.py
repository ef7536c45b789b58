"""Loads the calendars of venues and the dates of their places: one query, whatever the number of venues."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time
from typing import Any

from django.db import connection

from espaces.models import Resource, Venue
from espaces.rules.clock import MIDNIGHT, ONE_DAY
from espaces.rules.intervals import Interval
from espaces.rules.opening import Closed, VenueCalendar, WeeklyPeriod
from espaces.rules.public_holidays import public_holidays
from espaces.rules.seasons import DatedPlace, VenueCalendars

Row = Mapping[str, Any]

# Written out: every page and every booking asks it, and building it from expressions took longer than its answer.
GATHERED = """
    SELECT v.id AS pk, m.departement_code AS departement,
        (SELECT json_agg(p) FROM (
            SELECT resource_id, weekday, opens_at, closes_at, valid_from, valid_to, extended
            FROM espaces_openingperiod WHERE venue_id = v.id ORDER BY id) AS p) AS periods,
        (SELECT json_agg(c) FROM (
            SELECT starts_at, ends_at, reason, resource_id, place_id FROM espaces_closure
            WHERE venue_id = v.id AND lifted_at IS NULL AND ends_at > %(after)s AND starts_at < %(before)s
            ORDER BY starts_at, id) AS c) AS closed,
        (SELECT json_agg(h) FROM (
            SELECT day, is_open FROM espaces_holidayopening
            WHERE venue_id = v.id AND day BETWEEN %(first)s AND %(last)s ORDER BY day) AS h) AS choices,
        (SELECT json_agg(c) FROM (
            SELECT valid_from, at FROM espaces_venuecutoff
            WHERE venue_id = v.id ORDER BY valid_from) AS c) AS dated_cut_offs,
        (SELECT json_agg(p) FROM (
            SELECT p.id, p.resource_id, p.number, p.features, p.valid_from, p.valid_to
            FROM espaces_place p JOIN espaces_resource r ON r.id = p.resource_id
            WHERE r.venue_id = v.id ORDER BY p.resource_id, p.number) AS p) AS places
    FROM espaces_venue v LEFT JOIN espaces_municipality m ON m.code = v.municipality_id
    WHERE v.id = ANY(%(venues)s) ORDER BY v.id"""


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
    bounds: dict[str, Any] = {
        "venues": list(venue_ids),
        "first": first,
        "last": last,
        "after": datetime.combine(first - ONE_DAY, MIDNIGHT, UTC),
        "before": datetime.combine(last + 2 * ONE_DAY, MIDNIGHT, UTC),
    }
    with connection.cursor() as cursor:
        cursor.execute(GATHERED, bounds)
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _calendars(venue: Venue, row: Row, first: date, last: date) -> VenueCalendars:
    by_resource: dict[int | None, list[WeeklyPeriod]] = {}
    for period in row["periods"] or ():
        by_resource.setdefault(period["resource_id"], []).append(_period(period))
    calendar = VenueCalendar(
        zone=venue.zone,
        boundary=venue.half_day_boundary,
        cutoffs=tuple(
            (_date(c["valid_from"]), time.fromisoformat(c["at"])) for c in row["dated_cut_offs"] or ()
        ),
        periods=tuple(by_resource.pop(None, ())),
        closures=tuple(_closed(closure) for closure in row["closed"] or ()),
        holidays=_closing_holidays(venue, row, first, last),
    )
    return VenueCalendars(
        venue=calendar,
        periods_by_resource={pk: tuple(periods) for pk, periods in by_resource.items() if pk},
        places=tuple(_place(place) for place in row["places"] or ()),
    )


def _closing_holidays(venue: Venue, row: Row, first: date, last: date) -> dict[date, str]:
    """Public holidays but those on which the venue says it is open."""
    chosen = {_date(choice["day"]): choice["is_open"] for choice in row["choices"] or ()}
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
        valid_from=_date_if_any(row["valid_from"]),
        valid_to=_date_if_any(row["valid_to"]),
        extended=row["extended"],
    )


def _place(row: Row) -> DatedPlace:
    return DatedPlace(
        id=row["id"],
        resource_id=row["resource_id"],
        number=row["number"],
        features=frozenset(row["features"]),
        valid_from=_date_if_any(row["valid_from"]),
        valid_to=_date_if_any(row["valid_to"]),
    )


def _closed(row: Row) -> Closed:
    interval = Interval(datetime.fromisoformat(row["starts_at"]), datetime.fromisoformat(row["ends_at"]))
    return Closed(interval, row["reason"], row["resource_id"], row["place_id"])


def _date(iso: str) -> date:
    return date.fromisoformat(iso)


def _date_if_any(iso: str | None) -> date | None:
    return None if iso is None else _date(iso)
