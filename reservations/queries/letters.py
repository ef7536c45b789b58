"""What the mails about a reservation say, read when they leave: a message may have waited."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from espaces.models import Network
from espaces.queries.networks import network_of_structure, page_address
from reservations.models import Move, Reservation, Transition
from reservations.queries.calendar_feed import document_of
from reservations.queries.facts import steps_of
from reservations.rules.deadlines_in_words import deadlines_in_words
from reservations.rules.lifecycle import Status


@dataclass(frozen=True)
class Letter:
    """About one reservation as it stands. `network` is in whose name it is written."""

    reservation: Reservation
    network: Network | None

    @property
    def page(self) -> str:
        """The reservation's page, for its person."""
        return page_address(reverse("reservations:reservation", args=[self.reservation.pk]), self.network)

    @property
    def venue_page(self) -> str:
        """Where another time is chosen."""
        return page_address(reverse("reservations:venue", args=[self.reservation.venue.slug]), self.network)

    @property
    def calendar_file(self) -> bytes:
        return document_of(self.reservation.pk, self.page)

    def cancellation_terms(self, now: datetime) -> str:
        """In the language active when it is read."""
        reservation = self.reservation
        return deadlines_in_words(steps_of(reservation), reservation.starts_at, reservation.venue.zone, now)


def letter_about(reservation_id: int) -> Letter | None:
    """None when nobody can be written to."""
    reservation = (
        Reservation.objects.select_related("person", "venue__municipality", "structure", "resource", "place")
        .filter(pk=reservation_id)
        .exclude(person__email="")
        .first()
    )
    if reservation is None:
        return None
    today = timezone.localdate(timezone=reservation.venue.zone)
    return Letter(reservation, network_of_structure(reservation.structure, today))


def is_still_to_come(reservation: Reservation, now: datetime) -> bool:
    return reservation.status == Status.CONFIRMED and reservation.ends_at > now


def last_move_of(reservation: Reservation) -> Move | None:
    """With where it came from."""
    moves = Move.objects.filter(reservation=reservation).select_related("from_resource__venue", "actor")
    return moves.order_by("at", "pk").last()


def end_of(reservation: Reservation) -> Transition | None:
    """The cancellation, with who did it and why."""
    ends = Transition.objects.filter(reservation=reservation, to_status=Status.CANCELLED)
    return ends.select_related("actor").first()
