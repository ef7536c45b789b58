"""Packs sold to a person at a venue, and paid back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from billing.forms.packs import RefundPackForm, SellPackForm
from billing.models import PackSale
from billing.queries.packs import packs_of, sales_to, units_held_by_stays_to_come
from billing.rules.packs import price_of_part
from billing.rules.packs_in_words import sale_in_words
from billing.services.packs import refund_pack, sell_pack
from espaces.models import Person, Venue
from espaces.queries.access import venues_managed_by
from espaces.queries.payers import organisations_paying_for
from espaces.queries.venues import today_at
from espaces.rules.amounts_in_words import euros, units_in_words
from espaces.services.customers import own_customer
from espaces.views.access import acting_person, managed_venue
from espaces.views.agreeing import agreed, agreement_page
from espaces.views.people import known_person
from reservations.queries.ledger import balance_of


def back_to_packs(venue: Venue, person: Person) -> tuple[str, str]:
    return reverse("billing:host_packs", args=[venue.slug, person.pk]), _("Packs")


def host_packs(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    venue, person = known_person(request, slug, pk)
    day = today_at(venue)
    context = {
        "venue": venue,
        "tab": "people",
        "person": person,
        "packs": packs_of(venue.structure),
        "sales": sales_to(person, venue.structure, day),
        "today": day,
        "manages": venues_managed_by(request.user).filter(pk=venue.pk).exists(),
    }
    return render(request, "billing/host_packs.html", context)


def sell(request: HttpRequest, slug: str, pk: int, pack_pk: int) -> HttpResponse:
    """The last valid day and what is owed are read before the sale."""
    venue, person = known_person(request, slug, pk)
    day = today_at(venue)
    product = get_object_or_404(packs_of(venue.structure), pk=pack_pk)
    customers = list(organisations_paying_for(person, day))
    form = SellPackForm(request.POST or None, person=person, customers=customers, today=day)
    holder = person if product.nominative else None

    def told() -> list[str]:
        bought_on = form.cleaned_data["bought_on"]
        return sale_in_words(product, form.organisation() or person, holder, bought_on)

    def act() -> None:
        sell_pack(
            actor=acting_person(request),
            product=product,
            customer=form.organisation() or own_customer(person),
            person=holder,
            bought_on=form.cleaned_data["bought_on"],
            token=form.cleaned_data["token"],
            now=timezone.now(),
        )

    back = back_to_packs(venue, person)
    if agreed(request, form, told, act):
        messages.success(request, _("The pack is sold."))
        return redirect(back[0])
    title = _("%(pack)s for %(person)s") % {"pack": product.name, "person": person}
    return agreement_page(
        request, form, told, venue=venue, tab="people", title=title, submit=_("Sell"), back=back
    )


def refund(request: HttpRequest, slug: str, pk: int, sale_pk: int) -> HttpResponse:
    venue = managed_venue(request, slug)
    person = known_person(request, slug, pk)[1]
    day = today_at(venue)
    sale = get_object_or_404(sales_to(person, venue.structure, day).filter(refunded=None), pk=sale_pk)
    form = RefundPackForm(request.POST or None)

    def act() -> None:
        refund_pack(
            actor=acting_person(request),
            sale=sale,
            reason=form.cleaned_data["reason"],
            refunded_on=day,
            now=timezone.now(),
        )

    def told() -> list[str]:
        return refund_in_words(sale, held=units_held_by_stays_to_come(sale, day))

    back = back_to_packs(venue, person)
    if agreed(request, form, told, act):
        messages.success(request, _("The pack is paid back."))
        return redirect(back[0])
    return agreement_page(
        request,
        form,
        told,
        known=True,
        venue=venue,
        tab="people",
        title=_("Pay back: %(pack)s") % {"pack": sale.product.name},
        submit=_("Pay back"),
        tone="danger",
        back=back,
    )


def refund_in_words(sale: PackSale, *, held: bool) -> list[str]:
    left, unit = balance_of(sale.grant), sale.grant.unit
    words = {
        "units": units_in_words(left, unit.name, unit.plural),
        "customer": sale.customer,
        "amount": euros(price_of_part(sale.price, sale.grant.amount, left)),
        "price": euros(sale.price),
    }
    told = [
        _("%(units)s are taken back: they can no longer be used.") % words,
        _("%(amount)s of %(price)s are owed to %(customer)s.") % words,
    ]
    if held:
        told.append(_("Reservations to come keep their units: cancel them first to pay these back too."))
    return told
