"""The page a host opens in the morning: who comes, what is free, what waits for an answer."""

from __future__ import annotations

from datetime import date, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST
from django.views.decorators.vary import vary_on_headers

from espaces.errors import Refused
from espaces.models import Venue
from espaces.rules.clock import ONE_DAY, calendar_day
from espaces.views.access import acting_person, hosted_venue
from reservations.models import Presence
from reservations.queries.host_reservations import presences_at, reservations_at
from reservations.queries.today import coming_on, day_at
from reservations.services.presence import check_in, check_out
from reservations.views.days import day_asked
from reservations.views.visitors import walk_in_form


@vary_on_headers("HX-Request")
def today(request: HttpRequest, slug: str) -> HttpResponse:
    venue, now = hosted_venue(request, slug), timezone.now()
    return day_page(request, venue, day_asked(request, venue, now), now)


def day_page(
    request: HttpRequest, venue: Venue, day: date, now: datetime, refused: Refused | None = None
) -> HttpResponse:
    """The page, or for htmx its changing part: one template draws it in both."""
    shown = day_at(venue, day, now)
    context = {"venue": venue, "tab": "today", "shown": shown, "now": now, "refused": refused}
    status = 422 if refused else 200
    if "HX-Request" in request.headers:
        return render(request, "reservations/host/day.html", context, status=status)
    context["walk_in"] = walk_in_form(venue, now) if shown.is_today else None
    here = reverse("reservations:today", args=[venue.slug])
    context |= {"here": here, "to_today": "" if shown.is_today else here}
    context |= {"before": day - ONE_DAY, "after": day + ONE_DAY}
    return render(request, "reservations/host/today.html", context, status=status)


@require_POST
def host_check_in(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    venue, now = hosted_venue(request, slug), timezone.now()
    expected = get_object_or_404(reservations_at(venue), pk=pk)
    refused = None
    try:
        check_in(actor=acting_person(request), reservation_id=pk, source=Presence.Source.HOST, now=now)
    except Refused as refusal:
        refused = refusal
    return after_act(request, venue, expected.booking_day, now, refused)


@require_POST
def host_check_out(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    venue, now = hosted_venue(request, slug), timezone.now()
    presence = get_object_or_404(presences_at(venue), pk=pk)
    check_out(actor=acting_person(request), presence_id=pk, source=Presence.Source.HOST, now=now)
    return after_act(request, venue, presence.reservation.booking_day, now, None)


def after_act(
    request: HttpRequest, venue: Venue, day: date, now: datetime, refused: Refused | None
) -> HttpResponse:
    if refused or "HX-Request" in request.headers:
        return day_page(request, venue, day, now, refused)
    address = reverse("reservations:today", args=[venue.slug])
    return redirect(address if day == calendar_day(now, venue.zone) else f"{address}?jour={day.isoformat()}")


def door_list(request: HttpRequest, slug: str) -> HttpResponse:
    """To print and to hang at the door: given names and initials only."""
    venue, now = hosted_venue(request, slug), timezone.now()
    day = day_asked(request, venue, now)
    context = {"venue": venue, "tab": "today", "day": day, "rows": coming_on(venue, day, now)}
    return render(request, "reservations/host/door_list.html", context)
