"""Invoices of public bodies: their files for the State's portal, and which were deposited."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from billing.errors import FileChanged
from billing.forms.accounting import DepositedForm, TakeBackForm
from billing.queries.payments import today_of
from billing.queries.public_invoices import checked, deposits_of, invoices_deposited, invoices_to_deposit
from billing.services.public_invoices import note_deposited, take_back_deposit as take_back
from billing.views.accounting_files import deposit_archive
from espaces.views.access import acting_person, managed_structure
from espaces.views.structures import back_to_structure
from espaces.views.submitting import accepted, done_or_form, form_page

ON_A_PAGE = 50


def public_invoices(request: HttpRequest, pk: int) -> HttpResponse:
    """What waits to be deposited, with what it lacks, and what was."""
    structure = managed_structure(request, pk)
    waiting = checked(invoices_to_deposit(structure))
    ready = [one for one in waiting if not one.lacks]
    initial = {"on": today_of(structure.pk), "invoices": [one.invoice.pk for one in ready]}
    form = DepositedForm(request.POST or None, waiting=ready, initial=initial)

    def note() -> None:
        note_deposited(
            actor=acting_person(request),
            structure=structure,
            invoices=form.cleaned_data["invoices"],
            on=form.cleaned_data["on"],
        )

    if accepted(request, form, note):
        messages.success(request, _("Noted as deposited."))
        return redirect("billing:public_invoices", structure.pk)
    deposited = Paginator(invoices_deposited(structure), ON_A_PAGE).get_page(request.GET.get("page"))
    return form_page(
        request,
        form,
        template="billing/accounting/public_invoices.html",
        structure=structure,
        back=back_to_structure(structure),
        ready=ready,
        chosen=form["invoices"].value() or [],
        held=[one for one in waiting if one.lacks],
        page=deposited,
    )


def public_invoices_archive(request: HttpRequest, pk: int) -> HttpResponse:
    """All that is ready, in one file; nothing is noted as deposited."""
    structure = managed_structure(request, pk)
    ready = [one for one in checked(invoices_to_deposit(structure)) if not one.lacks]
    try:
        return deposit_archive(ready, f"chorus-pro-{today_of(structure.pk)}")
    except FileChanged as changed:
        messages.error(
            request, _("A stored file is not the one that was issued: %(file)s.") % {"file": changed}
        )
        return redirect("billing:public_invoices", structure.pk)


def take_back_deposit(request: HttpRequest, pk: int, deposit_pk: int) -> HttpResponse:
    structure = managed_structure(request, pk)
    deposit = get_object_or_404(deposits_of(structure), pk=deposit_pk)
    form = TakeBackForm(request.POST or None)
    return done_or_form(
        request,
        form,
        lambda: take_back(actor=acting_person(request), deposit=deposit, reason=form.cleaned_data["reason"]),
        done=_("It is to be deposited again."),
        back=(reverse("billing:public_invoices", args=[structure.pk]), _("Public invoices")),
        title=_("Deposit %(reference)s again") % {"reference": deposit.invoice.reference},
        lead=_("When the portal rejected it, or when it was noted by mistake."),
        submit=_("To be deposited again"),
    )
