"""One's own figures: days, kilometres, what they spared; a file of them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from billing.views.charges_file import spreadsheet
from espaces.rules.spreadsheets import harmless
from espaces.views.access import acting_person
from reporting.queries.my_figures import MyVisit, my_figures as figures_of
from reporting.rules.periods import Period
from reporting.views.periods import beside, period_asked


def year_asked(request: HttpRequest) -> Period:
    return Period.holding(period_asked(request, timezone.localdate(), "year").first, "year")


def my_figures(request: HttpRequest) -> HttpResponse:
    year = year_asked(request)
    before, after = beside(year)
    context = {
        "section": "figures",
        "mine": figures_of(acting_person(request), year),
        "year": year,
        "before": before,
        "after": after,
    }
    return render(request, "reporting/my_figures.html", context)


def my_figures_file(request: HttpRequest, file_format: str) -> HttpResponse:
    year = year_asked(request)
    headers = [
        _("day"),
        _("venue"),
        _("morning"),
        _("afternoon"),
        _("minutes"),
        _("days of work"),
        _("km avoided"),
    ]
    rows = (_row(visit) for visit in figures_of(acting_person(request), year).visits)
    return spreadsheet(headers, rows, file_format, f"{_('my-days')}-{year.code}")


def _row(visit: MyVisit) -> list[object]:
    return [
        visit.day.isoformat(),
        harmless(visit.venue.name),
        _("yes") if visit.morning else _("no"),
        _("yes") if visit.afternoon else _("no"),
        visit.minutes,
        visit.worth,
        "" if visit.km is None else visit.km,
    ]
