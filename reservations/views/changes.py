"""Changes of hours and ends of places of a venue that can be booked, with the reservations they hit."""

from __future__ import annotations

from datetime import date

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from espaces.forms.hours import HoursForm
from espaces.forms.resources import EndPlaceForm
from espaces.models import Resource, Venue
from espaces.queries.venues import resources_of, today_at, weekly_periods
from espaces.rules.clock import calendar_day
from espaces.rules.opening import WeeklyPeriod
from espaces.rules.seasons import seasons_from
from espaces.services.hours import replace_hours
from espaces.services.resources import archive_resource as archive, end_place as end
from espaces.views.access import acting_person, managed_venue
from reservations.queries.places import places_at
from reservations.rules.places_in_words import place_in_words
from reservations.views.deciding import ChangePage, decide


def change_hours(request: HttpRequest, slug: str) -> HttpResponse:
    """The venue's, or those of one resource: `?ressource=12`."""
    venue = managed_venue(request, slug)
    resource = _resource_asked(request, venue)
    day = today_at(venue)
    form = HoursForm(
        request.POST or None,
        week=_week_now(venue, resource, day),
        resource_id=resource.pk if resource else None,
        initial={"valid_from": day},
    )

    def change() -> None:
        asked = form.change()
        replace_hours(
            actor=acting_person(request),
            venue=venue,
            periods=asked.periods,
            valid_from=asked.valid_from,
            valid_to=asked.valid_to,
            resource=resource,
        )

    page = ChangePage(
        venue=venue,
        form=form,
        change=change,
        reason=lambda: _("new opening hours"),
        template="reservations/host/change_hours.html",
        title=_("Hours of %(what)s") % {"what": resource or venue},
        submit=_("Go on"),
        back=(reverse("espaces:venue_hours", args=[venue.slug]), _("Opening hours")),
    )
    return decide(request, page)


def _resource_asked(request: HttpRequest, venue: Venue) -> Resource | None:
    asked = request.GET.get("ressource", "")
    if not asked:
        return None
    pk = int(asked[:18]) if asked.isdecimal() else 0
    resource: Resource = get_object_or_404(resources_of(venue, today_at(venue)), pk=pk)
    return resource


def _week_now(venue: Venue, resource: Resource | None, day: date) -> list[WeeklyPeriod]:
    """What holds today is what one changes; a resource without hours of its own starts from its venue's."""
    own = weekly_periods(venue, resource) if resource else []
    seasons = seasons_from(own or weekly_periods(venue), day)
    return list(seasons[0].periods) if seasons else []


def end_place(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    venue = managed_venue(request, slug)
    place = get_object_or_404(places_at(venue), pk=pk)
    form = EndPlaceForm(request.POST or None, initial={"on": calendar_day(timezone.now(), venue.zone)})

    def change() -> None:
        end(actor=acting_person(request), place=place, on=form.cleaned_data["on"])

    name = f"{place.resource} · {place_in_words(place)}"
    page = ChangePage(
        venue=venue,
        form=form,
        change=change,
        reason=lambda: _("this place is no longer offered"),
        template="espaces/form.html",
        title=_("Remove %(place)s from a day on") % {"place": name},
        submit=_("Go on"),
        back=(reverse("espaces:resource", args=[venue.slug, place.resource_id]), str(place.resource)),
        lead=_("What happened there stays in the figures."),
        tone="danger",
    )
    return decide(request, page)


def archive_resource(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    venue = managed_venue(request, slug)
    resource: Resource = get_object_or_404(resources_of(venue, today_at(venue)), pk=pk)

    def change() -> None:
        archive(actor=acting_person(request), resource=resource)

    page = ChangePage(
        venue=venue,
        form=forms.Form(request.POST if request.method == "POST" else None),
        change=change,
        reason=lambda: _("%(resource)s is no longer offered") % {"resource": resource},
        template="espaces/form.html",
        title=_("No longer offer %(resource)s") % {"resource": resource},
        submit=_("Archive"),
        back=(reverse("espaces:venue_resources", args=[venue.slug]), _("Resources")),
        lead=_(
            "Nobody books it any more. Reservations to come are shown first; the past stays in the figures."
        ),
        tone="danger",
    )
    return decide(request, page)
