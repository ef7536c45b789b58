"""The figures of one venue for its hosts: exact, today included."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dates import MONTHS_3, WEEKDAYS_ABBR
from django.utils.translation import gettext as _

from billing.views.charges_file import spreadsheet
from espaces.models import Venue
from espaces.rules.clock import calendar_day
from espaces.rules.dates_in_words import time_in_words
from espaces.views.access import hosted_venue
from reporting.queries.comparing import by_month, compared, figures_on, two_years
from reporting.queries.host_figures import hours_of_week, new_people, open_hours, today_at, week_at
from reporting.queries.scopes import scope_of_venue
from reporting.rules.charts import Chart, Heat, draw_bars, draw_heat
from reporting.rules.definitions import current
from reporting.rules.figures import Row
from reporting.rules.periods import Period
from reporting.views.periods import choices, period_asked

CODES = (
    "visits",
    "unique_users",
    "new_users",
    "desk_days",
    "occupancy_booked",
    "occupancy_attended",
    "no_show_rate",
    "status_response",
)
NEW_SHOWN = 12


def host_figures(request: HttpRequest, slug: str) -> HttpResponse:
    venue, now = hosted_venue(request, slug), timezone.now()
    today = today_at(venue, now)
    period = period_asked(request, today.day)
    scope = scope_of_venue(venue, two_years(period))
    people = new_people(venue, period)
    context = {
        "venue": venue,
        "tab": "figures",
        "today": today,
        "week": week_at(venue, today),
        "period": period,
        "choices": choices(period, today.day),
        "is_under_way": period.first <= today.day < period.after,
        "figures": compared(scope, period, CODES, today.day),
        "bars": occupancy_chart(venue, period),
        "heat": heat_of(venue, period),
        "new": people[:NEW_SHOWN],
        "new_count": people.count(),
    }
    return render(request, "reporting/host/figures.html", context)


def occupancy_chart(venue: Venue, period: Period) -> Chart:
    """By arrivals where they are recorded, by reservations elsewhere."""
    code = "occupancy_attended" if venue.uses_check_in else "occupancy_booked"
    months = by_month(scope_of_venue(venue, two_years(period)), period, code)
    points = [(str(MONTHS_3[month.first.month]), amount, before) for month, amount, before in months]
    return draw_bars(
        points, unit="%", heading=_("Month"), names=(_("these twelve months"), _("a year before"))
    )


def heat_of(venue: Venue, period: Period) -> Heat | None:
    rows = hours_of_week(venue, period)
    hours = open_hours(rows)
    if not rows:
        return None
    named = [(str(WEEKDAYS_ABBR[day]), [shares[hour] for hour in hours]) for day, shares in rows]
    return draw_heat(named, columns=[time_in_words(time(hour)) for hour in hours], heading=_("Day"))


def host_figures_file(request: HttpRequest, slug: str, file_format: str) -> HttpResponse:
    """One line a month of the period, and one for the whole of it."""
    venue = hosted_venue(request, slug)
    period = period_asked(request, calendar_day(timezone.now(), venue.zone))
    figures = figures_on(scope_of_venue(venue, period), period, CODES, ["total", "months"])
    headers = [_("period"), *(_with_unit(code) for code in CODES)]
    rows = (*figures.tables["months"], *figures.tables["total"])
    lines = ([row.key or period.code, *_values(row)] for row in rows)
    return spreadsheet(headers, lines, file_format, f"{_('figures')}-{venue.slug}-{period.code}")


def _with_unit(code: str) -> str:
    one = current(code)
    return f"{one.name} ({one.unit.name})"


def _values(row: Row) -> Iterator[Any]:
    """Numbers as they are; empty where there is no meaning, as of a rate that is only given for the whole."""
    for code in CODES:
        found = row.values.get(code)
        yield "" if found is None or found.value is None else found.value
