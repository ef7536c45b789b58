"""Another time, or another venue of the same structure: choose, read what changes, confirm."""

from __future__ import annotations

from datetime import date, datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy

from billing.forms.paying import amount_sent
from billing.queries.payers import payer_read
from billing.queries.quotes_of_acts import quote_move
from billing.rules.refusals import refusals_of
from billing.services.booking import move_and_price
from billing.views.quotes_shown import moving_shown
from espaces.models import Resource
from espaces.views.access import acting_person
from espaces.views.submitting import accepted
from reservations.forms.moving import MoveForm
from reservations.models import Reservation
from reservations.queries.facts import steps_of
from reservations.queries.other_times import other_times, proposed_move, resources_to_move_to
from reservations.rules.deadlines_in_words import deadlines_in_words
from reservations.rules.half_days import Stay
from reservations.rules.refusals import in_order
from reservations.rules.stays_in_words import stay_in_words
from reservations.views.access import acts_as_host, visible_reservation, why_not_move
from reservations.views.move_choices import choice_address, choices_of

NOWHERE = gettext_lazy("What you had booked is no longer offered here, nor anything like it: ask the venue.")


def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Without a day in the address: what is free. With one: what would change, and the button.

    Hosts have a page of theirs.
    """
    reservation, now = visible_reservation(request, pk), timezone.now()
    if acts_as_host(request, reservation):
        return redirect("reservations:host_move", reservation.venue.slug, pk)
    given = request.POST if request.method == "POST" else request.GET
    resources = resources_to_move_to(reservation)
    form = MoveForm(given if "day" in given else None, reservation=reservation, resources=resources)
    if accepted(request, form, lambda: _move(request, reservation, form)):
        messages.success(request, _("The reservation is moved. A message confirms it."))
        return redirect("reservations:reservation", pk)
    why_not = why_not_move(reservation, now, by_host=False) or ("" if resources else NOWHERE)
    if why_not:
        return _stays(request, reservation, why_not)
    if form.is_complete():
        return _preview(request, reservation, form, now)
    return _choice(request, reservation, form, now)


def _stays(request: HttpRequest, reservation: Reservation, why_not: str | Promise) -> HttpResponse:
    context = {
        "section": "reservations",
        "reservation": reservation,
        "venue": reservation.venue,
        "why_not": why_not,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "billing/move_refused.html", context, status=status)


def _move(request: HttpRequest, reservation: Reservation, form: MoveForm) -> None:
    move_and_price(
        actor=acting_person(request),
        reservation_id=reservation.pk,
        resource=form.cleaned_data["to"],
        request=form.cleaned_data["request"],
        announced=amount_sent(request.POST.get("announced", "0")),
    )


def _preview(request: HttpRequest, reservation: Reservation, form: MoveForm, now: datetime) -> HttpResponse:
    """The same reading of the rules and prices as the act's: what it would refuse or cost is said before."""
    resource = form.cleaned_data["to"]
    proposal = proposed_move(reservation, resource, form.cleaned_data["request"], now)
    start = proposal.stay.interval.start if proposal.stay else reservation.starts_at
    price = quote_move(reservation, payer_read(reservation), resource, proposal)
    refusals = in_order([*proposal.refusals, *(refusals_of(price.taken.quote) if price else [])])
    context = {
        "section": "reservations",
        "reservation": reservation,
        "venue": reservation.venue,
        "form": form,
        "resource": resource,
        "becomes": _in_words(proposal.stay, resource),
        "refusals": [] if form.errors else [refusal.sentence for refusal in refusals],
        "possible": not refusals,
        "price": moving_shown(price) if price else None,
        "terms": deadlines_in_words(steps_of(reservation), start, resource.venue.zone, now),
        "choose": choice_address(reservation, resource, form.cleaned_data["day"]),
    }
    status = 422 if form.errors else 200
    return render(request, "billing/move_confirm.html", context, status=status)


def _in_words(stay: Stay | None, resource: Resource) -> str:
    return stay_in_words(stay.interval.start, stay.interval.end, resource.venue.zone) if stay else ""


def _choice(request: HttpRequest, reservation: Reservation, form: MoveForm, now: datetime) -> HttpResponse:
    resource = _resource_chosen(request, form)
    context = {
        "section": "reservations",
        "reservation": reservation,
        "venue": reservation.venue,
        "form": form,
        "resources": list(form.resources.values()),
        "choices": choices_of(reservation, other_times(reservation, resource, _date_chosen(request), now)),
    }
    status = 422 if form.errors else 200
    return render(request, "billing/move.html", context, status=status)


def _resource_chosen(request: HttpRequest, form: MoveForm) -> Resource:
    """The one asked for if it is among those offered, else the nearest."""
    asked = request.GET.get("resource", "")
    chosen = form.resources.get(int(asked)) if asked.isdecimal() else None
    return chosen or next(iter(form.resources.values()))


def _date_chosen(request: HttpRequest) -> date | None:
    try:
        return parse_date(request.GET.get("from", ""))
    except ValueError:
        return None
