"""The day a host's page is about: `?jour=2026-12-03`, today unless said."""

from __future__ import annotations

from datetime import date, datetime

from django.http import HttpRequest
from django.utils.dateparse import parse_date

from espaces.models import Venue
from espaces.rules.clock import calendar_day

FIRST_YEAR, LAST_YEAR = 2000, 2200


def day_asked(request: HttpRequest, venue: Venue, now: datetime) -> date:
    """A day nobody can mean is today."""
    try:
        asked = parse_date(request.GET.get("jour", ""))
    except ValueError:
        asked = None
    if asked is None or not FIRST_YEAR <= asked.year <= LAST_YEAR:
        return calendar_day(now, venue.zone)
    return asked
