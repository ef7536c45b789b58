"""Packs bought by a coworker, for himself or for a team that he manages."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from billing.forms.packs import BuyPackForm
from billing.models import OnlinePayment, PackSale
from billing.queries.packs import packs_offered_online, sales_visible_to
from billing.rules.packs_in_words import sale_in_words
from billing.services.online.packs import is_paid_when_bought, order_pack
from billing.services.packs import sell_pack
from billing.views.paying import to_the_page
from espaces.queries.access import today
from espaces.queries.payers import teams_managed_by
from espaces.services.customers import own_customer
from espaces.views.access import acting_person, network_of
from espaces.views.agreeing import agreed, agreement_page
from reservations.queries.ledger import last_day_of


def packs(request: HttpRequest) -> HttpResponse:
    context = {
        "section": "units",
        "packs": packs_offered_online(network_of(request), today()),
        "today": today(),
        "sales": sales_visible_to(request.user, today()),
    }
    return render(request, "billing/packs.html", context)


def buy_pack(request: HttpRequest, pk: int) -> HttpResponse:
    person, day = acting_person(request), today()
    product = get_object_or_404(packs_offered_online(network_of(request), day), pk=pk)
    teams = [] if product.nominative else list(teams_managed_by(request.user, day))
    form = BuyPackForm(request.POST or None, person=person, customers=teams)
    made: list[PackSale] = []
    ordered: list[OnlinePayment] = []

    def told() -> list[str]:
        team = form.organisation() if form.is_bound and form.is_valid() else None
        return sale_in_words(product, team or person, person if product.nominative else None, day)

    def act() -> None:
        customer = form.organisation() or own_customer(person)
        token = form.cleaned_data["token"]
        if is_paid_when_bought(product):
            ordered.append(order_pack(actor=person, product=product, customer=customer, token=token))
            return
        made.append(
            sell_pack(
                actor=person,
                product=product,
                customer=customer,
                person=person if product.nominative else None,
                bought_on=day,
                token=token,
                now=timezone.now(),
            )
        )

    if agreed(request, form, told, act):
        if ordered:
            return to_the_page(request, ordered[0])
        messages.success(request, _("The pack is yours."))
        return redirect("billing:pack_bought", made[0].pk)
    return agreement_page(
        request,
        form,
        told,
        known=not teams,
        title=product.name,
        lead=_("Sold by %(structure)s.") % {"structure": product.structure},
        submit=_("Buy and pay") if is_paid_when_bought(product) else _("Buy"),
        back=(reverse("billing:packs"), _("Packs")),
    )


def pack_bought(request: HttpRequest, pk: int) -> HttpResponse:
    sale = get_object_or_404(sales_visible_to(request.user, today()), pk=pk)
    context = {"section": "units", "sale": sale, "last_day": last_day_of(sale.grant)}
    return render(request, "billing/pack_bought.html", context)
