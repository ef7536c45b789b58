"""Somebody at the door, in three fields."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from espaces.models import Person, Venue
from espaces.rules.clock import calendar_day
from espaces.views.access import acting_person, hosted_venue
from reservations.forms.walk_in import WalkInForm
from reservations.models import Presence, Reservation
from reservations.queries.occupancy import halves_left
from reservations.queries.places import resources_with_places
from reservations.queries.visitors import arrival_expected, visitors_named
from reservations.services.presence import check_in
from reservations.services.welcoming import welcome_visitor
from reservations.views.booking_for_others import booked, status_of


def walk_in_form(venue: Venue, now: datetime, data: Any = None) -> WalkInForm:
    day = calendar_day(now, venue.zone)
    return WalkInForm(
        data,
        venue=venue,
        resources=resources_with_places(venue, day, day),
        halves=halves_left(venue, day, now),
        auto_id="walk_in_%s",
    )


def walk_in(request: HttpRequest, slug: str) -> HttpResponse:
    """Who was expected is checked in; anybody else gets a place and is checked in."""
    venue, now = hosted_venue(request, slug), timezone.now()
    form = walk_in_form(venue, now, request.POST or None)
    made = booked(request, form, lambda: _welcome(request, venue, form, now))
    if made is not None:
        messages.success(request, _("%(person)s is here.") % {"person": made.person})
        return redirect("reservations:today", venue.slug)
    context = {"venue": venue, "tab": "today", "form": form}
    return render(request, "reservations/host/walk_in.html", context, status=status_of(form))


def _welcome(request: HttpRequest, venue: Venue, form: WalkInForm, now: datetime) -> Reservation:
    actor, visitor = acting_person(request), form.visitor
    assert visitor is not None
    expected = arrival_expected(visitor, venue, now) if isinstance(visitor, Person) else None
    if expected is not None:
        check_in(actor=actor, reservation_id=expected.pk, source=Presence.Source.HOST, now=now)
        return expected
    return welcome_visitor(
        actor=actor,
        visitor=visitor,
        resource=form.resource,
        request=form.request(now),
        token=form.cleaned_data["token"],
        now=now,
    )


@require_GET
def visitor_options(request: HttpRequest, slug: str) -> HttpResponse:
    """Names for a <datalist> while a host types: people of the venue's structure only.

    The parameter has the name of the field that htmx sends.
    """
    venue = hosted_venue(request, slug)
    typed = request.GET.get("name") or request.GET.get("person") or ""
    people = visitors_named(venue.structure, typed)
    return render(request, "reservations/host/visitor_options.html", {"people": people})
