"""The sheet that visitors of a day sign, and the scans kept of it."""

from __future__ import annotations

import logging

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from espaces.rules.clock import ONE_DAY, calendar_day
from espaces.views.access import acting_person, hosted_venue
from espaces.views.submitting import accepted, form_page
from reporting.errors import ScanChanged
from reporting.forms.attendance import ScanForm
from reporting.queries.attendance import content_of, expected_on, sheet_visible_to, sheets_at
from reporting.rules.scans import ENDINGS
from reporting.services import attendance as services
from reservations.views.days import day_asked

BLANK_LINES = 8
LATEST = 10

logger = logging.getLogger(__name__)


def attendance_sheet(request: HttpRequest, slug: str) -> HttpResponse:
    venue, now = hosted_venue(request, slug), timezone.now()
    day = day_asked(request, venue, now)
    here = f"{reverse('reporting:attendance_sheet', args=[venue.slug])}?jour={day.isoformat()}"
    form = ScanForm(request.POST or None, request.FILES or None)

    def keep() -> None:
        file = form.cleaned_data["file"]
        services.keep_sheet(
            actor=acting_person(request),
            venue=venue,
            day=day,
            file_name=file.name,
            content=file.read(),
            now=now,
        )

    if accepted(request, form, keep):
        messages.success(request, _("The signed sheet is kept."))
        return redirect(here)
    return form_page(
        request,
        form,
        template="reporting/host/attendance_sheet.html",
        venue=venue,
        tab="figures",
        day=day,
        is_to_come=day > calendar_day(now, venue.zone),
        before=day - ONE_DAY,
        after=day + ONE_DAY,
        rows=expected_on(venue, day, now),
        blank=range(BLANK_LINES),
        sheets=sheets_at(venue).filter(day=day),
        others=sheets_at(venue).filter(struck_out_at=None).exclude(day=day)[:LATEST],
    )


def strike_out_sheet(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The consequence first, the act on the second tap."""
    venue = hosted_venue(request, slug)
    sheet = get_object_or_404(sheets_at(venue).filter(struck_out_at=None), pk=pk)
    here = f"{reverse('reporting:attendance_sheet', args=[venue.slug])}?jour={sheet.day.isoformat()}"
    if request.method == "POST":
        services.strike_out_sheet(actor=acting_person(request), sheet=sheet, now=timezone.now())
        messages.success(request, _("The sheet is struck out."))
        return redirect(here)
    context = {
        "venue": venue,
        "tab": "figures",
        "title": _("Strike out this sheet"),
        "lead": _("It proves nothing any more; the file is kept, and you can add the right one."),
        "submit": _("Strike out"),
        "tone": "danger",
        "form": "",
        "back": (here, _("Attendance sheet")),
    }
    return render(request, "espaces/form.html", context)


@require_safe
def attendance_scan(request: HttpRequest, pk: int) -> HttpResponse:
    """The file as it was kept, to download: never shown inside a page of ours."""
    sheet = sheet_visible_to(request.user, pk)
    if sheet is None:
        raise Http404
    try:
        content = content_of(sheet)
    except ScanChanged:
        logger.exception("the kept scan of sheet %s is not the one that was kept", sheet.pk)
        return render(request, "reporting/scan_changed.html", {"sheet": sheet}, status=500)
    response = HttpResponse(content, content_type=sheet.content_type)
    name = f"{_('attendance')}-{sheet.venue.slug}-{sheet.day.isoformat()}.{ENDINGS[sheet.content_type]}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    patch_cache_control(response, private=True, no_cache=True)
    return response
