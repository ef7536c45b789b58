"""Opening hours as they hold and will hold, and public holidays.

A change of hours of a venue that can be booked is confirmed on a page of the app above, which shows the
reservations that it hits; espaces/forms/hours.py: HoursForm and espaces/hours_fields.html are its form.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from espaces.forms.hours import HolidaysForm
from espaces.queries.venues import (
    as_period,
    holidays_of,
    resources_of,
    resources_with_own_hours,
    today_at,
    was_ever_published,
    weekly_periods,
)
from espaces.rules.hours_in_words import weekly_hours_in_words
from espaces.rules.opening import WeeklyPeriod
from espaces.rules.seasons import seasons_from
from espaces.services.hours import choose_holidays
from espaces.views.access import acting_person, managed_venue
from espaces.views.venue_creation import back_to_settings
from espaces.views.venue_settings import settings_form

HOLIDAYS_SHOWN = timedelta(days=548)  # eighteen months


def hours(request: HttpRequest, slug: str) -> HttpResponse:
    venue = managed_venue(request, slug)
    day = today_at(venue)
    own = resources_with_own_hours(venue, day)
    context = {
        "venue": venue,
        "tab": "settings",
        "back": back_to_settings(venue),
        "is_new": not was_ever_published(venue),
        "today": day,
        "seasons": shown_seasons(weekly_periods(venue), day),
        "own_hours": [
            (resource, shown_seasons([as_period(row) for row in resource.opening_periods.all()], day))
            for resource in own
        ],
        "others": [r for r in resources_of(venue, day) if r.pk not in {o.pk for o in own}],
    }
    return render(request, "espaces/venue_hours.html", context)


def shown_seasons(periods: Sequence[WeeklyPeriod], day: date) -> list[dict[str, Any]]:
    """Each week with its dates, the last day included, and its lines for everybody and for key holders."""
    return [
        {
            "first": season.first,
            "last": season.after_last and season.after_last - timedelta(days=1),
            "public": weekly_hours_in_words(season.periods, season.first),
            "extended": weekly_hours_in_words(
                [period for period in season.periods if period.extended], season.first, extended=True
            ),
        }
        for season in seasons_from(periods, day)
    ]


def holidays(request: HttpRequest, slug: str) -> HttpResponse:
    venue = managed_venue(request, slug)
    day = today_at(venue)
    data = request.POST if request.method == "POST" else None  # no box ticked is an answer too
    form = HolidaysForm(data, holidays=holidays_of(venue, day, day + HOLIDAYS_SHOWN))

    def save() -> None:
        choose_holidays(actor=acting_person(request), venue=venue, choices=form.choices())

    lead = _(
        "Tick the days on which the venue is open, with its hours of that weekday. Reservations already made stay."
    )
    return settings_form(request, venue, form, save, title=_("Public holidays"), lead=lead)
