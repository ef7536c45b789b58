"""Other times or another place for a reservation that stays the same one."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db import IntegrityError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from psycopg import errors

from espaces.locks import lock_person, lock_resources, locking_transaction
from espaces.models import Person, Resource
from reservations.errors import BookingRefused, TooLate
from reservations.locks import lock_reservation
from reservations.models import Move, Reservation
from reservations.queries.facts import steps_of
from reservations.queries.proposals import Proposal, propose_booking
from reservations.rules import sentences
from reservations.rules.booking import BookingRequest, HalfDayWanted
from reservations.rules.cancellation import may_move
from reservations.rules.lifecycle import Status
from reservations.rules.refusals import Code, Refusal
from reservations.services import writing
from reservations.services.booking import expire_lapsed, refuse_if_archived
from reservations.signals import reservation_changed


def move_reservation(
    *,
    actor: Person | None,
    reservation_id: int,
    resource: Resource,
    request: BookingRequest,
    by_host: bool = False,
    place_id: int | None = None,
    reason: str = "",
    now: datetime | None = None,
) -> Reservation:
    """Takes the new place and frees the old one in one statement of one transaction.

    Locks the person, both resources, the reservation. A second call changes nothing. `resource` belongs to the
    structure that has the reservation: money never changes hands by a move. Raises TooLate (ended, begun, or
    inside the fee window unless a host moves it) or BookingRefused; nothing has changed then.
    """
    try:
        return _move(actor, reservation_id, resource, request, by_host, place_id, reason, now)
    except IntegrityError as error:
        if isinstance(error.__cause__, errors.ExclusionViolation):
            raise BookingRefused([Refusal(Code.FULL, sentences.FULL)]) from error
        raise


@locking_transaction
def _move(
    actor: Person | None,
    reservation_id: int,
    resource: Resource,
    request: BookingRequest,
    by_host: bool,
    place_id: int | None,
    reason: str,
    now: datetime | None,
) -> Reservation:
    seen = Reservation.objects.get(pk=reservation_id)
    lock_person(seen.person_id)
    locked = lock_resources([seen.resource_id, resource.pk])[resource.pk]
    reservation = lock_reservation(reservation_id)
    now = now or timezone.now()
    if is_already_there(reservation, resource, request, place_id):
        return reservation
    refuse_unless_movable(reservation, resource, now, by_host=by_host)
    refuse_if_archived(locked)
    proposal = propose_booking(
        person=reservation.person,
        resource=resource,
        request=replace(request, replaces=reservation.pk),
        needs=frozenset(reservation.needs),
        place_id=place_id,
        now=now,
    )
    _refuse_another_day_of_an_allotment(reservation, proposal)
    return _write(reservation, actor, resource, proposal, place_id, reason, now)


def is_already_there(
    reservation: Reservation, resource: Resource, request: BookingRequest, place_id: int | None
) -> bool:
    """The same move sent twice, or no move at all."""
    if reservation.status != Status.CONFIRMED or reservation.resource_id != resource.pk:
        return False
    if place_id not in (None, reservation.place_id):
        return False
    wanted = request.wanted
    if isinstance(wanted, HalfDayWanted):
        return (reservation.booking_day, reservation.half_day) == (wanted.day, wanted.half.value)
    return (reservation.starts_at, reservation.ends_at) == (wanted.start, wanted.end)


def refuse_unless_movable(
    reservation: Reservation, resource: Resource, now: datetime, *, by_host: bool
) -> None:
    if reservation.status != Status.CONFIRMED:
        raise TooLate("ended", _("Only a confirmed reservation can be moved."))
    if reservation.presences.filter(voided_at=None).exists() or reservation.ends_at <= now:
        raise TooLate("begun", _("This reservation has begun: it cannot be moved any more."))
    if not may_move(steps_of(reservation), reservation.starts_at, now, by_host=by_host):
        raise TooLate("fee_window", _("It is too late to move this reservation yourself: call the venue."))
    if resource.venue.structure_id != reservation.structure_id:
        raise TooLate(
            "other_structure", _("This venue belongs to another structure: book there, then cancel.")
        )


def _refuse_another_day_of_an_allotment(reservation: Reservation, proposal: Proposal) -> None:
    """Moved away, its day would be opened again, and the resident would have two."""
    if reservation.allotment_id is not None and proposal.day != reservation.booking_day:
        raise TooLate(
            "allotted", _("A day of a place of one's own is not moved to another day: free it, then book.")
        )


def _write(
    reservation: Reservation,
    actor: Person | None,
    resource: Resource,
    proposal: Proposal,
    place_id: int | None,
    reason: str,
    now: datetime,
) -> Reservation:
    """The row leaves its old place before others are re-seated around it, and reaches the new one in the end."""
    taking = proposal.accepted()
    move = Move(
        reservation=reservation,
        from_resource_id=reservation.resource_id,
        from_starts_at=reservation.starts_at,
        from_ends_at=reservation.ends_at,
        to_resource=resource,
        to_starts_at=taking.stay.interval.start,
        to_ends_at=taking.stay.interval.end,
        actor=actor,
        reason=reason,
        details={"overridden": [refusal.code.value for refusal in proposal.set_aside]},
        at=now,
    )
    writing.forget_reminder(reservation)
    expire_lapsed(proposal.lapsed, now)
    _step_aside(reservation)
    writing.give_places(taking.seat.moves)
    writing.cut_blocked(taking.cut)
    _settle(reservation, resource, proposal, place_id)
    move.save()
    writing.announce_and_remind(reservation, "change", f"change:{move.pk}", now, move=move.pk)
    reservation_changed.send(sender=Reservation, reservation=reservation, move=move)
    return reservation


def _step_aside(reservation: Reservation) -> None:
    """An empty blocked range meets nothing: seen by nobody else, the transaction is not over."""
    Reservation.objects.filter(pk=reservation.pk).update(
        blocked="empty", released_at=reservation.starts_at, retaken_at=None
    )


def _settle(reservation: Reservation, resource: Resource, proposal: Proposal, place_id: int | None) -> None:
    taking = proposal.accepted()
    reservation.venue = resource.venue
    reservation.resource = resource
    reservation.place_id = taking.seat.place_id
    reservation.starts_at = taking.stay.interval.start
    reservation.ends_at = taking.stay.interval.end
    reservation.blocked = writing.as_range(taking.blocked)
    reservation.buffer_before_minutes = resource.buffer_before_minutes
    reservation.buffer_after_minutes = resource.buffer_after_minutes
    reservation.released_at = reservation.retaken_at = None
    reservation.booking_day = proposal.day
    reservation.minutes = taking.stay.minutes
    reservation.half_day = proposal.half_day
    reservation.pinned = bool(reservation.needs) or place_id is not None
    reservation.save()
