"""Money received by a structure: written down, looked at, put right."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from billing.forms.payments import PaymentForm, ReturnForm, StrikeOutForm
from billing.forms.sales import month_of
from billing.models import Means, Payment
from billing.queries.debts import open_invoices
from billing.queries.payments import (
    PaymentSeen,
    months_received,
    payment_seen,
    payments_of,
    today_of,
    total_received,
)
from billing.services.by_hand import Return, note_returned, strike_out_payment as strike_out_it
from billing.services.receiving import Received, record_payment as record
from billing.views.money import ON_A_PAGE, back_to_customer, known_customer, manages
from billing.views.money_files import payments_file as file_of
from espaces.errors import Refused
from espaces.models import Venue
from espaces.rules.amounts_in_words import euros
from espaces.views.access import acting_person, hosted_venue
from espaces.views.submitting import accepted, done_or_form, form_page
from reservations.forms.units import SentOnce


def record_payment(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Of a customer; `facture` in the address is the invoice that he pays, else all of them are ticked."""
    venue, customer = known_customer(request, slug, pk)
    wanted = request.GET.get("facture", "")
    form = PaymentForm(
        request.POST or None,
        open_invoices=list(open_invoices(venue.structure_id, customer.pk)),
        first=int(wanted) if wanted.isdecimal() else None,
        today=today_of(venue.structure_id),
    )
    made: list[Payment] = []

    def act() -> None:
        made.append(
            record(
                actor=acting_person(request),
                structure=venue.structure,
                customer=customer,
                received=Received(**form.facts()),
                token=form.cleaned_data["token"],
                asked=form.asked(),
                seen=form.cleaned_data["seen"],
            )
        )

    if accepted(request, form, act):
        messages.success(request, _("%(amount)s received, noted.") % {"amount": euros(made[0].amount)})
        return redirect("billing:payment", venue.slug, made[0].pk)
    form.renew()
    return form_page(
        request,
        form,
        template="billing/money/record.html",
        venue=venue,
        tab="money",
        title=_("Payment of %(customer)s") % {"customer": customer},
        submit=_("Note the payment"),
        back=back_to_customer(venue, customer),
    )


def payments(request: HttpRequest, slug: str) -> HttpResponse:
    venue, month, means = hosted_venue(request, slug), asked_month(request), request.GET.get("moyen", "")
    rows = payments_of(venue.structure, month=month, means=means)
    context = {
        "venue": venue,
        "tab": "money",
        "months": months_received(venue.structure),
        "month": month,
        "means": means,
        "all_means": Means.choices,
        "total": total_received(rows),
        "page": Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "billing/money/payments.html", context)


def asked_month(request: HttpRequest) -> date | None:
    return month_of(request.GET.get("month", ""))


def payments_file(request: HttpRequest, slug: str, file_format: str) -> HttpResponse:
    venue, month = hosted_venue(request, slug), asked_month(request)
    rows = payments_of(venue.structure, month=month, means=request.GET.get("moyen", ""))
    name = "-".join([str(_("payments")), venue.slug, *([f"{month:%Y-%m}"] if month else [])])
    return file_of(rows, file_format, name)


def known_payment(request: HttpRequest, slug: str, pk: int) -> tuple[Venue, PaymentSeen]:
    venue = hosted_venue(request, slug)
    seen = payment_seen(venue.structure, pk)
    if seen is None:
        raise Http404
    return venue, seen


def payment(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What it pays, what became of it, and what may be put right."""
    venue, seen = known_payment(request, slug, pk)
    context = {
        "venue": venue,
        "tab": "money",
        "seen": seen,
        "payment": seen.payment,
        "undo": SentOnce()
        if seen.may_be_undone and seen.recorded_on == today_of(venue.structure_id)
        else None,
        "may_manage": manages(request, venue),
    }
    return render(request, "billing/money/payment.html", context)


@require_POST
def undo_payment(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One click, on the day on which it was written down."""
    venue, seen = known_payment(request, slug, pk)
    form = SentOnce(request.POST)
    if not form.is_valid() or seen.recorded_on != today_of(venue.structure_id):
        return redirect("billing:strike_out_payment", venue.slug, pk)
    try:
        strike_out_it(
            actor=acting_person(request),
            payment=seen.payment,
            reason=str(_("Written down by mistake.")),
            token=form.cleaned_data["token"],
        )
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("billing:payment", venue.slug, pk)
    messages.success(request, _("This payment is struck out: what it paid is owed again."))
    return redirect(back_to_customer(venue, seen.payment.customer)[0])


def strike_out_payment(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    venue, seen = known_payment(request, slug, pk)
    form = StrikeOutForm(request.POST or None)

    def act() -> None:
        strike_out_it(
            actor=acting_person(request),
            payment=seen.payment,
            reason=form.cleaned_data["reason"],
            token=form.cleaned_data["token"],
        )

    return done_or_form(
        request,
        form,
        act,
        done=_("This payment is struck out: what it paid is owed again."),
        back=back_to_payment(venue, seen),
        venue=venue,
        tab="money",
        title=_("Strike out the payment of %(amount)s") % {"amount": euros(seen.left)},
        lead=_("For money that never came, or was noted wrongly. What it paid is owed again: %(invoices)s.")
        % {"invoices": seen.covers()},
        submit=_("Strike out"),
        tone="danger",
    )


def return_payment(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """An unpaid cheque, a transfer called back."""
    venue, seen = known_payment(request, slug, pk)
    if seen.payment.means == Means.CASH:
        raise Http404
    form = ReturnForm(request.POST or None, initial={"on": today_of(venue.structure_id)})

    def act() -> None:
        note_returned(
            actor=acting_person(request),
            payment=seen.payment,
            returned=Return(**form.facts()),
            token=form.cleaned_data["token"],
        )

    return done_or_form(
        request,
        form,
        act,
        done=_("Noted: what this payment paid is owed again."),
        back=back_to_payment(venue, seen),
        venue=venue,
        tab="money",
        title=_("The bank took %(amount)s back") % {"amount": euros(seen.left)},
        lead=_("%(customer)s will owe again: %(invoices)s.")
        % {"customer": seen.payment.customer, "invoices": seen.covers()},
        submit=_("Note the return"),
        tone="danger",
    )


def back_to_payment(venue: Venue, seen: PaymentSeen) -> tuple[str, str]:
    return reverse("billing:payment", args=[venue.slug, seen.payment.pk]), _("The payment")
