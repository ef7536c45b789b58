"""The money of a structure, for its hosts: what is owed and by whom, and everything about one customer."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from billing.forms.payments import RefundForm
from billing.forms.structure_accounts import BillingDetailsForm
from billing.queries.accounts import customer_account
from billing.queries.debts import balance_of
from billing.queries.money_page import (
    customers_billed_to,
    invoices_of,
    money_by_customer,
    money_of,
    waiting_charges,
)
from billing.queries.owed import total_due
from billing.queries.payments import customers_named, customers_with_money, payments_of, today_of
from billing.queries.security_deposits import deposits_of
from billing.services.by_hand import Refund, refund_balance as give_back, use_balance as use
from billing.services.structure_accounts import save_billing_details
from billing.views.money_files import customers_file
from espaces.models import Customer, Venue
from espaces.queries.access import today, venues_managed_by
from espaces.rules.amounts_in_words import euros
from espaces.views.access import acting_person, hosted_venue, managed_venue
from espaces.views.submitting import done_or_form

ON_A_PAGE = 50
AT_A_GLANCE = 5


def manages(request: HttpRequest, venue: Venue) -> bool:
    return venues_managed_by(request.user).filter(pk=venue.pk).exists()


def money(request: HttpRequest, slug: str) -> HttpResponse:
    """What the treasurer looks at: what is late, what waits to be done."""
    venue = hosted_venue(request, slug)
    may_manage = manages(request, venue)
    shown = money_of(venue.structure, for_manager=may_manage)
    context = {
        "venue": venue,
        "tab": "money",
        "money": shown,
        "owing": shown.owing[:AT_A_GLANCE],
        "may_manage": may_manage,
        "today": today_of(venue.structure_id),
    }
    return render(request, "billing/money/hub.html", context)


def money_customers(request: HttpRequest, slug: str) -> HttpResponse:
    """Who owes or has something on account; or those of a name."""
    venue = hosted_venue(request, slug)
    words = request.GET.get("q", "").replace("\0", "").strip()
    rows = money_by_customer(venue.structure, today_of(venue.structure_id))
    context = {
        "venue": venue,
        "tab": "money",
        "words": words,
        "found": customers_named(venue.structure, words)[:ON_A_PAGE] if words else [],
        "page": Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page")),
        "today": today_of(venue.structure_id),
    }
    return render(request, "billing/money/customers.html", context)


def money_customers_file(request: HttpRequest, slug: str, file_format: str) -> HttpResponse:
    venue = hosted_venue(request, slug)
    rows = money_by_customer(venue.structure, today_of(venue.structure_id))
    return customers_file(rows, file_format, f"{_('customers')}-{venue.slug}")


def known_customer(request: HttpRequest, slug: str, pk: int) -> tuple[Venue, Customer]:
    """The door of every page about the money of a customer: known to the structure of a venue one hosts."""
    venue = hosted_venue(request, slug)
    return venue, get_object_or_404(customers_with_money(venue.structure), pk=pk)


def back_to_customer(venue: Venue, customer: Customer) -> tuple[str, str]:
    return reverse("billing:customer_money", args=[venue.slug, customer.pk]), str(customer)


def customer_money(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Balance, invoices, payments and what the next invoice will hold."""
    venue, customer = known_customer(request, slug, pk)
    structure = venue.structure
    context = {
        "venue": venue,
        "tab": "money",
        "customer": customer,
        "balance": balance_of(structure.pk, customer.pk),
        "invoices": Paginator(invoices_of(structure, customer), ON_A_PAGE).get_page(request.GET.get("page")),
        "payments": payments_of(structure, customer=customer.pk)[:ON_A_PAGE],
        "to_invoice": total_due(waiting_charges(structure, customer)),
        "deposits": deposits_of(structure, customer),
        "kept": customer_account(structure.pk, customer.pk),
        "may_manage": manages(request, venue),
        "today": today_of(structure.pk),
    }
    return render(request, "billing/money/customer.html", context)


@require_POST
def use_balance(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    venue, customer = known_customer(request, slug, pk)
    used = use(actor=acting_person(request), structure=venue.structure, customer=customer)
    if used:
        messages.success(request, _("%(amount)s on account now pay what was owed.") % {"amount": euros(used)})
    else:
        messages.info(request, _("There was nothing left to use."))
    return redirect("billing:customer_money", venue.slug, customer.pk)


def refund_balance(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Of money on account only: what pays an invoice needs a credit note first."""
    venue = managed_venue(request, slug)
    customer = get_object_or_404(customers_with_money(venue.structure), pk=pk)
    credit = balance_of(venue.structure_id, customer.pk).credit
    if not credit and request.method != "POST":
        messages.info(request, _("Nothing is on account: there is nothing to give back."))
        return redirect("billing:customer_money", venue.slug, pk)
    form = RefundForm(request.POST or None, credit=credit, today=today_of(venue.structure_id))

    def act() -> None:
        give_back(
            actor=acting_person(request),
            structure=venue.structure,
            customer=customer,
            refund=Refund(**form.facts()),
            token=form.cleaned_data["token"],
        )

    return done_or_form(
        request,
        form,
        act,
        done=_("Noted: this money went back to the customer."),
        back=back_to_customer(venue, customer),
        venue=venue,
        tab="money",
        title=_("Give back to %(customer)s") % {"customer": customer},
        lead=_(
            "%(credit)s are on account. This page only notes what you give back: make the transfer yourself."
        )
        % {"credit": euros(credit)},
        submit=_("Note the refund"),
    )


def customer_billing(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What invoices of the structure say of a customer."""
    venue, customer = known_customer(request, slug, pk)
    kept = customer_account(venue.structure_id, customer.pk)
    form = BillingDetailsForm(request.POST or None, instance=customer, kept=kept)

    def save() -> None:
        save_billing_details(
            actor=acting_person(request),
            customer=customer,
            details=form.details(),
            structure=venue.structure,
            kept=form.kept(),
        )

    return done_or_form(
        request,
        form,
        save,
        done=_("The next invoices will say so."),
        back=back_to_customer(venue, customer),
        venue=venue,
        tab="money",
        title=_("Billing details of %(customer)s") % {"customer": customer},
        lead=_("Invoices already issued stay as they are."),
        submit=_("Save"),
    )


def my_billing(request: HttpRequest) -> HttpResponse:
    """One's own billing details, and those of the teams one manages."""
    customers = customers_billed_to(request.user, today())
    return render(request, "billing/money/my_billing.html", {"customers": customers})


def my_billing_details(request: HttpRequest, pk: int) -> HttpResponse:
    customer = get_object_or_404(customers_billed_to(request.user, today()), pk=pk)
    form = BillingDetailsForm(request.POST or None, instance=customer, kept=None)

    def save() -> None:
        save_billing_details(actor=acting_person(request), customer=customer, details=form.details())

    return done_or_form(
        request,
        form,
        save,
        done=_("Your next invoices will say so."),
        back=(reverse("billing:my_billing"), _("Billing details")),
        title=_("Billing details of %(customer)s") % {"customer": customer},
        lead=_("They stand on invoices. Invoices already issued stay as they are."),
        submit=_("Save"),
    )
