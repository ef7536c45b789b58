"""Today, by the rules of the facts and before there are any: nothing is written."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from espaces.models import Venue
from espaces.queries.calendars import calendars_of
from espaces.rules.clock import ONE_DAY, calendar_day, presence_day
from reporting.queries.fact_sources import raw_days
from reporting.rules.day_facts import DayFacts, facts_of
from reporting.rules.runs import Run


def live_day(venues: Iterable[Venue], now: datetime) -> dict[int, DayFacts]:
    """By venue, its presence day under way: arrivals up to `now`, all that is booked, all that is open."""
    wanted = list(venues)
    if not wanted:
        return {}
    days = {calendar_day(now, venue.zone) for venue in wanted}
    calendars = calendars_of(wanted, min(days) - ONE_DAY, max(days))
    runs = []
    for venue in wanted:
        today = presence_day(now, venue.zone, calendars[venue.pk].cutoffs)
        runs.append(Run(venue.pk, today, today))
    return {venue_id: facts_of(raw, now) for (venue_id, _day), raw in raw_days(runs).items()}
