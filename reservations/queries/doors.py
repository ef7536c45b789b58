"""What the code on a venue's door leads to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from espaces.models import Resource, Venue
from espaces.rules.clock import calendar_day
from reservations.queries.availability import bookable_resources, week_of
from reservations.rules.half_days import HalfDay


@dataclass(frozen=True)
class OpenNow:
    """A half-day of today, under way or to come, with places left."""

    resource: Resource
    half: HalfDay
    free: int


def venue_of_door(secret: str) -> Venue | None:
    return (
        Venue.objects.filter(check_in_secret=secret, archived_at=None)
        .select_related("municipality", "structure")
        .first()
    )


def open_now(venue: Venue, now: datetime) -> list[OpenNow]:
    """For somebody who stands at the door without a reservation; whole days are left to the venue's page."""
    today = calendar_day(now, venue.zone)
    weeks = week_of(list(bookable_resources([venue.pk])), today, 1, now)
    return [
        OpenNow(week.resource, half, week.days[0].cells[half].free)
        for week in weeks
        for half in (HalfDay.MORNING, HalfDay.AFTERNOON)
        if week.days[0].cells[half].bookable
    ]
