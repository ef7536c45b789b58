"""How a structure comes to be paid by card and by debit, and what it was paid out; for its managers."""

from __future__ import annotations

import logging
from collections.abc import Callable
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from billing import gateway
from billing.forms.online import GiveBackForm
from billing.models import StripeAccount
from billing.queries.online import (
    free_to_give_back,
    payments_to_give_back,
    payouts_of,
    stripe_account_of,
)
from billing.rules.requirements_in_words import asked_in_words
from billing.services.online.accounts import open_account, refresh_account
from billing.services.online.refunds import give_back_online
from espaces.errors import Refused
from espaces.models import Structure
from espaces.queries.networks import page_address
from espaces.rules.amounts_in_words import euros
from espaces.views.access import acting_person, managed_structure, network_of
from espaces.views.structures import back_to_structure
from espaces.views.submitting import accepted, form_page

logger = logging.getLogger(__name__)


def online_payments(request: HttpRequest, pk: int) -> HttpResponse:
    structure = managed_structure(request, pk)
    account = stripe_account_of(structure)
    if account is not None and "retour" in request.GET:
        account = refreshed(request, account)
    context = {
        "structure": structure,
        "back": back_to_structure(structure),
        "configured": gateway.is_configured(),
        "account": account,
        "asked": asked_in_words(account.requirements) if account else [],
        "payouts": payouts_of(structure)[:24],
        "on_account": payments_to_give_back(structure).filter(free__gt=0)[:50],
    }
    return render(request, "billing/paying/onboarding.html", context)


def refreshed(request: HttpRequest, account: StripeAccount) -> StripeAccount:
    try:
        return refresh_account(account)
    except gateway.GatewayError as error:
        logger.warning("account %s not read: %s", account.pk, error)
        messages.warning(request, _("Stripe does not answer: this is what it said last."))
        return account


@require_POST
def continue_onboarding(request: HttpRequest, pk: int) -> HttpResponse:
    """Opens the account the first time, then to Stripe's own form. Its address lasts minutes and serves once."""
    structure = managed_structure(request, pk)
    page = reverse("billing:online_payments", args=[structure.pk])
    address = page_address(page, network_of(request)) + "?retour=1"

    def link() -> str:
        account = open_account(actor=acting_person(request), structure=structure)
        return gateway.onboarding_link(account.account, return_url=address, refresh_url=address)

    return to_stripe(request, link, structure)


def to_stripe(request: HttpRequest, link: Callable[[], str], structure: Structure) -> HttpResponse:
    try:
        return redirect(link())
    except gateway.GatewayError as error:
        logger.warning("no onboarding of %s: %s", structure.pk, error)
        messages.error(request, _("Stripe does not answer: try again in a moment."))
        return redirect("billing:online_payments", structure.pk)


def give_back(request: HttpRequest, pk: int, payment_pk: int) -> HttpResponse:
    """A credit balance that came online goes back the same way."""
    structure = managed_structure(request, pk)
    payment = get_object_or_404(payments_to_give_back(structure), pk=payment_pk)
    free = free_to_give_back(payment.pk)
    form = GiveBackForm(request.POST or None, free=free, initial={"token": uuid4()})

    def act() -> None:
        try:
            give_back_online(
                actor=acting_person(request),
                payment_id=payment.pk,
                amount=form.cleaned_data["amount"],
                reason=form.cleaned_data["reason"],
                token=form.cleaned_data["token"],
            )
        except gateway.GatewayError:
            raise Refused("no_answer", _("Stripe does not answer. Nothing was given back.")) from None

    if accepted(request, form, act):
        messages.success(request, _("It goes back the way it came, within a few days."))
        return redirect("billing:online_payments", structure.pk)
    return form_page(
        request,
        form,
        title=_("Give back to %(customer)s") % {"customer": payment.customer},
        lead=_("On account: %(free)s. What pays an invoice needs a credit note first.")
        % {"free": euros(free)},
        submit=_("Give back"),
        tone="danger",
        back=(reverse("billing:online_payments", args=[structure.pk]), _("Online payment")),
    )
