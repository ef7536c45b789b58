"""Presences put right afterwards, and those who did not come."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from espaces.errors import Refused
from espaces.models import Venue
from espaces.rules.clock import ONE_DAY
from espaces.views.access import acting_person, hosted_venue
from espaces.views.submitting import accepted, form_page
from reservations.forms.corrections import PresenceForm, StrikeOutForm
from reservations.models import Reservation
from reservations.queries.host_reservations import (
    corrections_at,
    no_shows as no_shows_at,
    presences_at,
    reservations_at,
)
from reservations.services import corrections as services
from reservations.views.days import day_asked

ON_A_PAGE = 50


def add_presence(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    venue = hosted_venue(request, slug)
    reservation: Reservation = get_object_or_404(reservations_at(venue), pk=pk)
    initial = _times(venue, reservation.starts_at, min(reservation.ends_at, timezone.now()))
    form = PresenceForm(request.POST or None, venue=venue, initial=initial)

    def add() -> None:
        services.add_presence(
            actor=acting_person(request),
            reservation_id=reservation.pk,
            correction=_correction(form),
            reason=form.cleaned_data["reason"],
        )

    title = _("Add a presence")
    lead = _("For somebody who came and whom nobody recorded.")
    return _corrected(request, venue, reservation, form, add, title=title, lead=lead, submit=_("Add"))


def correct_presence(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    venue = hosted_venue(request, slug)
    presence = get_object_or_404(presences_at(venue), pk=pk)
    initial = _times(venue, presence.started_at, presence.ended_at)
    form = PresenceForm(request.POST or None, venue=venue, initial=initial)

    def correct() -> None:
        services.correct_presence(
            actor=acting_person(request),
            presence_id=presence.pk,
            correction=_correction(form),
            reason=form.cleaned_data["reason"],
        )

    title = _("Correct the presence of %(person)s") % {"person": presence.person}
    return _corrected(request, venue, presence.reservation, form, correct, title=title, submit=_("Correct"))


def strike_out(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    venue = hosted_venue(request, slug)
    presence = get_object_or_404(presences_at(venue), pk=pk)
    form = StrikeOutForm(request.POST if request.method == "POST" else None)

    def strike() -> None:
        reason = form.cleaned_data["reason"]
        services.strike_out(actor=acting_person(request), presence_id=presence.pk, reason=reason)

    title = _("Strike out the presence of %(person)s") % {"person": presence.person}
    lead = _("It no longer counts as a visit; the line stays, struck out, with your name.")
    return _corrected(
        request,
        venue,
        presence.reservation,
        form,
        strike,
        title=title,
        lead=lead,
        submit=_("Strike out"),
        tone="danger",
    )


@require_POST
def undo_correction(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    venue = hosted_venue(request, slug)
    correction = get_object_or_404(corrections_at(venue), pk=pk)
    try:
        services.undo_correction(actor=acting_person(request), correction_id=pk)
        messages.success(request, _("The correction is undone."))
    except Refused as refused:
        messages.error(request, str(refused.sentence))
    return redirect("reservations:host_reservation", venue.slug, correction.presence.reservation_id)


def _times(venue: Venue, start: datetime, end: datetime | None) -> dict[str, Any]:
    arrived = start.astimezone(venue.zone)
    return {
        "day": arrived.date(),
        "arrived": arrived.time(),
        "left": end.astimezone(venue.zone).time() if end else None,
    }


def _correction(form: PresenceForm) -> services.Correction:
    person = form.cleaned_data["person"]
    return services.Correction(started_at=form.started_at, ended_at=form.ended_at, person=person)


def _corrected(
    request: HttpRequest, venue: Venue, reservation: Reservation, form: Any, act: Any, **words: Any
) -> HttpResponse:
    """Back to the reservation, where the correction can be undone for some minutes."""
    back = (
        reverse("reservations:host_reservation", args=[venue.slug, reservation.pk]),
        str(reservation.person),
    )
    if accepted(request, form, act):
        messages.success(request, _("Corrected. You can undo it for ten minutes."))
        return redirect(back[0])
    return form_page(request, form, venue=venue, tab="today", back=back, **words)


def no_shows(request: HttpRequest, slug: str) -> HttpResponse:
    """Month by month; the way to correct is beside each."""
    venue, now = hosted_venue(request, slug), timezone.now()
    first = day_asked(request, venue, now).replace(day=1)
    after_last = next_month(first)
    context = {
        "venue": venue,
        "tab": "today",
        "first": first,
        "before": (first - ONE_DAY).replace(day=1),
        "after": after_last,
        "page": Paginator(no_shows_at(venue, first, after_last, now), ON_A_PAGE).get_page(
            request.GET.get("page")
        ),
    }
    return render(request, "reservations/host/no_shows.html", context)


def next_month(first: date) -> date:
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)
