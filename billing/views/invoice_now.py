from __future__ import annotations

from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from billing.forms.invoices import InvoiceNowForm
from billing.models import Invoice
from billing.queries.accounts import account_of, customer_account, what_lacks_to_issue
from billing.queries.drafts import to_come
from billing.queries.owed import customers_of
from billing.services.invoicing import Billing, bill_customer
from espaces.queries.venues import today_at
from espaces.views.access import acting_person, hosted_venue
from espaces.views.submitting import accepted, form_page


def invoice_now(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Everything that one customer owes, as the documents will say it; then they are issued at that amount."""
    venue = hosted_venue(request, slug)
    customer = get_object_or_404(customers_of(venue.structure), pk=pk)
    form = InvoiceNowForm(request.POST or None, customer=customer)
    issued: list[Invoice] = []

    def act() -> None:
        wanted = Billing(
            structure=venue.structure,
            customer=customer,
            token=form.cleaned_data["token"],
            announced=form.cleaned_data["announced"],
            engagement=form.cleaned_data.get("engagement", ""),
            service_code=form.cleaned_data.get("service_code", ""),
        )
        issued.extend(bill_customer(wanted, actor=acting_person(request)))

    if accepted(request, form, act):
        return _after(request, venue.slug, pk, issued)
    come = to_come(venue.structure, None, [customer.pk]).get(customer.pk)
    kept = customer_account(venue.structure_id, customer.pk)
    form.initial = {"engagement": kept.engagement, "service_code": kept.service_code}
    return form_page(
        request,
        form,
        template="billing/invoices/now.html",
        venue=venue,
        tab="money",
        customer=customer,
        come=come,
        token=uuid4(),
        lacks=what_lacks_to_issue(venue.structure, account_of(venue.structure), today_at(venue)),
        back=(reverse("billing:owed_by", args=[venue.slug, customer.pk]), str(customer)),
    )


def _after(request: HttpRequest, slug: str, customer: int, issued: list[Invoice]) -> HttpResponse:
    if not issued:
        messages.info(request, _("Nothing was left to invoice."))
        return redirect("billing:owed_by", slug, customer)
    numbers = ", ".join(one.reference for one in issued)
    messages.success(request, _("Issued: %(numbers)s. It leaves by mail.") % {"numbers": numbers})
    return redirect("billing:invoice", slug, issued[-1].pk)
