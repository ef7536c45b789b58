"""Whom a host welcomes: the three fields, and names while he types."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from espaces.models import Venue
from espaces.rules.clock import calendar_day
from espaces.views.access import hosted_venue
from reservations.forms.walk_in import WalkInForm
from reservations.queries.occupancy import halves_left
from reservations.queries.places import resources_with_places
from reservations.queries.visitors import visitors_named


def walk_in_form(venue: Venue, now: datetime, data: Any = None) -> WalkInForm:
    day = calendar_day(now, venue.zone)
    return WalkInForm(
        data,
        venue=venue,
        resources=resources_with_places(venue, day, day),
        halves=halves_left(venue, day, now),
        auto_id="walk_in_%s",
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
