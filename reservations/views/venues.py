"""All venues, with what one can ask of a place."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from espaces.queries.access import venues_visible_to
from espaces.queries.networks import all_networks
from espaces.views.access import network_of
from reservations.forms.search import VenueFilterForm
from reservations.queries.search import search_venues
from reservations.views.home import found_context, fragment, is_fragment, with_vary
from reservations.views.kept_pages import kept_for_visitors


@login_not_required
@require_safe
@kept_for_visitors
def venues(request: HttpRequest) -> HttpResponse:
    if network_of(request) is None and (networks := all_networks()):
        context = {"networks": networks, "page": reverse("reservations:venues")}
        return with_vary(render(request, "reservations/public/choose_network.html", context))
    now = timezone.now()
    form = VenueFilterForm(request.GET, now=now)
    found = search_venues(venues_visible_to(request.user, network_of(request)), form.wanted(), now)
    context = {"form": form, "section": "venues", **found_context(found, request)}
    if is_fragment(request):
        return fragment(request, "reservations/public/venues_found.html", context)
    return with_vary(render(request, "reservations/public/venues.html", context))
