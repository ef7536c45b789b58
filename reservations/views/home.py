"""The first page: where is there a desk, near here, at that time?"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from espaces.forms.municipalities import in_words
from espaces.queries.access import venues_visible_to
from espaces.queries.networks import all_networks
from espaces.queries.territories import search_municipalities
from espaces.rules.clock import ONE_DAY
from espaces.rules.dates_in_words import day_in_words
from espaces.views.access import network_of
from reservations.forms.search import SearchForm
from reservations.queries.search import Found, network_facts, search_venues
from reservations.queries.whereabouts import towns_like, venues_named
from reservations.rules.half_days_in_words import half_day_in_words, when_in_words
from reservations.views.cards import cards_of, map_of
from reservations.views.kept_pages import kept_for_visitors

PROPOSED = 6


@login_not_required
@require_safe
@kept_for_visitors
def home(request: HttpRequest) -> HttpResponse:
    if network_of(request) is None and (networks := all_networks()):
        choice = {"networks": networks, "page": "/"}
        return with_vary(render(request, "reservations/public/choose_network.html", choice))
    now = timezone.now()
    venues = venues_visible_to(request.user, network_of(request))
    form = SearchForm(request.GET, now=now)
    found = search_venues(venues, form.wanted(), now)
    context = {"form": form, "section": "home", **found_context(found, request)}
    if is_fragment(request):
        return fragment(request, "reservations/public/home_found.html", context)
    context["facts"] = network_facts(venues, network_of(request), now)
    return with_vary(render(request, "reservations/public/home.html", context))


def found_context(found: Found, request: HttpRequest) -> dict[str, Any]:
    """What a list of venues shows, on the home page and on the page of venues."""
    wanted = found.wanted
    today = timezone.localdate()
    venues = venues_visible_to(request.user, network_of(request))
    return {
        "wanted": wanted,
        "whereabouts": found.whereabouts,
        "is_unknown": found.is_unknown,
        "homonyms": [in_words(town) for town in found.whereabouts.homonyms],
        "suggestions": [in_words(town) for town in towns_like(wanted.where, venues)]
        if found.is_unknown
        else [],
        "page": found.page,
        "is_counted": found.is_counted,
        "cards": cards_of(found.page, wanted),
        "map": map_of(found.page, wanted),
        "days": days_around(request, wanted.day, today),
        "when": half_day_in_words(wanted.day, wanted.half),
        "when_said": when_in_words(wanted.day, wanted.half, today),
    }


def days_around(request: HttpRequest, day: date, today: date) -> dict[str, str]:
    """The same search a day before and a day after; today is offered when another day is shown."""

    def address(other: date) -> str:
        query = request.GET.copy()
        query["day"] = other.isoformat()
        query.pop("page", None)
        return f"?{query.urlencode()}"

    before, after = max(day - ONE_DAY, today), day + ONE_DAY
    return {
        "previous_href": address(before),
        "previous_text": day_in_words(before),
        "next_href": address(after),
        "next_text": day_in_words(after),
        "today_href": address(today) if day != today else "",
    }


def is_fragment(request: HttpRequest) -> bool:
    """Asked by htmx for a part; a page that htmx restores from the history is whole."""
    return "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers


def fragment(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    return with_vary(render(request, template, context))


def with_vary(response: HttpResponse) -> HttpResponse:
    """A part and its page have the same address: no cache may take one for the other."""
    patch_vary_headers(response, ["HX-Request", "Cookie"])
    return response


@login_not_required
@require_safe
def places_like(request: HttpRequest) -> HttpResponse:
    """Options of the datalist of `where` while somebody types: venues first, then towns."""
    typed = request.GET.get("where", "")[:80]
    if "\0" in typed:
        raise BadRequest
    venues = venues_visible_to(request.user, network_of(request))
    context = {
        "venues": venues_named(typed, venues, PROPOSED),
        "municipalities": search_municipalities(typed, PROPOSED),
    }
    return render(request, "reservations/public/places_like.html", context)
