"""What the public page of a venue shows. The number of queries does not depend on what the venue has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from espaces.models import Person, Resource, Venue
from espaces.queries.calendars import calendars_with_resources
from espaces.rules.clock import ONE_DAY, calendar_day
from espaces.rules.opening import Closed, VenueCalendar, WeeklyPeriod, booking_day_bounds
from espaces.rules.seasons import Season, seasons_from
from reservations.models import Reservation
from reservations.queries.availability import (
    DayCells,
    ResourceWeek,
    bookable_resources,
    day_cells,
    read,
    starts_of,
)
from reservations.rules.half_days import HALVES, HalfDay

DAYS = 7
ANNOUNCED = timedelta(days=60)
"""Closures and holidays so far ahead are announced."""
MOST_ANNOUNCED = 8


@dataclass(frozen=True)
class RoomDay:
    """A resource booked by the hour on one day: the starts that are free, local to the venue."""

    resource: Resource
    minutes: int
    starts: Sequence[datetime]


@dataclass(frozen=True)
class HoursShown:
    """`now` and `later`: seasons; `extended`: hours of members who have the key; `closures` to come.

    `resources`: the weekly hours of those that have their own.
    """

    now: Sequence[WeeklyPeriod]
    later: Sequence[Season]
    has_extended: bool
    resources: Mapping[Resource, Sequence[WeeklyPeriod]]
    closures: Sequence[Closed]
    calendar: VenueCalendar


def resources_of_page(venue: Venue) -> list[Resource]:
    return list(bookable_resources([venue.pk]))


def hours_shown(venue: Venue, resources: Iterable[Resource], now: datetime) -> HoursShown:
    today = calendar_day(now, venue.zone)
    last = today + ANNOUNCED
    calendars = calendars_with_resources([venue], first_day=today, last_day=last)[venue.pk]
    calendar = calendars.venue
    seasons = seasons_from(calendar.periods, today)
    own = {
        resource: calendars.of_resource(resource.pk).periods
        for resource in resources
        if resource.pk in calendars.periods_by_resource
    }
    return HoursShown(
        now=[period for period in calendar.periods if _holds(period, today)],
        later=seasons[1:],
        has_extended=any(period.extended and _holds(period, today) for period in calendar.periods),
        resources=own,
        closures=_closures_to_come(calendar, now, last),
        calendar=calendar,
    )


def _holds(period: WeeklyPeriod, day: date) -> bool:
    """In the season of `day`, whatever the weekday."""
    begun = period.valid_from is None or period.valid_from <= day
    return begun and (period.valid_to is None or day < period.valid_to)


def _closures_to_come(calendar: VenueCalendar, now: datetime, last: date) -> list[Closed]:
    """Of the venue and of its resources, holidays included; a single desk's closure is nobody's news."""
    today = calendar_day(now, calendar.zone)
    holidays = [
        Closed(booking_day_bounds(calendar, day), name)
        for day, name in calendar.holidays.items()
        if today <= day <= last
    ]
    closures = [c for c in calendar.closures if c.place_id is None and c.interval.end > now]
    to_come = sorted([*holidays, *closures], key=lambda closed: closed.interval)
    return to_come[:MOST_ANNOUNCED]


def first_day_shown(venue: Venue, asked: date | None, now: datetime) -> date:
    """Never before today: what is past cannot be booked."""
    today = calendar_day(now, venue.zone)
    return max(asked or today, today)


def weeks_shown(resources: Sequence[Resource], first_day: date, now: datetime) -> list[ResourceWeek]:
    """Of each resource booked by half-days, seven days; those without any hours are left out."""
    by_half_days = [r for r in resources if r.booking_mode == Resource.BookingMode.HALF_DAYS]
    if not by_half_days:
        return []
    reading = read(by_half_days, first_day, first_day + ONE_DAY * DAYS, now)
    dates = [first_day + ONE_DAY * n for n in range(DAYS)]
    return [
        ResourceWeek(
            resource, [day for day in (day_cells(reading, resource, d) for d in dates) if _is_news(day)]
        )
        for resource in by_half_days
    ]


def _is_news(day: DayCells) -> bool:
    """Open at some time, or closed for a reason; a Sunday like any other is not."""
    return day.is_open or any(cell.reason for cell in day.cells.values())


def rooms_on(resources: Sequence[Resource], day: date, minutes: int, now: datetime) -> list[RoomDay]:
    """`minutes` is what the visitor asks for; a room takes the nearest length that it allows."""
    rooms = [r for r in resources if r.booking_mode == Resource.BookingMode.SLOTS]
    if not rooms:
        return []
    reading = read(rooms, day, day, now)
    return [
        RoomDay(room, length, starts_of(reading, room, day, duration=length))
        for room in rooms
        for length in [_allowed(room, minutes)]
    ]


def _allowed(room: Resource, minutes: int) -> int:
    longest = room.max_minutes or minutes
    return max(room.min_minutes, min(minutes, longest))


def own_half_days(
    person: Person | None, resources: Iterable[Resource], first: date, now: datetime
) -> dict[tuple[int, date, str], int]:
    """The person's own reservations in the week shown: by resource, day and half, the reservation."""
    if person is None:
        return {}
    rows = (
        Reservation.objects.holding_at(now)
        .filter(
            person=person,
            resource__in=[resource.pk for resource in resources],
            booking_day__range=(first, first + ONE_DAY * (DAYS - 1)),
            ends_at__gt=now,
        )
        .exclude(half_day="")
        .order_by("pk")
        .values_list("pk", "resource_id", "booking_day", "half_day")
    )
    return {
        (resource_id, day, half.value): pk
        for pk, resource_id, day, half_day in rows
        for half in HALVES[HalfDay(half_day)]
    }
