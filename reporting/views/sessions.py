"""Events, workshops and surgeries of a venue: by month, recorded, changed, struck out, exported."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from billing.views.charges_file import spreadsheet
from espaces.errors import Refused
from espaces.models import Venue
from espaces.rules.clock import calendar_day
from espaces.rules.spreadsheets import harmless
from espaces.views.access import acting_person, hosted_venue
from espaces.views.submitting import done_or_form
from reporting.forms.sessions import SessionForm
from reporting.models import Session
from reporting.queries.sessions import sessions_at, sessions_during
from reporting.rules.periods import Period
from reporting.services import sessions as services
from reporting.views.periods import beside, month_asked, period_asked


def sessions(request: HttpRequest, slug: str) -> HttpResponse:
    venue = hosted_venue(request, slug)
    month = month_asked(request, calendar_day(timezone.now(), venue.zone))
    held = list(sessions_during(venue, month))
    counted = [session for session in held if session.struck_out_at is None]
    before, after = beside(month)
    context = {
        "venue": venue,
        "tab": "figures",
        "month": month,
        "before": before,
        "after": after,
        "sessions": held,
        "count": len(counted),
        "present": sum(len(one.persons.all()) + one.unnamed for one in counted),
        "minutes": sum(session.minutes for session in counted),
    }
    return render(request, "reporting/host/sessions.html", context)


def record_session(request: HttpRequest, slug: str) -> HttpResponse:
    venue = hosted_venue(request, slug)
    now = timezone.now()
    form = SessionForm(request.POST or None, venue=venue, initial={"day": calendar_day(now, venue.zone)})

    def record() -> None:
        services.record_session(
            actor=acting_person(request),
            venue=venue,
            held=services.Held(**form.held()),
            token=form.cleaned_data["token"],
            now=now,
        )

    return done_or_form(
        request,
        form,
        record,
        done=_("The session is recorded."),
        back=_back_to_month(venue, form.day_written(calendar_day(now, venue.zone))),
        venue=venue,
        tab="figures",
        title=_("Record a session"),
        submit=_("Record"),
    )


def change_session(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    venue = hosted_venue(request, slug)
    session = get_object_or_404(sessions_at(venue).filter(struck_out_at=None), pk=pk)
    persons = list(session.persons.all())
    names = "\n".join(str(person) for person in persons)
    initial = {name: getattr(session, name) for name in services.NAMES} | {"names": names, "persons": persons}
    form = SessionForm(request.POST or None, venue=venue, initial=initial)

    def change() -> None:
        services.change_session(
            actor=acting_person(request),
            session_id=session.pk,
            held=services.Held(**form.held()),
            now=timezone.now(),
        )

    return done_or_form(
        request,
        form,
        change,
        done=_("The session is changed."),
        back=_back_to_month(venue, session.day),
        venue=venue,
        tab="figures",
        title=_("Change “%(session)s”") % {"session": session},
        submit=_("Save"),
    )


def strike_out_session(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The consequence first, the act on the second tap."""
    venue = hosted_venue(request, slug)
    session = get_object_or_404(sessions_at(venue).filter(struck_out_at=None), pk=pk)
    if request.method == "POST":
        try:
            services.strike_out_session(
                actor=acting_person(request), session_id=session.pk, now=timezone.now()
            )
            messages.success(request, _("The session is struck out."))
        except Refused as refused:
            messages.error(request, str(refused))
        return redirect(_back_to_month(venue, session.day)[0])
    context = {
        "venue": venue,
        "tab": "figures",
        "title": _("Strike out “%(session)s”") % {"session": session},
        "lead": _("It counts for nothing any more; the line stays, struck out, with your name in the log."),
        "submit": _("Strike out"),
        "tone": "danger",
        "form": "",
        "back": _back_to_month(venue, session.day),
    }
    return render(request, "espaces/form.html", context)


def sessions_file(request: HttpRequest, slug: str, file_format: str) -> HttpResponse:
    """One line a session that counts; no name of anybody."""
    venue = hosted_venue(request, slug)
    period = period_asked(request, calendar_day(timezone.now(), venue.zone))
    headers = [_("day"), _("title"), _("kind"), _("theme"), _("length (minutes)"), _("named"), _("others")]
    rows = (_row(session) for session in sessions_during(venue, period).filter(struck_out_at=None))
    return spreadsheet(headers, rows, file_format, f"{_('sessions')}-{venue.slug}-{period.code}")


def _back_to_month(venue: Venue, day: date) -> tuple[str, str]:
    page = reverse("reporting:sessions", args=[venue.slug])
    return f"{page}?periode={Period.holding(day, 'month').code}", _("Sessions")


def _row(session: Session) -> list[object]:
    return [
        session.day.isoformat(),
        harmless(session.title),
        session.get_kind_display(),
        session.get_theme_display(),
        session.minutes,
        len(session.persons.all()),
        session.unnamed,
    ]
