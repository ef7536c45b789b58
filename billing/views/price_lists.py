"""The prices of a venue, on one page: read as a visitor reads them, changed in place, tried before they hold."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from billing.forms.choices import Offered, offered_at
from billing.forms.price_lists import FirstPricesForm, PublicationForm, SettingsForm
from billing.forms.trial import TrialForm
from billing.models import PriceEdition, PriceList
from billing.queries.price_lists import (
    counts_in_units,
    draft_of,
    edition_on,
    list_used_at,
    may_edit,
    name_for_list,
    networks_shared_by,
    price_lists_for,
    published_editions,
    uses_at,
)
from billing.queries.price_tables import regime_on, table_of
from billing.queries.trials import entitlement_like, try_prices
from billing.rules.pricing.quotes import Quote
from billing.services import price_editions, price_lists as services
from espaces.models import Structure, Unit, Venue
from espaces.queries.access import venues_managed_by
from espaces.queries.units import units_at
from espaces.queries.venues import resources_of, today_at
from espaces.rules.amounts_in_words import units_in_words
from espaces.views.access import acting_person, hosted_venue, managed_venue
from espaces.views.submitting import accepted, form_page


def listed(request: HttpRequest, slug: str, pk: int) -> tuple[Venue, PriceList]:
    """A list that the venue may use, for its hosts."""
    venue = hosted_venue(request, slug)
    return venue, get_object_or_404(price_lists_for(venue, today_at(venue)), pk=pk)


def edited(request: HttpRequest, slug: str, pk: int) -> tuple[Venue, PriceList]:
    """The same, for who changes it: managers; for a list of a network, its coordinators."""
    venue = managed_venue(request, slug)
    price_list = get_object_or_404(price_lists_for(venue, today_at(venue)), pk=pk)
    if not may_edit(request.user, price_list):
        raise PermissionDenied(_("Only the coordinators of the network change the prices that it shares."))
    return venue, price_list


def address_of(venue: Venue, price_list: PriceList) -> str:
    return reverse("billing:price_list", args=[venue.slug, price_list.pk])


def back_to_list(venue: Venue, price_list: PriceList) -> tuple[str, str]:
    return address_of(venue, price_list), _("Prices")


def prices(request: HttpRequest, slug: str) -> HttpResponse:
    """The list that the venue uses; without any, two prices for a desk and all is said."""
    venue = hosted_venue(request, slug)
    used = list_used_at(venue, today_at(venue))
    if used is not None:
        return list_page(request, venue, used)
    if request.method == "POST":
        managed_venue(request, slug)
    return first_prices(request, venue)


def first_prices(request: HttpRequest, venue: Venue) -> HttpResponse:
    day = today_at(venue)
    kinds = dict.fromkeys(resource.kind for resource in resources_of(venue, day))
    in_units = counts_in_units(venue.structure, day)
    form = FirstPricesForm(request.POST or None, kinds=kinds, in_units=in_units)

    def begin() -> None:
        services.create_price_list(
            actor=acting_person(request),
            name=name_for_list(venue.structure, _("Prices of %(venue)s") % {"venue": venue}),
            structure=venue.structure,
            venue=venue,
            today=day,
            lines=form.lines(),
        )

    if accepted(request, form, begin):
        return redirect("billing:prices", venue.slug)
    return form_page(
        request,
        form,
        template="billing/prices/first.html",
        venue=venue,
        tab="settings",
        may_edit=venues_managed_by(request.user).filter(pk=venue.pk).exists(),
        has_resources=bool(kinds),
        others=price_lists_for(venue, day),
    )


def price_list(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    return list_page(request, *listed(request, slug, pk))


def list_page(request: HttpRequest, venue: Venue, shown: PriceList, status: int = 200) -> HttpResponse:
    """The draft for who may change it, else what is published."""
    day = today_at(venue)
    manages = venues_managed_by(request.user).filter(pk=venue.pk).exists()
    editing = manages and may_edit(request.user, shown)
    draft = draft_of(shown) if editing else None
    edition = draft or edition_on(shown, day)
    context = {
        "venue": venue,
        "tab": "settings",
        "price_list": shown,
        "draft": draft,
        "edition": edition,
        "table": table_of(edition, venue, day) if edition else None,
        "may_edit": editing,
        "may_manage": manages,
        "may_share": manages and networks_shared_by(request.user, venue, day).exists(),
        "published": published_editions(shown),
        "today": day,
        "regime": regime_on(venue.structure_id, day),
        "uses": uses_at(venue),
        "is_used": list_used_at(venue, day) == shown,
        "others": price_lists_for(venue, day).exclude(pk=shown.pk),
        "publication": publication_form(request, shown, venue),
        **trial_context(request, venue, edition),
    }
    return render(request, "billing/prices/page.html", context, status=status)


def trial_context(request: HttpRequest, venue: Venue, edition: PriceEdition | None) -> dict[str, Any]:
    """The box beside the prices; its answer, once it was asked (by GET: it writes nothing)."""
    day = today_at(venue)
    resources = resources_of(venue, day)
    offered = offered_at(venue, edition.price_list, day) if edition else Offered()
    form = TrialForm(
        request.GET if "resource" in request.GET else None,
        offered=offered,
        resources=resources,
        units=units_at(venue.structure, day).filter(archived_at=None),
        today=day,
    )
    quote = tried_quote(form, edition, venue) if edition and form.is_bound and form.is_valid() else None
    return {
        "trial": form,
        "quote": quote,
        "units_taken": units_taken(quote, form.cleaned_data.get("unit")) if quote else "",
        "has_resources": resources.exists(),
    }


def tried_quote(form: TrialForm, edition: PriceEdition, venue: Venue) -> Quote:
    tried = form.tried()
    who, number = form.audience()
    entitled = entitlement_like(who, number, tried.resource.kind, tried.day, venue=venue)
    return try_prices(edition, venue, tried, entitled, unit=form.cleaned_data.get("unit"))


def units_taken(quote: Quote, unit: Unit | None) -> str:
    taken = sum((line.quantity for line in quote.units), Decimal(0))
    return units_in_words(taken, unit.name, unit.plural) if unit and taken else ""


def publication_form(request: HttpRequest, shown: PriceList, venue: Venue) -> PublicationForm:
    is_public = shown.structure is not None and shown.structure.kind == Structure.Kind.PUBLIC_BODY
    data = request.POST if request.method == "POST" and "valid_from" in request.POST else None
    return PublicationForm(data, initial={"valid_from": today_at(venue)}, is_public=is_public)


def edition_settings(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    venue, shown = edited(request, slug, pk)
    day = today_at(venue)
    edition = draft_of(shown) or edition_on(shown, day)
    initial = SettingsForm.initial_of(edition) if edition else {}
    form = SettingsForm(request.POST or None, initial=initial)

    def save() -> None:
        price_editions.save_edition_settings(
            actor=acting_person(request), price_list=shown, today=day, **form.values()
        )

    back = back_to_list(venue, shown)
    if accepted(request, form, save):
        messages.success(request, _("Saved. Try it, then publish."))
        return redirect(back[0])
    return form_page(
        request,
        form,
        title=_("How prices are put together"),
        lead=_("Nothing changes for anybody before you publish."),
        submit=_("Save"),
        back=back,
        venue=venue,
        tab="settings",
    )


def publish(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Its form stands on the page of the list; refused, it comes back there."""
    venue, shown = edited(request, slug, pk)
    form = publication_form(request, shown, venue)

    def hold() -> None:
        price_editions.publish_edition(
            actor=acting_person(request),
            price_list=shown,
            now=timezone.now(),
            today=today_at(venue),
            **form.cleaned_data,
        )

    back = back_to_list(venue, shown)
    if accepted(request, form, hold):
        messages.success(request, _("The prices are published. Reservations already made keep theirs."))
        return redirect(back[0])
    return form_page(
        request,
        form,
        title=_("Publish these prices"),
        lead=_(
            "Once published they never change: a new price is a new publication. Reservations keep their price."
        ),
        submit=_("Publish"),
        back=back,
        venue=venue,
        tab="settings",
    )


@require_POST
def discard(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    venue, shown = edited(request, slug, pk)
    still_there = price_editions.discard_draft(actor=acting_person(request), price_list=shown)
    messages.success(request, _("What was being prepared is forgotten."))
    return redirect(address_of(venue, shown)) if still_there else redirect("billing:prices", venue.slug)
