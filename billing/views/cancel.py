from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from billing.forms.paying import amount_sent
from billing.queries.online import was_paid_online
from billing.queries.quotes_of_acts import quote_cancellation
from billing.services.booking import cancel_and_price
from billing.views.quotes_shown import cancelling_shown
from espaces.views.access import acting_person
from espaces.views.submitting import accepted
from reservations.forms.cancelling import CancelForm, HostCancelForm
from reservations.models import Reservation
from reservations.queries.facts import kept_if_cancelled
from reservations.rules.deadlines_in_words import kept_in_words
from reservations.rules.lifecycle import Status
from reservations.views.access import acts_as_host, visible_reservation, why_not_cancel


def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """The consequence first, in percent, euros and units, then the button. A second tap finds it cancelled."""
    reservation, now = visible_reservation(request, pk), timezone.now()
    if reservation.status == Status.CANCELLED:
        return redirect("reservations:reservation", pk)
    by_host, kept = acts_as_host(request, reservation), kept_if_cancelled(reservation, now)
    form = (HostCancelForm if by_host else CancelForm)(
        request.POST if request.method == "POST" else None, kept=kept
    )
    if accepted(request, form, lambda: _cancel(request, reservation, form, now, by_host=by_host)):
        messages.success(request, _("The reservation is cancelled. A message confirms it."))
        return redirect("reservations:reservation", pk)
    priced = quote_cancellation(reservation, kept)
    context = {
        "section": "" if by_host else "reservations",
        "reservation": reservation,
        "venue": reservation.venue,
        "by_host": by_host,
        "form": form,
        "kept": kept,
        "consequence": kept_in_words(kept),
        "price": cancelling_shown(priced) if priced else None,
        "paid_online": was_paid_online(reservation),
        "why_not": why_not_cancel(reservation, now, by_host=by_host),
    }
    return render(request, "billing/cancel.html", context, status=422 if form.errors else 200)


def _cancel(
    request: HttpRequest, reservation: Reservation, form: CancelForm, now: datetime, *, by_host: bool
) -> None:
    """At the instant for which the page announced the percentage. What a host decides is not held to the price."""
    announced = request.POST.get("announced")
    cancel_and_price(
        actor=acting_person(request),
        reservation_id=reservation.pk,
        by_host=by_host,
        without_fee=form.cleaned_data.get("without_fee", False),
        reason=form.cleaned_data.get("reason", ""),
        announced=None if by_host or announced is None else amount_sent(announced),
        now=now,
    )
