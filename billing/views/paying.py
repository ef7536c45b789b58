"""What is paid online: the page of one payment, and invoices that somebody chose to pay."""

from __future__ import annotations

import logging
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from billing import gateway
from billing.forms.online import PayInvoicesForm
from billing.models import Invoice, OnlinePayment
from billing.queries.invoices import invoices_paid_by
from billing.queries.online import (
    basket_of,
    booked_with,
    given_back_for,
    label_of,
    online_payments_visible_to,
    payable_with,
    takes_money,
    under_way_of,
)
from billing.rules.online import UNDER_WAY, State
from billing.services.online.following import follow
from billing.services.online.pages import ask_for_invoices, leave_page, open_page
from espaces.errors import Refused
from espaces.queries.access import today
from espaces.rules.amounts_in_words import euros
from espaces.rules.dates_in_words import date_in_words
from espaces.views.access import acting_person
from espaces.views.submitting import accepted, form_page
from reservations.views.access import own_reservation

logger = logging.getLogger(__name__)
Purpose = OnlinePayment.Purpose


def paying(request: HttpRequest, token: UUID) -> HttpResponse:
    """Where the payer comes back to, having paid or not: Stripe is asked, the browser is not believed."""
    payment = visible_payment(request, token)
    silent = False
    if payment.state in UNDER_WAY or (payment.payment_id is None and payment.state == State.SUCCEEDED):
        payment, silent = followed(payment)
    if payment.purpose == Purpose.METHOD and payment.state == State.SUCCEEDED:
        messages.success(request, _("Your means of payment is saved."))
        return redirect("billing:saved_methods")
    return render(request, "billing/paying/payment.html", shown(payment) | {"silent": silent})


def followed(payment: OnlinePayment) -> tuple[OnlinePayment, bool]:
    """As it stands now, and whether nobody could say."""
    try:
        return follow(payment.pk), False
    except (gateway.GatewayError, Refused) as error:
        logger.warning("payment %s not followed: %s", payment.pk, error)
        return payment, True


def shown(payment: OnlinePayment) -> dict[str, object]:
    booked = booked_with(payment) if payment.purpose == Purpose.BOOKING else []
    back = given_back_for(payment)
    return {
        "section": "reservations" if booked else "invoices",
        "payment": payment,
        "amount": euros(payment.amount),
        "label": label_of(payment) if payment.purpose != Purpose.METHOD else "",
        "booked": booked,
        "lost": [one for one in booked if one.status in {"expired", "cancelled"}],
        "invoices": payment.invoices.order_by("pk"),
        "back": euros(back) if back else "",
    }


def visible_payment(request: HttpRequest, token: UUID) -> OnlinePayment:
    payment: OnlinePayment = get_object_or_404(online_payments_visible_to(request.user, today()), token=token)
    return payment


@require_POST
def go_and_pay(request: HttpRequest, token: UUID) -> HttpResponse:
    return to_the_page(request, visible_payment(request, token))


def to_the_page(request: HttpRequest, payment: OnlinePayment) -> HttpResponse:
    """To Stripe. Where it does not answer, to the page of the payment, which says so and offers to try again."""
    try:
        return redirect(open_page(payment.pk))
    except Refused as refused:
        messages.warning(request, str(refused))
    except gateway.GatewayError as error:
        logger.warning("no page for payment %s: %s", payment.pk, error)
        messages.error(
            request, _("The payment service does not answer. Nothing was taken: try again in a moment.")
        )
    return redirect("billing:paying", payment.token)


@require_POST
def give_up(request: HttpRequest, token: UUID) -> HttpResponse:
    payment = visible_payment(request, token)
    try:
        leave_page(payment.pk)
    except (gateway.GatewayError, Refused) as error:
        logger.warning("payment %s not given up: %s", payment.pk, error)
        messages.error(request, _("The payment service does not answer: try again in a moment."))
    return redirect("billing:paying", payment.token)


def pay_reservation(request: HttpRequest, pk: int) -> HttpResponse:
    payment = basket_of(own_reservation(request, pk))
    if payment is None:
        return redirect("reservations:reservation", pk)
    return redirect("billing:paying", payment.token)


def pay_invoice(request: HttpRequest, pk: int) -> HttpResponse:
    """This invoice, and the others that the same customer owes to the same structure."""
    invoice = get_object_or_404(invoices_paid_by(request.user, today()), pk=pk)
    if not takes_money(invoice.structure):
        return redirect("billing:my_invoice", pk)
    payable = [(one, words_of(one, one.left)) for one in payable_with(invoice)]
    form = PayInvoicesForm(request.POST or None, payable=payable, chosen=invoice.pk)
    made: list[OnlinePayment] = []

    def ask() -> None:
        made.append(ask_of_form(request, form))

    if accepted(request, form, ask):
        return to_the_page(request, made[0])
    return form_page(
        request,
        form,
        template="billing/paying/invoices.html",
        title=_("Pay online"),
        submit=_("Go to the payment page"),
        back=(reverse("billing:my_invoice", args=[pk]), invoice.reference),
        section="invoices",
        structure=invoice.structure,
        payable=payable,
        under_way=under_way_of([invoice]).filter(state=State.PROCESSING).first(),
    )


def ask_of_form(request: HttpRequest, form: PayInvoicesForm) -> OnlinePayment:
    try:
        return ask_for_invoices(
            actor=acting_person(request), invoices=form.chosen(), token=form.cleaned_data["token"]
        )
    except gateway.GatewayError:
        raise Refused(
            "no_answer", _("The payment service does not answer. Nothing was taken: try again in a moment.")
        ) from None


def words_of(invoice: Invoice, left: object) -> str:
    words = {"number": invoice.reference, "left": euros(left), "day": date_in_words(invoice.due_on)}  # type: ignore[arg-type]
    return _("%(number)s: %(left)s, due on %(day)s") % words
