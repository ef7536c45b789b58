"""The card or the mandate that a coworker saved, for himself or for a team that he manages."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from billing import gateway
from billing.forms.online import SaveMethodForm
from billing.queries.online import saved_methods_of, structures_to_pay
from billing.rules.mandates import PRESENT, TEXTS
from billing.services.online.methods import withdraw_method
from billing.services.online.pages import ask_for_method
from billing.views.paying import to_the_page
from espaces.models import Customer
from espaces.queries.access import today
from espaces.queries.payers import teams_managed_by
from espaces.services.customers import own_customer
from espaces.views.access import acting_person


def customers_of(request: HttpRequest) -> list[Customer]:
    return [own_customer(acting_person(request)), *teams_managed_by(request.user, today())]


def saved_methods(request: HttpRequest) -> HttpResponse:
    person, customers = acting_person(request), customers_of(request)
    pairs = [(structure, one) for structure in structures_to_pay(person) for one in customers]
    form = SaveMethodForm(request.POST or None, pairs=pairs, text=str(TEXTS[PRESENT]))
    if request.method == "POST" and form.is_valid():
        structure, customer = form.chosen()
        payment = ask_for_method(
            actor=person,
            structure=structure,
            customer=customer,
            address=request.META.get("REMOTE_ADDR", ""),
            token=form.cleaned_data["token"],
        )
        return to_the_page(request, payment)
    context = {
        "section": "invoices",
        "methods": saved_methods_of(customers),
        "form": form,
        "can_save": bool(pairs) and gateway.is_configured(),
    }
    status = 422 if form.errors else 200
    return render(request, "billing/paying/methods.html", context, status=status)


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    method = get_object_or_404(saved_methods_of(customers_of(request)), pk=pk)
    withdraw_method(actor=acting_person(request), method=method)
    messages.success(request, _("Nothing will be taken from it any more."))
    return redirect("billing:saved_methods")
