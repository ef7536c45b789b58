"""A credit note in two steps: what is given back, then the note with its tax, before the button that issues it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from billing.forms.invoices import CreditForm
from billing.models import Invoice
from billing.queries.credits import credit_sheet, left_to_credit
from billing.queries.drafts import Sheet
from billing.services.crediting import credit_invoice
from billing.views.invoices import hosted_invoice
from espaces.models import Venue
from espaces.views.access import acting_person, managed_venue
from espaces.views.submitting import accepted, form_page

ISSUE, CORRECT = "issue", "correct"


def credit(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    managed_venue(request, slug)
    venue, invoice = hosted_invoice(request, slug, pk)
    if invoice.is_credit_note:
        return _refused(
            request, venue, invoice, _("A credit note is not given back: bill what is owed again.")
        )
    lines = list(invoice.lines.select_related("charge").order_by("position"))
    left = left_to_credit(invoice, lines)
    if not any(left.values()):
        return _refused(request, venue, invoice, _("Nothing is left to give back on this invoice."))
    form = CreditForm(request.POST or None, lines=lines, left=left)
    shown: list[Sheet] = []

    def look() -> None:
        shown.append(credit_sheet(invoice, lines, form.wanted()))

    if request.POST.get("step") == ISSUE and accepted(request, form, lambda: _issue(request, form, invoice)):
        return redirect("billing:invoice", venue.slug, invoice.pk)
    is_seen = request.POST.get("step") != CORRECT and accepted(request, form, look)
    return form_page(
        request,
        form,
        template="billing/invoices/credit_seen.html" if is_seen else "billing/invoices/credit.html",
        venue=venue,
        tab="money",
        invoice=invoice,
        sheet=shown[0] if shown else None,
        back=(reverse("billing:invoice", args=[venue.slug, invoice.pk]), invoice.reference),
    )


def _issue(request: HttpRequest, form: CreditForm, invoice: Invoice) -> None:
    note = credit_invoice(
        actor=acting_person(request),
        invoice_id=invoice.pk,
        wanted=form.wanted(),
        reason=form.cleaned_data["reason"],
        token=form.cleaned_data["token"],
        bill_again=form.is_billed_again,
    )
    said = _("Credit note %(number)s is issued; it leaves by mail.") % {"number": note.reference}
    messages.success(request, said)


def _refused(request: HttpRequest, venue: Venue, invoice: Invoice, why: str) -> HttpResponse:
    messages.error(request, why)
    return redirect("billing:invoice", venue.slug, invoice.pk)
