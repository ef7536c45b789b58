"""One reservation for the hosts of its venue, and the history of one person there."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from espaces.views.access import acting_person, hosted_venue
from reservations.models import Reservation
from reservations.ports import costs_of
from reservations.queries.host_reservations import (
    correction_to_undo,
    history_of,
    host_story,
    presences_of,
    reservations_at,
)
from reservations.queries.visitors import person_of_structure
from reservations.rules.lifecycle import Status
from reservations.views.access import why_not_cancel, why_not_move

ON_A_PAGE = 30


def host_reservation(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    venue, now = hosted_venue(request, slug), timezone.now()
    reservation: Reservation = get_object_or_404(reservations_at(venue), pk=pk)
    presences = presences_of(reservation)
    context = {
        "venue": venue,
        "tab": "week",
        "reservation": reservation,
        "cost": costs_of([reservation.pk]).get(reservation.pk),
        "presences": presences,
        "open_presence": next((p for p in presences if not p.ended_at and not p.voided_at), None),
        "may_arrive": reservation.status == Status.CONFIRMED and reservation.ends_at > now,
        "may_add_presence": reservation.status == Status.CONFIRMED and reservation.starts_at <= now,
        "undo": correction_to_undo(reservation, now),
        "why_not_cancel": why_not_cancel(reservation, now, by_host=True),
        "why_not_move": why_not_move(reservation, now, by_host=True),
        "mine": reservation.person_id == acting_person(request).pk,
        "story": host_story(reservation),
    }
    return render(request, "reservations/host/reservation.html", context)


def person_history(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    venue = hosted_venue(request, slug)
    person = person_of_structure(venue.structure, pk)
    if person is None:
        raise Http404
    page = Paginator(history_of(person, venue), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {"venue": venue, "tab": "people", "person": person, "page": page}
    return render(request, "reservations/host/person_history.html", context)
