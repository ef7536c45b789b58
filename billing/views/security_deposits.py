"""A security deposit that goes back, noted by a manager."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from billing.forms.payments import RefundForm
from billing.models import InvoiceLine
from billing.queries.payments import today_of
from billing.queries.security_deposits import deposits_held
from billing.rules.pricing.rounding import ZERO
from billing.services.security_deposits import DepositBack, give_deposit_back
from billing.views.invoices import hosted_invoice
from espaces.rules.amounts_in_words import euros
from espaces.views.access import acting_person, managed_venue
from espaces.views.submitting import done_or_form


def give_back(request: HttpRequest, slug: str, pk: int, line_pk: int) -> HttpResponse:
    """Only what is held: nothing of an invoice that is not paid."""
    managed_venue(request, slug)
    venue, invoice = hosted_invoice(request, slug, pk)
    line = get_object_or_404(invoice.lines.filter(purpose=InvoiceLine.Purpose.DEPOSIT), pk=line_pk)
    left = next((one.left for one in deposits_held(invoice) if one.line.pk == line.pk), ZERO)
    if not left and request.method != "POST":
        messages.info(request, _("Nothing is held of this deposit: there is nothing to give back."))
        return redirect("billing:invoice", venue.slug, invoice.pk)
    form = RefundForm(request.POST or None, credit=left, today=today_of(venue.structure_id))

    def act() -> None:
        give_deposit_back(
            actor=acting_person(request),
            line_id=line.pk,
            back=DepositBack(**form.facts()),
            token=form.cleaned_data["token"],
        )

    return done_or_form(
        request,
        form,
        act,
        done=_("Noted: the deposit went back to the customer."),
        back=(reverse("billing:invoice", args=[venue.slug, invoice.pk]), invoice.reference),
        venue=venue,
        tab="money",
        title=_("Give back the security deposit of %(customer)s") % {"customer": invoice.customer},
        lead=_(
            "%(left)s are held. No credit note is needed; this page only notes what you give back: make the transfer "
            "yourself."
        )
        % {"left": euros(left)},
        submit=_("Note that it went back"),
    )
