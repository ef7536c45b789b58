"""A host books for somebody, and moves what is booked, over the rules where he says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from espaces.models import Person, Resource
from espaces.rules.clock import calendar_day
from espaces.views.access import acting_person, hosted_venue
from espaces.views.submitting import accepted
from reservations.forms.stays import EXACT, HostBookingForm, HostMoveForm
from reservations.models import Reservation
from reservations.ports import price_of_visit
from reservations.queries.host_reservations import reservations_at
from reservations.queries.places import places_read, resources_with_places
from reservations.services.booking import Terms
from reservations.services.moving import move_reservation
from reservations.services.welcoming import book_for_visitor
from reservations.views.booking_for_others import booked, status_of
from reservations.views.days import day_asked

FAR = timedelta(days=730)
"""Places that come into use later may be booked already."""


def host_booking(request: HttpRequest, slug: str) -> HttpResponse:
    venue, now = hosted_venue(request, slug), timezone.now()
    day = day_asked(request, venue, now)
    form = HostBookingForm(
        request.POST or None,
        venue=venue,
        resources=resources_with_places(venue, day, day + FAR),
        initial={"day": day, **_asked(request.GET)},
    )
    if "see_price" in request.POST:
        prices: list[str] = []
        accepted(request, form, lambda: prices.append(_price(form, now)))
        return _booking_page(request, form, price="".join(prices))
    made = booked(request, form, lambda: _book(request, form, now))
    if made is not None:
        messages.success(request, _("Reserved for %(person)s.") % {"person": made.person})
        return redirect("reservations:host_reservation", venue.slug, made.pk)
    return _booking_page(request, form)


def _booking_page(request: HttpRequest, form: HostBookingForm, price: str = "") -> HttpResponse:
    context = {"venue": form.venue, "tab": "week", "form": form, "price": price}
    return render(request, "reservations/host/booking.html", context, status=status_of(form))


def _price(form: HostBookingForm, now: datetime) -> str:
    person = form.visitor if isinstance(form.visitor, Person) else None
    form.offer_payers(person, form.cleaned_data["day"])
    return price_of_visit(person, form.payer_proposed(), form.resource, form.request(), now)


def _asked(query: QueryDict) -> dict[str, Any]:
    """What a cell of the week puts into the address; the form checks it when it is sent."""
    asked = {"where": "ou", "when": "moment", "start": "de", "end": "a", "name": "nom"}
    found = {field: query[name] for field, name in asked.items() if query.get(name)}
    return {"when": EXACT, **found} if "start" in found else found


def _book(request: HttpRequest, form: HostBookingForm, now: datetime) -> Reservation:
    assert form.visitor is not None
    values = form.cleaned_data
    form.offer_payers(form.visitor, values["day"])
    return book_for_visitor(
        actor=acting_person(request),
        visitor=form.visitor,
        resource=form.resource,
        request=form.request(),
        token=values["token"],
        terms=Terms(
            channel=Reservation.Channel.HOST,
            needs=frozenset(values["needs"]),
            place_id=form.place_id,
            customer=form.payer_chosen(),
            note=values["note"],
        ),
        now=now,
    )


def host_move(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    venue, now = hosted_venue(request, slug), timezone.now()
    reservation: Reservation = get_object_or_404(reservations_at(venue), pk=pk)
    day = min(reservation.booking_day, calendar_day(now, venue.zone))
    resources = resources_with_places(venue, day, day + FAR)
    initial = _as_it_is(reservation, resources)
    form = HostMoveForm(request.POST or None, venue=venue, resources=resources, initial=initial)
    moved = booked(request, form, lambda: _move(request, reservation, form, now))
    if moved is not None:
        messages.success(request, _("Moved."))
        return redirect("reservations:host_reservation", venue.slug, pk)
    context = {"venue": venue, "tab": "week", "form": form, "reservation": reservation}
    return render(request, "reservations/host/move.html", context, status=status_of(form))


def _as_it_is(reservation: Reservation, resources: Sequence[Resource]) -> dict[str, Any]:
    """A promised place stays chosen; another may change."""
    zone = reservation.venue.zone
    in_pool = any(r.pk == reservation.resource_id and len(places_read(r)) > 1 for r in resources)
    place = f"/{reservation.place_id}" if in_pool and reservation.pinned else ""
    return {
        "where": f"{reservation.resource_id}{place}",
        "day": reservation.booking_day,
        "when": reservation.half_day or EXACT,
        "start": reservation.starts_at.astimezone(zone).time(),
        "end": reservation.ends_at.astimezone(zone).time(),
    }


def _move(request: HttpRequest, reservation: Reservation, form: HostMoveForm, now: datetime) -> Reservation:
    return move_reservation(
        actor=acting_person(request),
        reservation_id=reservation.pk,
        resource=form.resource,
        request=replace(form.request(), people=reservation.party_size),
        by_host=True,
        place_id=form.place_id,
        reason=form.cleaned_data["reason"],
        now=now,
    )
