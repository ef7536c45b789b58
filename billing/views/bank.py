"""Statements of the bank, for the managers of a structure: read, then line by line."""

from __future__ import annotations

from decimal import Decimal

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from billing.forms.bank import ReturnedLineForm, SetAsideForm, StatementForm
from billing.forms.payments import InvoicesPaid
from billing.queries.bank_statements import (
    handled_lines,
    lines_with_state,
    matches,
    statements_of,
    trial_of,
    waiting_lines,
)
from billing.queries.debts import open_invoices
from billing.queries.payments import customers_named, customers_with_money, payments_of
from billing.services.bank_statements import (
    PaidBy,
    import_statement as keep,
    pay_from_line,
    return_from_line,
    set_aside as put_aside,
    take_up_again,
)
from billing.views.money import ON_A_PAGE
from espaces.errors import Refused
from espaces.models import Customer, Venue
from espaces.views.access import acting_person, managed_venue
from espaces.views.submitting import done_or_form
from reservations.forms.units import SentOnce

FOUND = 20


def bank(request: HttpRequest, slug: str) -> HttpResponse:
    """The lines that wait, each with what it could pay."""
    venue = managed_venue(request, slug)
    page = Paginator(waiting_lines(venue.structure), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "venue": venue,
        "tab": "money",
        "page": page,
        "matched": matches(venue.structure, page.object_list),
        "token": SentOnce(),
        "statements": statements_of(venue.structure)[:3],
    }
    return render(request, "billing/money/bank.html", context)


def bank_handled(request: HttpRequest, slug: str) -> HttpResponse:
    venue = managed_venue(request, slug)
    page = Paginator(handled_lines(venue.structure), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {"venue": venue, "tab": "money", "page": page, "token": SentOnce()}
    return render(request, "billing/money/bank_handled.html", context)


def import_statement(request: HttpRequest, slug: str) -> HttpResponse:
    """Tried first: what was read, what cannot be, what is known already. Kept by the second click."""
    venue = managed_venue(request, slug)
    form, trial = StatementForm(request.POST or None, request.FILES or None), None
    if request.method == "POST" and form.is_valid():
        if request.POST.get("act") == "keep":
            return _kept(request, venue, form)
        trial = trial_of(venue.structure, form.content())
        form = form.again()
    context = {"venue": venue, "tab": "money", "form": form, "trial": trial}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "billing/money/import.html", context, status=status)


def _kept(request: HttpRequest, venue: Venue, form: StatementForm) -> HttpResponse:
    kept = keep(
        actor=acting_person(request),
        structure=venue.structure,
        name=form.cleaned_data["name"],
        content=form.content(),
    )
    if kept is None:
        messages.info(request, _("Nothing new in this statement: all its lines were known."))
    else:
        messages.success(request, _("The statement is read. Say what each line pays."))
    return redirect("billing:bank", venue.slug)


def bank_line(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Who paid, when the proposals are wrong: found by name, then his invoices are ticked."""
    venue = managed_venue(request, slug)
    line = get_object_or_404(waiting_lines(venue.structure), pk=pk)
    words = request.GET.get("q", "").replace("\0", "").strip()
    customer = chosen_customer(venue, request.GET.get("client", ""))
    context = {
        "venue": venue,
        "tab": "money",
        "line": line,
        "words": words,
        "found": customers_named(venue.structure, words)[:FOUND] if words else [],
        "customer": customer,
        "form": paid_form(venue, customer) if customer else None,
    }
    return render(request, "billing/money/bank_line.html", context)


def chosen_customer(venue: Venue, said: str) -> Customer | None:
    return customers_with_money(venue.structure).filter(pk=said).first() if said.isdecimal() else None


def paid_form(venue: Venue, customer: Customer, data: QueryDict | None = None) -> InvoicesPaid:
    return InvoicesPaid(data, open_invoices=list(open_invoices(venue.structure_id, customer.pk)))


@require_POST
def confirm_line(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The customer pays by this line: the invoices asked for first, what remains stays on his account."""
    venue = managed_venue(request, slug)
    line = get_object_or_404(lines_with_state(venue.structure), pk=pk)
    customer = chosen_customer(venue, request.POST.get("customer", ""))
    form = paid_form(venue, customer, request.POST) if customer else None
    if customer is None or form is None or not form.is_valid():
        messages.error(request, _("What is owed has changed meanwhile: look at this line again."))
        return redirect("billing:bank_line", venue.slug, pk)
    paid = PaidBy(customer, form.asked(), form.cleaned_data["seen"])
    try:
        pay_from_line(actor=acting_person(request), line=line, paid=paid, token=form.cleaned_data["token"])
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Noted: %(customer)s paid.") % {"customer": customer})
    return redirect("billing:bank", venue.slug)


@require_POST
def return_line(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The line says that a payment came back."""
    venue = managed_venue(request, slug)
    line = get_object_or_404(lines_with_state(venue.structure), pk=pk)
    form = ReturnedLineForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Nothing was noted: look at this line again."))
        return redirect("billing:bank", venue.slug)
    said = form.cleaned_data
    payment = get_object_or_404(payments_of(venue.structure), pk=said["payment"])
    try:
        return_from_line(
            actor=acting_person(request),
            line=line,
            payment=payment,
            fee=said["fee"] or Decimal(0),
            token=said["token"],
        )
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Noted: what this payment paid is owed again."))
    return redirect("billing:bank", venue.slug)


def set_aside(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    venue = managed_venue(request, slug)
    line = get_object_or_404(waiting_lines(venue.structure), pk=pk)
    form = SetAsideForm(request.POST or None)

    def act() -> None:
        put_aside(actor=acting_person(request), line=line, reason=form.cleaned_data["reason"])

    return done_or_form(
        request,
        form,
        act,
        done=_("Set aside: this line pays no invoice."),
        back=(reverse("billing:bank", args=[venue.slug]), _("Bank statements")),
        venue=venue,
        tab="money",
        title=_("This line pays no invoice"),
        lead=line.label,
        submit=_("Set aside"),
    )


@require_POST
def take_up_line(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Back among those that wait; what it paid is struck out."""
    venue = managed_venue(request, slug)
    line = get_object_or_404(lines_with_state(venue.structure), pk=pk)
    form = SentOnce(request.POST)
    try:
        if form.is_valid():
            take_up_again(actor=acting_person(request), line=line, token=form.cleaned_data["token"])
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("billing:bank_handled", venue.slug)
    messages.success(request, _("This line waits again."))
    return redirect("billing:bank", venue.slug)
