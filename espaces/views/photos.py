from __future__ import annotations

import copy

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from espaces.forms.photos import DescriptionForm, PhotoForm
from espaces.models import VenuePhoto
from espaces.queries.venues import photo_visible_to, photos_of
from espaces.services import photos as services
from espaces.views.access import acting_person, managed_venue
from espaces.views.submitting import accepted, form_page
from espaces.views.venue_creation import back_to_settings

SIZES = {"large": "image", "small": "thumbnail"}
A_YEAR = 365 * 24 * 3600


def photos(request: HttpRequest, slug: str) -> HttpResponse:
    venue = managed_venue(request, slug)
    form = PhotoForm(request.POST or None, request.FILES or None)
    if accepted(
        request,
        form,
        lambda: services.add_photo(actor=acting_person(request), venue=venue, **form.cleaned_data),
    ):
        messages.success(request, _("The photo is added."))
        return redirect("espaces:venue_photos", venue.slug)
    return form_page(
        request,
        form,
        template="espaces/venue_photos.html",
        venue=venue,
        tab="settings",
        photos=photos_of(venue),
        back=back_to_settings(venue),
    )


def photo_of(request: HttpRequest, slug: str, pk: int) -> VenuePhoto:
    venue = managed_venue(request, slug)
    photo: VenuePhoto = get_object_or_404(photos_of(venue), pk=pk)
    return photo


def describe_photo(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    photo = photo_of(request, slug, pk)
    form = DescriptionForm(request.POST or None, instance=copy.copy(photo))

    def save() -> None:
        services.describe_photo(actor=acting_person(request), photo=photo, **form.cleaned_data)

    back = (reverse("espaces:venue_photos", args=[slug]), _("Photos"))
    if accepted(request, form, save):
        messages.success(request, _("Saved."))
        return redirect(back[0])
    title = _("What the photo shows")
    return form_page(
        request, form, title=title, submit=_("Save"), back=back, venue=photo.venue, tab="settings"
    )


@require_POST
def show_photo_first(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    services.show_photo_first(actor=acting_person(request), photo=photo_of(request, slug, pk))
    return redirect("espaces:venue_photos", slug)


def remove_photo(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The consequence first, the act on the second tap."""
    photo = photo_of(request, slug, pk)
    if request.method == "POST":
        services.remove_photo(actor=acting_person(request), photo=photo)
        messages.success(request, _("The photo is removed."))
        return redirect("espaces:venue_photos", slug)
    context = {"venue": photo.venue, "tab": "settings", "photo": photo}
    return render(request, "espaces/venue_photo_removal.html", context)


@login_not_required
def photo_file(request: HttpRequest, pk: int, size: str) -> FileResponse:
    """The file itself, whatever keeps it. The photo of a number never changes: it may be kept for a year."""
    photo = photo_visible_to(request.user, pk)
    if photo is None or size not in SIZES:
        raise Http404
    file = getattr(photo, SIZES[size])
    response = FileResponse(file.open(), content_type="image/webp")
    shared = {"public": True} if photo.venue.published_at else {"private": True}
    patch_cache_control(response, max_age=A_YEAR, immutable=True, **shared)
    return response
