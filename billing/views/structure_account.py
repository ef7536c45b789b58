"""How a structure bills: its settings, and where its numbers begin."""

from __future__ import annotations

import copy

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from billing.forms.structure_accounts import StartSeriesForm, StructureAccountForm
from billing.models import InvoiceSeries, StructureAccount
from billing.queries.accounts import account_of, lacks_to_issue
from billing.queries.money_page import series_of
from billing.queries.payments import today_of
from billing.services.structure_accounts import save_account, start_series as start
from espaces.models import Structure
from espaces.views.access import acting_person, managed_structure
from espaces.views.structures import back_to_structure
from espaces.views.submitting import accepted, done_or_form, form_page


def structure_account(request: HttpRequest, pk: int) -> HttpResponse:
    structure = managed_structure(request, pk)
    account = account_of(structure)
    today = today_of(structure.pk)
    form = StructureAccountForm(
        request.POST or None, instance=copy.copy(account) or StructureAccount(structure=structure)
    )

    def save() -> None:
        save_account(
            actor=acting_person(request),
            structure=structure,
            fields=form.values(),
            reason=form.cleaned_data["reason"],
        )

    if accepted(request, form, save):
        messages.success(request, _("Saved: the next invoices will say so."))
        return redirect("billing:structure_account", structure.pk)
    return form_page(
        request,
        form,
        template="billing/money/structure_account.html",
        title=_("How %(structure)s bills") % {"structure": structure},
        submit=_("Save"),
        back=back_to_structure(structure),
        structure=structure,
        account=account,
        lacks=[(lack, page_of(lack.where, structure)) for lack in lacks_to_issue(structure, account, today)],
        series=series_of(structure, [today.year]),
    )


def page_of(where: str, structure: Structure) -> str:
    """Where what is missing is put right; empty: on this page, or by whoever runs the site."""
    pages = {"structure": "espaces:change_structure", "tax": "billing:tax"}
    return reverse(pages[where], args=[structure.pk]) if where in pages else ""


def start_series(request: HttpRequest, pk: int, kind: str, year: int) -> HttpResponse:
    """A structure that arrives in mid-year goes on from its last number."""
    structure = managed_structure(request, pk)
    if kind not in InvoiceSeries.Kind.values or year != today_of(structure.pk).year:
        raise Http404
    form = StartSeriesForm(request.POST or None)

    def act() -> None:
        start(
            actor=acting_person(request),
            structure=structure,
            kind=kind,
            year=year,
            last_number=form.cleaned_data["last_number"],
        )

    notes = kind == InvoiceSeries.Kind.CREDIT_NOTE
    return done_or_form(
        request,
        form,
        act,
        done=_("The next number follows the one you wrote."),
        back=(reverse("billing:structure_account", args=[structure.pk]), _("Billing settings")),
        title=_("Where credit notes of %(year)s begin") % {"year": year}
        if notes
        else _("Where invoices of %(year)s begin") % {"year": year},
        lead=_(
            "Only if another tool already numbered some this year. Once one is issued here, numbers just follow."
        ),
        submit=_("Save"),
    )
