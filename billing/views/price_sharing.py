"""A price list beyond its venue: copied to another one, shared with the network, used from a day on."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from billing.forms.price_lists import CopyForm, ShareForm, UseForm
from billing.queries.price_lists import networks_shared_by, price_lists_for
from billing.services import price_lists as services
from billing.views.price_lists import address_of, back_to_list, listed
from espaces.queries.access import venues_managed_by
from espaces.queries.venues import today_at
from espaces.views.access import acting_person, managed_venue
from espaces.views.submitting import accepted, form_page


def say(request: HttpRequest, sentences: Iterable[str]) -> None:
    for sentence in sentences:
        messages.warning(request, sentence)


def copy_to_venue(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """To any venue that the same person manages."""
    managed_venue(request, slug)
    venue, price_list = listed(request, slug, pk)
    venues = venues_managed_by(request.user).filter(archived_at=None).exclude(pk=venue.pk)
    form = CopyForm(request.POST or None, venues=venues)

    def copy() -> services.Copy:
        return services.copy_list_to_venue(
            actor=acting_person(request),
            price_list=price_list,
            venue=form.cleaned_data["venue"],
            today=today_at(venue),
        )

    made: list[services.Copy] = []
    if accepted(request, form, lambda: made.append(copy())):
        messages.success(request, _("The prices are copied: look through them and publish."))
        say(request, made[0].said)
        return redirect(address_of(form.cleaned_data["venue"], made[0].price_list))
    return form_page(
        request,
        form,
        title=_("Copy to another venue"),
        lead=_("A list of its own, which you can change before it is published there."),
        submit=_("Copy"),
        back=back_to_list(venue, price_list),
        venue=venue,
        tab="settings",
    )


def share(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """By who coordinates a network of the venue."""
    managed_venue(request, slug)
    venue, price_list = listed(request, slug, pk)
    day = today_at(venue)
    networks = networks_shared_by(request.user, venue, day)
    if not networks.exists():
        raise PermissionDenied(_("Only the coordinators of a network share prices with it."))
    form = ShareForm(request.POST or None, networks=networks, initial={"name": price_list.name})
    made: list[services.Copy] = []

    def copy() -> None:
        made.append(
            services.share_list(
                actor=acting_person(request), price_list=price_list, today=day, **form.cleaned_data
            )
        )

    if accepted(request, form, copy):
        messages.success(request, _("The network has a copy: publish it, and any of its venues may use it."))
        say(request, made[0].said)
        return redirect(address_of(venue, made[0].price_list))
    return form_page(
        request,
        form,
        title=_("Share with the network"),
        lead=_("A copy that the network keeps up to date; each venue decides whether to use it."),
        submit=_("Share"),
        back=back_to_list(venue, price_list),
        venue=venue,
        tab="settings",
    )


def use_list(request: HttpRequest, slug: str) -> HttpResponse:
    venue = managed_venue(request, slug)
    day = today_at(venue)
    lists = price_lists_for(venue, day)
    initial = {"valid_from": day, "price_list": request.GET.get("list", "")}
    form = UseForm(request.POST or None, price_lists=lists, initial=initial)

    def use() -> None:
        services.use_list_at_venue(actor=acting_person(request), venue=venue, today=day, **form.cleaned_data)

    back = (reverse("billing:prices", args=[venue.slug]), _("Prices"))
    if accepted(request, form, use):
        messages.success(request, _("The venue uses this price list from that day on."))
        return redirect(back[0])
    return form_page(
        request,
        form,
        title=_("Which prices hold at %(venue)s?") % {"venue": venue},
        lead=_(
            "A list of the structure, or one that the network shares. Reservations already made keep their price."
        ),
        submit=_("Use it"),
        back=back,
        venue=venue,
        tab="settings",
    )
