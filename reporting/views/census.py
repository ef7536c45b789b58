"""The yearly census sheet of a venue: filled in with what is known, completed by its hosts, printed, exported."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from billing.views.charges_file import spreadsheet
from espaces.models import Venue
from espaces.rules.clock import calendar_day
from espaces.rules.spreadsheets import harmless
from espaces.views.access import acting_person, hosted_venue
from espaces.views.submitting import accepted, form_page
from reporting.forms.census import CensusForm
from reporting.queries.census import census_sheet, known_of
from reporting.rules.census import FIRST_YEAR, Known, answers
from reporting.services.census import save_census


def census(request: HttpRequest, slug: str, year: int) -> HttpResponse:
    venue, known = _of_year(request, slug, year)
    sheet = census_sheet(venue, year)
    typed = sheet.answers if sheet else {}
    form = CensusForm(request.POST or None, known=known, initial=typed)

    def save() -> None:
        save_census(
            actor=acting_person(request), venue=venue, year=year, answers=form.answers(), now=timezone.now()
        )

    if accepted(request, form, save):
        messages.success(request, _("Saved."))
        return redirect("reporting:census", venue.slug, year)
    this_year = calendar_day(timezone.now(), venue.zone).year
    return form_page(
        request,
        form,
        template="reporting/host/census.html",
        venue=venue,
        tab="figures",
        year=year,
        is_under_way=year == this_year,
        before=year - 1 if year > FIRST_YEAR else None,
        after=year + 1 if year < this_year else None,
        chapters=answers(typed, known),
        sheet=sheet,
    )


def census_file(request: HttpRequest, slug: str, year: int, file_format: str) -> HttpResponse:
    """One line a question, with where its answer comes from."""
    venue, known = _of_year(request, slug, year)
    sheet = census_sheet(venue, year)
    headers = [_("chapter"), _("question"), _("answer"), _("where it comes from")]
    rows = (
        [str(title), str(answer.question.label), harmless(answer.text), str(answer.source)]
        for title, found in answers(sheet.answers if sheet else {}, known)
        for answer in found
    )
    return spreadsheet(headers, rows, file_format, f"{_('census')}-{venue.slug}-{year}")


def _of_year(request: HttpRequest, slug: str, year: int) -> tuple[Venue, dict[str, Known]]:
    venue = hosted_venue(request, slug)
    day = calendar_day(timezone.now(), venue.zone)
    if not FIRST_YEAR <= year <= day.year:
        raise Http404
    return venue, known_of(venue, year, day)
