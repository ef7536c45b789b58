"""Lines and caps of a price list, each with its form: in place where htmx runs, else on a page of its own."""

from __future__ import annotations

import copy

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from billing.forms.choices import offered_at
from billing.forms.tariffs import CapForm, TariffForm
from billing.models import PriceList
from billing.queries.price_lists import caps_to_change, lines_to_change
from billing.services import price_lines as services
from billing.views.price_lists import back_to_list, edited
from espaces.errors import Refused
from espaces.models import Venue
from espaces.queries.venues import today_at
from espaces.views.access import acting_person
from espaces.views.submitting import accepted, form_page
from reservations.views.home import is_fragment, with_vary


def line_page(
    request: HttpRequest, venue: Venue, price_list: PriceList, form: TariffForm, title: str, submit: str
) -> HttpResponse:
    context = {
        "title": title,
        "submit": submit,
        "back": back_to_list(venue, price_list),
        "venue": venue,
        "price_list": price_list,
        "tariff": form.tariff,
        "tab": "settings",
    }
    if is_fragment(request) and request.method == "GET":
        return with_vary(render(request, "billing/prices/line_form.html", context | {"form": form}))
    return with_vary(form_page(request, form, template="billing/prices/line.html", **context))


def add_tariff(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    venue, price_list = edited(request, slug, pk)
    day = today_at(venue)
    form = TariffForm(
        request.POST or None,
        offered=offered_at(venue, price_list, day),
        initial={name: request.GET[name] for name in ("what", "who", "unit") if name in request.GET},
    )

    def add() -> None:
        services.add_tariff(actor=acting_person(request), price_list=price_list, today=day, **form.values())

    if accepted(request, form, add):
        return redirect(back_to_list(venue, price_list)[0])
    return line_page(request, venue, price_list, form, _("Add a price"), _("Add"))


def change_tariff(request: HttpRequest, slug: str, pk: int, tariff_pk: int) -> HttpResponse:
    venue, price_list = edited(request, slug, pk)
    day = today_at(venue)
    tariff = get_object_or_404(lines_to_change(price_list, today_at(venue)), pk=tariff_pk)
    form = TariffForm(
        request.POST or None, offered=offered_at(venue, price_list, day), tariff=copy.copy(tariff)
    )

    def change() -> None:
        services.change_tariff(actor=acting_person(request), tariff=tariff, today=day, **form.values())

    if accepted(request, form, change):
        return redirect(back_to_list(venue, price_list)[0])
    return line_page(request, venue, price_list, form, _("Change a price"), _("Save"))


@require_POST
def remove_tariff(request: HttpRequest, slug: str, pk: int, tariff_pk: int) -> HttpResponse:
    venue, price_list = edited(request, slug, pk)
    tariff = get_object_or_404(lines_to_change(price_list, today_at(venue)), pk=tariff_pk)
    try:
        services.remove_tariff(actor=acting_person(request), tariff=tariff, today=today_at(venue))
        messages.success(request, _("The price is removed."))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect(back_to_list(venue, price_list)[0])


def set_cap(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    venue, price_list = edited(request, slug, pk)
    form = CapForm(request.POST or None)

    def save() -> None:
        services.set_cap(
            actor=acting_person(request), price_list=price_list, today=today_at(venue), **form.cleaned_data
        )

    back = back_to_list(venue, price_list)
    if accepted(request, form, save):
        return redirect(back[0])
    return form_page(
        request,
        form,
        title=_("A cap"),
        lead=_(
            "However often somebody comes, he never pays more. The prices of the period are added up as used."
        ),
        submit=_("Save"),
        back=back,
        venue=venue,
        tab="settings",
    )


@require_POST
def remove_cap(request: HttpRequest, slug: str, pk: int, cap_pk: int) -> HttpResponse:
    venue, price_list = edited(request, slug, pk)
    cap = get_object_or_404(caps_to_change(price_list, today_at(venue)), pk=cap_pk)
    try:
        services.remove_cap(actor=acting_person(request), cap=cap, today=today_at(venue))
        messages.success(request, _("The cap is removed."))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect(back_to_list(venue, price_list)[0])
