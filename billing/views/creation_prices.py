"""A new venue, guided: its first prices, between the desks and the publication. The step may be left out."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from billing.forms.price_lists import FirstPricesForm
from billing.models import PriceList
from billing.queries.price_lists import list_used_at, name_for_list
from billing.services.price_editions import publish_edition
from billing.services.price_lists import create_price_list
from espaces.errors import Refused
from espaces.models import Person, Venue
from espaces.queries.venues import resources_of, today_at
from espaces.rules.publication import Step
from espaces.views.access import acting_person
from espaces.views.submitting import accepted
from espaces.views.venue_creation import back_to_settings, never_published_venue, step_page


def creation_prices(request: HttpRequest, slug: str) -> HttpResponse:
    """Prices that were already begun are gone on with on their own page."""
    venue = never_published_venue(request, slug)
    used = list_used_at(venue, today_at(venue))
    kinds = dict.fromkeys(resource.kind for resource in resources_of(venue, today_at(venue)))
    form = FirstPricesForm(request.POST if used is None and request.method == "POST" else None, kinds=kinds)
    begun: list[PriceList] = []
    if accepted(request, form, lambda: begun.append(_begin(request, venue, form))):
        _publish(request, begun[0], venue)
        return redirect("espaces:creation_publish", venue.slug)
    return step_page(
        request,
        form,
        Step.PRICES,
        template="billing/venue_creation_prices.html",
        venue=venue,
        used=used,
        has_resources=bool(kinds),
        back=back_to_settings(venue),
    )


def _begin(request: HttpRequest, venue: Venue, form: FirstPricesForm) -> PriceList:
    return create_price_list(
        actor=acting_person(request),
        name=name_for_list(venue.structure, str(venue)),
        structure=venue.structure,
        venue=venue,
        today=today_at(venue),
        lines=form.lines(),
    )


def _publish(request: HttpRequest, price_list: PriceList, venue: Venue) -> None:
    """What cannot hold yet stays a draft, and the page says why: a public body owes its council's decision."""
    actor: Person = acting_person(request)
    today = today_at(venue)
    try:
        publish_edition(actor=actor, price_list=price_list, valid_from=today, now=timezone.now(), today=today)
    except Refused as refused:
        messages.warning(request, str(refused.sentence))
