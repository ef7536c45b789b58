"""What one books at a venue, and its places.

Archiving a resource or ending a place of a venue that can be booked is confirmed on pages of the app above,
which show the reservations that it hits.
"""

from __future__ import annotations

import copy

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from espaces.errors import Refused
from espaces.forms.resources import NewResourceForm, PlaceForm, PlacesForm, ResourceForm
from espaces.forms.venues import quota_limits
from espaces.models import Resource, Venue
from espaces.queries.venues import (
    archived_resources_of,
    places_of,
    plans_valid_at,
    quotas_of,
    resources_of,
    today_at,
    was_ever_published,
)
from espaces.services import resources as services
from espaces.views.access import acting_person, managed_venue
from espaces.views.submitting import accepted, form_page
from espaces.views.venue_creation import back_to_settings, never_published_venue


def resources(request: HttpRequest, slug: str) -> HttpResponse:
    venue = managed_venue(request, slug)
    context = {
        "venue": venue,
        "tab": "settings",
        "back": back_to_settings(venue),
        "resources": resources_of(venue, today_at(venue)),
        "archived": archived_resources_of(venue),
    }
    return render(request, "espaces/venue_resources.html", context)


def back_to_resources(venue: Venue) -> tuple[str, str]:
    return reverse("espaces:venue_resources", args=[venue.slug]), _("Resources")


def add_resource(request: HttpRequest, slug: str) -> HttpResponse:
    venue = managed_venue(request, slug)
    form = NewResourceForm(
        request.POST or None,
        instance=Resource(venue=venue),
        plans=plans_valid_at(venue, today_at(venue)),
        quotas={},
    )

    def save() -> None:
        services.create_resource(
            actor=acting_person(request),
            venue=venue,
            places=form.cleaned_data["places"],
            quotas=quota_limits(form),
            **form.values(),
        )

    if accepted(request, form, save):
        messages.success(request, _("Saved."))
        return redirect("espaces:venue_resources", venue.slug)
    return resource_page(request, venue, form, _("Add a resource"))


def resource_page(
    request: HttpRequest, venue: Venue, form: ResourceForm, title: str, resource: Resource | None = None
) -> HttpResponse:
    return form_page(
        request,
        form,
        template="espaces/venue_resource.html",
        title=title,
        venue=venue,
        tab="settings",
        back=back_to_resources(venue),
        resource=resource,
        places=places_of(resource, today_at(venue)) if resource else [],
        is_new=not was_ever_published(venue),
        today=today_at(venue),
    )


def resource_of(venue: Venue, pk: int) -> Resource:
    resource: Resource = get_object_or_404(resources_of(venue, today_at(venue)), pk=pk)
    return resource


def change_resource(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    venue = managed_venue(request, slug)
    resource = resource_of(venue, pk)
    form = ResourceForm(
        request.POST or None,
        instance=copy.copy(resource),
        plans=plans_valid_at(venue, today_at(venue)),
        quotas=quotas_of(resource=resource),
    )

    def save() -> None:
        services.change_resource(
            actor=acting_person(request), resource=resource, quotas=quota_limits(form), **form.values()
        )

    if accepted(request, form, save):
        messages.success(request, _("Saved."))
        return redirect("espaces:venue_resources", venue.slug)
    return resource_page(request, venue, form, str(resource), resource)


@require_POST
def move_resource(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    venue = managed_venue(request, slug)
    up = request.POST.get("direction") == "up"
    services.move_resource(actor=acting_person(request), resource=resource_of(venue, pk), up=up)
    return redirect("espaces:venue_resources", venue.slug)


@require_POST
def restore_resource(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    venue = managed_venue(request, slug)
    resource = get_object_or_404(archived_resources_of(venue), pk=pk)
    try:
        services.restore_resource(actor=acting_person(request), resource=resource)
    except Refused as refused:
        messages.error(request, str(refused.sentence))
    return redirect("espaces:venue_resources", venue.slug)


@require_POST
def remove_new_resource(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    venue = never_published_venue(request, slug)
    try:
        services.remove_new_resource(actor=acting_person(request), resource=resource_of(venue, pk))
        messages.success(request, _("Removed."))
    except Refused as refused:
        messages.error(request, str(refused.sentence))
    return redirect("espaces:venue_resources", venue.slug)


def add_places(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    venue = managed_venue(request, slug)
    resource = resource_of(venue, pk)
    form = PlacesForm(request.POST or None, initial={"valid_from": today_at(venue)})

    def save() -> None:
        services.add_places(actor=acting_person(request), resource=resource, **form.cleaned_data)

    back = (reverse("espaces:resource", args=[venue.slug, resource.pk]), str(resource))
    if accepted(request, form, save):
        messages.success(request, _("Saved."))
        return redirect(back[0])
    title = _("More places in %(resource)s") % {"resource": resource}
    return form_page(request, form, title=title, submit=_("Add"), back=back, venue=venue, tab="settings")


def change_place(request: HttpRequest, slug: str, pk: int, place_pk: int) -> HttpResponse:
    venue = managed_venue(request, slug)
    resource = resource_of(venue, pk)
    place = get_object_or_404(places_of(resource, today_at(venue)), pk=place_pk)
    form = PlaceForm(request.POST or None, instance=copy.copy(place))

    def save() -> None:
        services.change_place(actor=acting_person(request), place=place, **form.cleaned_data)

    back = (reverse("espaces:resource", args=[venue.slug, resource.pk]), str(resource))
    if accepted(request, form, save):
        messages.success(request, _("Saved."))
        return redirect(back[0])
    title = _("Place %(number)d of %(resource)s") % {"number": place.number, "resource": resource}
    return form_page(request, form, title=title, submit=_("Save"), back=back, venue=venue, tab="settings")


@require_POST
def remove_new_place(request: HttpRequest, slug: str, pk: int, place_pk: int) -> HttpResponse:
    venue = never_published_venue(request, slug)
    resource = resource_of(venue, pk)
    place = get_object_or_404(places_of(resource, today_at(venue)), pk=place_pk)
    services.remove_new_place(actor=acting_person(request), place=place)
    messages.success(request, _("Removed."))
    return redirect("espaces:resource", venue.slug, resource.pk)
