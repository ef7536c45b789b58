"""Taking a place: `reserve` is the only way a reservation comes into being."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError
from django.utils import timezone
from psycopg import errors

from espaces.locks import lock_person, lock_resources, locking_transaction
from espaces.models import Customer, Person, Resource
from reservations.errors import BookingRefused
from reservations.locks import lock_lapsed
from reservations.models import Reservation
from reservations.queries.proposals import Proposal, propose_booking
from reservations.rules import sentences
from reservations.rules.booking import BookingRequest
from reservations.rules.lifecycle import Status, check_transition
from reservations.rules.refusals import Code, Refusal
from reservations.services import writing
from reservations.signals import reservation_confirmed

logger = logging.getLogger(__name__)
HOLD_FOR_PAYMENT = timedelta(minutes=15)


@dataclass(frozen=True)
class Terms:
    """How a reservation is made, beside what is wanted.

    `place_id`: a host chose this place. `hold_until` with `hold_reason`: the place is held, not yet confirmed.
    `extra`: refusals found by the apps above, reported with the others.
    """

    channel: str = Reservation.Channel.ONLINE
    needs: frozenset[str] = frozenset()
    place_id: int | None = None
    customer: Customer | None = None
    note: str = ""
    reason: str = ""
    hold_until: datetime | None = None
    hold_reason: str = ""
    extra: Sequence[Refusal] = field(default_factory=tuple)


def reserve(
    *,
    actor: Person | None,
    person: Person,
    resource: Resource,
    request: BookingRequest,
    token: UUID,
    terms: Terms = Terms(),
    now: datetime | None = None,
) -> Reservation:
    """Takes a place for `person`; a second call with the same token returns the first reservation.

    Locks the person, then the resource. Rules a host sets aside are named in `request.overridden` and recorded
    with `actor`; the caller has checked that he is a host there. Others in the pool may be re-seated.
    Raises BookingRefused with every broken rule; nothing has changed then.
    """
    try:
        return _reserve(actor, person, resource, request, token, terms, now)
    except IntegrityError as error:
        return _explain(error, person, token)


def _explain(error: IntegrityError, person: Person, token: UUID) -> Reservation:
    """The database had the last word: the same token sent twice, or a place taken by another path."""
    if isinstance(error.__cause__, errors.UniqueViolation):
        made = Reservation.objects.filter(token=token, person=person).first()
        if made is not None:
            return made
    if isinstance(error.__cause__, errors.ExclusionViolation):
        raise BookingRefused([Refusal(Code.FULL, sentences.FULL)]) from error
    raise error


@locking_transaction
def _reserve(
    actor: Person | None,
    person: Person,
    resource: Resource,
    request: BookingRequest,
    token: UUID,
    terms: Terms,
    now: datetime | None,
) -> Reservation:
    lock_person(person.pk)
    locked = lock_resources([resource.pk])[resource.pk]
    now = now or timezone.now()
    made = Reservation.objects.filter(token=token, person=person).first()
    if made is not None:
        return made
    refuse_if_archived(locked)
    proposal = propose_booking(
        person=person,
        resource=resource,
        request=request,
        needs=terms.needs,
        place_id=terms.place_id,
        extra=terms.extra,
        now=now,
    )
    return _write(actor, person, resource, request, proposal, token, terms, now)


def _write(
    actor: Person | None,
    person: Person,
    resource: Resource,
    request: BookingRequest,
    proposal: Proposal,
    token: UUID,
    terms: Terms,
    now: datetime,
) -> Reservation:
    taking = proposal.accepted()
    expire_lapsed(proposal.lapsed, now)
    writing.give_places(taking.seat.moves)
    writing.cut_blocked(taking.cut)
    status = Status.HELD if terms.hold_until else Status.CONFIRMED
    check_transition(None, status)
    reservation = Reservation.objects.create(
        person=person,
        customer=terms.customer,
        structure_id=resource.venue.structure_id,
        venue=resource.venue,
        resource=resource,
        place_id=taking.seat.place_id,
        status=status,
        starts_at=taking.stay.interval.start,
        ends_at=taking.stay.interval.end,
        blocked=writing.as_range(taking.blocked),
        buffer_before_minutes=resource.buffer_before_minutes,
        buffer_after_minutes=resource.buffer_after_minutes,
        booking_day=proposal.day,
        minutes=taking.stay.minutes,
        half_day=proposal.half_day,
        party_size=request.people,
        needs=sorted(terms.needs),
        pinned=bool(terms.needs) or terms.place_id is not None,
        hold_until=terms.hold_until,
        hold_reason=terms.hold_reason,
        channel=terms.channel,
        token=token,
        note=terms.note,
        created_by=actor,
    )
    overridden = (
        {"overridden": [refusal.code.value for refusal in proposal.set_aside]} if proposal.set_aside else {}
    )
    writing.record_transition(reservation, "", status, actor, now, terms.reason, overridden)
    writing.enrol(person.pk, resource.venue.structure_id)
    if status is Status.CONFIRMED:
        tell_confirmed(reservation, now)
    return reservation


def tell_confirmed(reservation: Reservation, now: datetime) -> None:
    """What follows from a confirmation, by whichever way it came. A walk-in needs no letter: he is there."""
    reservation_confirmed.send(sender=Reservation, reservation=reservation, now=now)
    if reservation.channel == Reservation.Channel.WALK_IN or reservation.ends_at <= now:
        return
    writing.announce_and_remind(reservation, "confirmation", f"confirmation:{reservation.pk}", now)


def refuse_if_archived(locked: Resource) -> None:
    """Read under the lock that archiving takes: between the page and its sending it may have gone."""
    if locked.archived_at is not None:
        raise BookingRefused([Refusal(Code.FULL, sentences.FULL)])


def expire_lapsed(ids: Sequence[int], now: datetime) -> None:
    """Ends the holds and requests in the way whose time is over. The caller holds the lock of their resource."""
    for reservation in lock_lapsed(ids, now) if ids else ():
        writing.change_status(reservation, Status.EXPIRED, actor=None, now=now, reason="lapsed")
