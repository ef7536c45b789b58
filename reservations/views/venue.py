"""The page of a venue: what one finds there, when it is open, and what is free."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from espaces.models import Resource, Venue
from espaces.queries.access import venues_hosted_by
from espaces.queries.venues import cancellation_steps_of, photos_of
from espaces.rules.cancellation_in_words import cancellation_in_words
from espaces.rules.clock import ONE_DAY, calendar_day
from espaces.views.access import visible_venue
from reservations import ports
from reservations.forms.venue_page import Asked, VenuePageForm
from reservations.queries.availability import ResourceWeek, week_of
from reservations.queries.venue_pages import (
    DAYS,
    hours_shown,
    own_half_days,
    resources_of_page,
    rooms_on,
    weeks_shown,
)
from reservations.rules.half_days_in_words import half_day_in_words
from reservations.views.home import fragment, is_fragment, with_vary
from reservations.views.kept_pages import kept_for_visitors
from reservations.views.venue_facts import hours_in_words, structured_data
from reservations.views.venue_week import (
    choices_at,
    person_of_request,
    rooms_in_words,
    week_links,
    weeks_shown_in_words,
)

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@login_not_required
@require_safe
@kept_for_visitors
def venue(request: HttpRequest, slug: str) -> HttpResponse:
    found = visible_venue(request, slug)
    resources = resources_of_page(found)
    context = free_context(request, found, resources)
    if is_fragment(request):
        return fragment(request, "reservations/public/venue_free.html", context)
    context |= about_context(request, found, resources)
    return with_vary(render(request, "reservations/public/venue.html", context))


def free_context(request: HttpRequest, found: Venue, resources: list[Resource]) -> dict[str, Any]:
    """What changes with the day: the week of half-days, and the rooms of one day."""
    now = timezone.now()
    form = VenuePageForm(request.GET, venue=found, now=now)
    asked = form.asked()
    own = own_half_days(person_of_request(request), resources, asked.first_day, now)
    weeks = weeks_shown(resources, asked.first_day, now)
    return {
        "venue": found,
        "section": "venues",
        "form": form,
        "asked": asked,
        "when": half_day_in_words(asked.day, asked.half),
        "weeks": weeks_shown_in_words(weeks, own, asked),
        "links": week_links(request, asked, DAYS),
        "choices": choices_at(_weeks_with(asked, weeks, resources, now), asked),
        "rooms": rooms_in_words(rooms_on(resources, asked.day, asked.minutes, now)),
    }


def _weeks_with(
    asked: Asked, weeks: list[ResourceWeek], resources: list[Resource], now: datetime
) -> list[ResourceWeek]:
    """The chosen day is mostly in the week shown; while another week is looked through, it is read apart."""
    shown = asked.first_day <= asked.day < asked.first_day + ONE_DAY * DAYS
    return weeks if shown else week_of(resources, asked.day, 1, now)


def about_context(request: HttpRequest, found: Venue, resources: list[Resource]) -> dict[str, Any]:
    """What does not change with the day."""
    now = timezone.now()
    hours = hours_shown(found, resources, now)
    photos = list(photos_of(found))
    address = request.build_absolute_uri(reverse("reservations:venue", args=[found.slug]))
    steps = cancellation_steps_of(found)
    services = services_of(found)
    price = ports.from_prices([found.pk]).get(found.pk, "")
    prices = ports.price_table(found.pk, calendar_day(now, found.zone))
    return {
        "photos": photos,
        "hours": hours_in_words(found, hours, now),
        "services": services,
        "price": price,
        "prices": prices,
        "cancellation": cancellation_in_words(steps["others"]),
        "cancellation_of_members": cancellation_in_words(steps["members"])
        if steps["members"] != steps["others"]
        else "",
        "address": address,
        "directions": directions_to(found),
        "json_ld": structured_data(
            found,
            hours,
            address=address,
            images=[request.build_absolute_uri(_photo(photo.pk)) for photo in photos],
            services=[str(label) for _code, label in services],
            price=price,
            prices=prices,
            now=now,
        ),
        "is_host": request.user.is_authenticated
        and venues_hosted_by(request.user).filter(pk=found.pk).exists(),
    }


def services_of(found: Venue) -> list[tuple[str, StrOrPromise]]:
    """Code and name, in the order of the list."""
    known = [(code, label) for code, label in Venue.Service.choices if code in found.services]
    return known + ([("wheelchair", _("accessible by wheelchair"))] if found.wheelchair_accessible else [])


def _photo(pk: int) -> str:
    return reverse("espaces:photo", args=[pk, "large"])


def directions_to(found: Venue) -> str:
    """A link that a phone opens in its own map."""
    if found.latitude is None or found.longitude is None:
        return ""
    query = urlencode({"mlat": str(found.latitude), "mlon": str(found.longitude)})
    return f"https://www.openstreetmap.org/?{query}#map=16/{found.latitude}/{found.longitude}"
