"""Somebody at the door, in three fields, and what a visit costs before a host says yes."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from billing.queries.reservation_costs import costs_of
from billing.queries.visit_prices import price_of_visit
from espaces.models import Person, Venue
from espaces.rules.clock import calendar_day
from espaces.views.access import acting_person, hosted_venue
from espaces.views.submitting import accepted
from reservations.forms.walk_in import WalkInForm
from reservations.models import Presence, Reservation
from reservations.queries.visitors import arrival_expected
from reservations.services.presence import check_in
from reservations.services.welcoming import welcome_visitor
from reservations.views.booking_for_others import booked, status_of
from reservations.views.visitors import walk_in_form


def walk_in(request: HttpRequest, slug: str) -> HttpResponse:
    """Who was expected is checked in; anybody else gets a place and is checked in. Says what it costs."""
    venue, now = hosted_venue(request, slug), timezone.now()
    form = walk_in_form(venue, now, request.POST or None)
    if "see_price" in request.POST:
        prices: list[str] = []
        accepted(request, form, lambda: prices.append(visit_in_words(form, now)))
        return _page(request, venue, form, price="".join(prices))
    made = booked(request, form, lambda: _welcome(request, venue, form, now))
    if made is not None:
        messages.success(request, _said(made))
        return redirect("reservations:today", venue.slug)
    return _page(request, venue, form)


def _page(request: HttpRequest, venue: Venue, form: WalkInForm, price: str = "") -> HttpResponse:
    context = {"venue": venue, "tab": "today", "form": form, "price": price}
    return render(request, "billing/walk_in.html", context, status=status_of(form))


def visit_in_words(form: WalkInForm, now: datetime) -> str:
    """What letting him in would cost; empty where no price is published, or where he was expected."""
    person = form.visitor if isinstance(form.visitor, Person) else None
    if person is not None and arrival_expected(person, form.venue, now) is not None:
        return _("Was expected: nothing more to pay.")
    form.offer_payers(person, calendar_day(now, form.venue.zone))
    payer = form.payer_proposed()
    return price_of_visit(person, payer, form.resource, form.request(now), now, on_the_spot=True)


def _said(made: Reservation) -> str:
    cost = costs_of([made.pk]).get(made.pk)
    words = {"person": made.person, "price": cost.words if cost else ""}
    return _("%(person)s is here. Price: %(price)s.") % words if cost else _("%(person)s is here.") % words


def _welcome(request: HttpRequest, venue: Venue, form: WalkInForm, now: datetime) -> Reservation:
    actor, visitor = acting_person(request), form.visitor
    assert visitor is not None
    expected = arrival_expected(visitor, venue, now) if isinstance(visitor, Person) else None
    if expected is not None:
        check_in(actor=actor, reservation_id=expected.pk, source=Presence.Source.HOST, now=now)
        return expected
    form.offer_payers(visitor, calendar_day(now, venue.zone))
    return welcome_visitor(
        actor=actor,
        visitor=visitor,
        payer=form.payer_chosen(),
        resource=form.resource,
        request=form.request(now),
        token=form.cleaned_data["token"],
        now=now,
    )
