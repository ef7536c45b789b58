"""What is owed to a structure and not invoiced yet, for its hosts and managers; what else is sold at the counter."""

from __future__ import annotations

from datetime import date

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from billing.forms.sales import SellArticleForm, StrikeOutSaleForm, month_of
from billing.models import Sale
from billing.queries.owed import (
    articles_sold_by,
    customers_of,
    explained,
    months_owed,
    open_charges,
    owed_by_customer,
    sales_of,
    total_due,
)
from billing.queries.uncovered import not_covered_at
from billing.services.sales import sell_article, strike_out_sale
from billing.views.charges_file import charges_file
from billing.views.money import manages
from espaces.queries.payers import organisations_paying_for
from espaces.queries.venues import today_at
from espaces.views.access import acting_person, hosted_venue
from espaces.views.people import back_to_person, known_person
from espaces.views.submitting import done_or_form

ON_A_PAGE = 50


def owed(request: HttpRequest, slug: str) -> HttpResponse:
    """By customer, who owes since longest first."""
    venue, month = hosted_venue(request, slug), asked_month(request)
    owing = owed_by_customer(open_charges(venue.structure, month))
    context = {
        "venue": venue,
        "tab": "money",
        "manages": manages(request, venue),
        "months": months_owed(venue.structure),
        "month": month,
        "total": sum(one.due for one in owing),
        "page": Paginator(owing, ON_A_PAGE).get_page(request.GET.get("page")),
        "not_covered": not_covered_at(venue, month, today_at(venue)),
    }
    return render(request, "billing/owed/customers.html", context)


def owed_by(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The lines of one customer, each with what explains it."""
    venue, month = hosted_venue(request, slug), asked_month(request)
    customer = get_object_or_404(customers_of(venue.structure), pk=pk)
    charges = list(open_charges(venue.structure, month).filter(customer=customer))
    context = {
        "venue": venue,
        "tab": "money",
        "customer": customer,
        "months": months_owed(venue.structure),
        "month": month,
        "lines": explained(charges),
        "total": total_due(charges),
    }
    return render(request, "billing/owed/customer.html", context)


def owed_file(request: HttpRequest, slug: str, file_format: str) -> HttpResponse:
    """Every line of the month, or of all months, for a spreadsheet."""
    venue, month = hosted_venue(request, slug), asked_month(request)
    name = "-".join([str(_("amounts")), venue.slug, *([f"{month:%Y-%m}"] if month else [])])
    return charges_file(open_charges(venue.structure, month), file_format, name)


def sell(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Something else sold to a person whom the structure knows."""
    venue, person = known_person(request, slug, pk)
    day = today_at(venue)
    form = SellArticleForm(
        request.POST or None,
        person=person,
        customers=list(organisations_paying_for(person, day)),
        articles=articles_sold_by(venue.structure),
    )

    def act() -> Sale:
        return sell_article(
            actor=acting_person(request),
            article=form.cleaned_data["article"],
            person=person,
            customer=form.organisation(),
            quantity=form.cleaned_data["quantity"],
            sold_on=day,
            token=form.cleaned_data["token"],
            now=timezone.now(),
        )

    return done_or_form(
        request,
        form,
        act,
        done=_("Sold: it is among what this customer owes."),
        back=back_to_person(venue, person),
        venue=venue,
        tab="people",
        title=_("Sell an article to %(person)s") % {"person": person},
        submit=_("Sell"),
    )


def strike_out(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    venue = hosted_venue(request, slug)
    sale = get_object_or_404(sales_of(venue.structure), pk=pk)
    form = StrikeOutSaleForm(request.POST or None)

    def act() -> None:
        strike_out_sale(
            actor=acting_person(request), sale=sale, reason=form.cleaned_data["reason"], now=timezone.now()
        )

    return done_or_form(
        request,
        form,
        act,
        done=_("This sale is struck out: nothing is owed for it any more."),
        back=(reverse("billing:owed_by", args=[venue.slug, sale.customer_id]), str(sale.customer)),
        venue=venue,
        tab="people",
        title=_("Strike out: %(article)s") % {"article": sale.label},
        lead=_("%(customer)s will no longer owe it. The line and your reason are kept.")
        % {"customer": sale.customer},
        submit=_("Strike out"),
        tone="danger",
    )


def asked_month(request: HttpRequest) -> date | None:
    return month_of(request.GET.get("month", ""))
