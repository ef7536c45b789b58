"""Cheques and cash brought to the bank, with the list that the bank wants."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from billing.forms.payments import SlipForm
from billing.models import DepositSlip
from billing.queries.accounts import account_of
from billing.queries.deposit_slips import in_hand, slip_items, slips_of, to_deposit
from billing.queries.payments import ON_SLIPS, today_of
from billing.services.deposit_slips import ToDeposit, make_slip as make
from billing.views.money import ON_A_PAGE
from espaces.views.access import acting_person, hosted_venue
from espaces.views.submitting import accepted, form_page


def deposit_slips(request: HttpRequest, slug: str) -> HttpResponse:
    """What waits to be brought to the bank, and the slips made."""
    venue = hosted_venue(request, slug)
    context = {
        "venue": venue,
        "tab": "money",
        "in_hand": in_hand(venue.structure),
        "page": Paginator(slips_of(venue.structure), ON_A_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "billing/money/slips.html", context)


def make_slip(request: HttpRequest, slug: str, means: str) -> HttpResponse:
    venue = hosted_venue(request, slug)
    if means not in ON_SLIPS:
        raise Http404
    waiting = list(to_deposit(venue.structure, means))
    form = SlipForm(request.POST or None, waiting=waiting, today=today_of(venue.structure_id))
    made: list[DepositSlip] = []

    def act() -> None:
        wanted = ToDeposit(means, form.chosen(), form.cleaned_data["brought_on"])
        token = form.cleaned_data["token"]
        made.append(make(actor=acting_person(request), structure=venue.structure, wanted=wanted, token=token))

    if accepted(request, form, act):
        return redirect("billing:deposit_slip", venue.slug, made[0].pk)
    cheques = means == "cheque"
    return form_page(
        request,
        form,
        template="billing/money/make_slip.html",
        venue=venue,
        tab="money",
        waiting=waiting,
        title=_("Cheques to bring to the bank") if cheques else _("Cash to bring to the bank"),
        submit=_("Make the slip"),
        back=(reverse("billing:deposit_slips", args=[venue.slug]), _("Cheques and cash")),
    )


def deposit_slip(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """To be printed: drawer, bank and number, amount."""
    venue = hosted_venue(request, slug)
    slip = get_object_or_404(slips_of(venue.structure), pk=pk)
    context = {
        "venue": venue,
        "tab": "money",
        "slip": slip,
        "items": slip_items(slip),
        "account": account_of(venue.structure),
    }
    return render(request, "billing/money/slip.html", context)
