"""The doors of pages about one reservation: its person's, and its hosts'. For anybody else it does not exist."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from espaces.errors import Refused
from espaces.views.access import acting_person
from reservations.models import Reservation
from reservations.queries.my_reservations import reservations_visible_to
from reservations.services.life import refuse_unless_cancellable
from reservations.services.moving import refuse_unless_movable


def visible_reservation(request: HttpRequest, pk: int) -> Reservation:
    reservation: Reservation = get_object_or_404(reservations_visible_to(request.user), pk=pk)
    return reservation


def own_reservation(request: HttpRequest, pk: int) -> Reservation:
    own = reservations_visible_to(request.user).filter(person=acting_person(request))
    reservation: Reservation = get_object_or_404(own, pk=pk)
    return reservation


def acts_as_host(request: HttpRequest, reservation: Reservation) -> bool:
    """On one's own reservation one is a coworker like the others, and pays what they pay."""
    return reservation.person_id != acting_person(request).pk


def why_not_cancel(reservation: Reservation, now: datetime, *, by_host: bool) -> str:
    """The sentence, or nothing when it can be cancelled."""
    try:
        refuse_unless_cancellable(reservation, now, by_host=by_host)
    except Refused as refused:
        return str(refused.sentence)
    return ""


def why_not_move(reservation: Reservation, now: datetime, *, by_host: bool) -> str:
    try:
        refuse_unless_movable(reservation, reservation.resource, now, by_host=by_host)
    except Refused as refused:
        return str(refused.sentence)
    return ""
