"""Who is really there: arrivals, departures, walk-ins, corrections, and what the clock closes by itself."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from espaces.locks import lock_resources, locking_transaction
from espaces.models import Customer, Person, Resource
from espaces.queries.calendars import calendars_of, calendars_with_resources
from espaces.rules.clock import ONE_DAY, presence_day
from espaces.rules.intervals import Interval
from reservations.errors import BookingRefused, TooLate
from reservations.locks import lock_presence, lock_reservation
from reservations.models import Presence, Reservation
from reservations.queries.facts import buffer_of, memberships_valid_at
from reservations.queries.pools import pools_of
from reservations.rules import sentences
from reservations.rules.booking import BookingRequest
from reservations.rules.buffers import blocked_range
from reservations.rules.lifecycle import Status
from reservations.rules.places import TooHardError
from reservations.rules.presence import closes_by_itself_at, may_check_in
from reservations.rules.refusals import Code, Refusal
from reservations.rules.seating import find_seat
from reservations.services import writing
from reservations.services.booking import Terms, reserve


@locking_transaction
def check_in(
    *,
    actor: Person | None,
    reservation_id: int,
    source: str,
    at: datetime | None = None,
    now: datetime | None = None,
) -> Presence:
    """Records an arrival; a second one while the person is there returns the first.

    Locks the resource and the reservation. `at` lets a host record an earlier arrival. The place is promised
    from now on. Raises TooLate (not confirmed, too early, over) or, when the place was released and given away
    meanwhile, BookingRefused.
    """
    seen = Reservation.objects.get(pk=reservation_id)
    lock_resources([seen.resource_id])
    reservation = lock_reservation(reservation_id)
    now = now or timezone.now()
    present = reservation.presences.filter(ended_at=None, voided_at=None).first()
    if present is not None:
        return present
    by_host = source == Presence.Source.HOST
    _refuse_unless_expected(reservation, now, by_host=by_host)
    released = reservation.released_at is not None and reservation.retaken_at is None
    if released and reservation.ends_at > now:
        _take_again(reservation, now)
    Reservation.objects.filter(pk=reservation.pk).update(pinned=True)
    return _arrive(reservation, source, at or now)


def _refuse_unless_expected(reservation: Reservation, now: datetime, *, by_host: bool) -> None:
    if reservation.status != Status.CONFIRMED:
        raise TooLate("not_confirmed", _("This reservation is not confirmed: nobody is expected."))
    stay = Interval(reservation.starts_at, reservation.ends_at)
    if by_host or may_check_in(stay, now):
        return
    if now >= stay.end:
        raise TooLate("over", _("This reservation is over: ask the host to record your presence."))
    raise TooLate("too_early", _("It is too early: check in from half an hour before the start."))


def _take_again(reservation: Reservation, now: datetime) -> None:
    """A released place was cut from the reservation: whoever comes late gets a place if one is left."""
    resource = reservation.resource
    wanted = blocked_range(
        Interval(max(now, reservation.starts_at), reservation.ends_at), buffer_of(resource)
    )
    day = reservation.booking_day
    calendars = calendars_with_resources([reservation.venue], first_day=day, last_day=day + ONE_DAY)
    pool = pools_of([resource], calendars, wanted, now, without=reservation.pk)[resource.pk]
    try:
        seat = find_seat(pool.places, pool.occupied, wanted, closed=pool.closed, usual=reservation.place_id)
    except TooHardError:
        seat = None
    if seat is None:
        raise BookingRefused([Refusal(Code.FULL, sentences.FULL)])
    writing.give_places(seat.moves)
    reservation.place_id = seat.place_id
    reservation.blocked = writing.as_range(wanted)
    reservation.retaken_at = max(now, reservation.starts_at)
    reservation.save(update_fields=["place", "blocked", "retaken_at"])


def _arrive(reservation: Reservation, source: str, at: datetime) -> Presence:
    venue = reservation.venue
    cutoffs = tuple((row.valid_from, row.at) for row in venue.cut_offs.order_by("valid_from"))
    return Presence.objects.create(
        reservation=reservation,
        person_id=reservation.person_id,
        structure_id=reservation.structure_id,
        venue=venue,
        day=presence_day(at, venue.zone, cutoffs),
        started_at=at,
        start_source=source,
    )


@locking_transaction
def check_out(
    *, actor: Person | None, presence_id: int, source: str, now: datetime | None = None
) -> Presence:
    """Records a departure; a second one changes nothing. Locks the presence."""
    presence = lock_presence(presence_id)
    if presence.ended_at is None and presence.voided_at is None:
        presence.ended_at = max(now or timezone.now(), presence.started_at)
        presence.end_source = source
        presence.save(update_fields=["ended_at", "end_source", "updated_at"])
    return presence


@locking_transaction
def walk_in(
    *,
    actor: Person,
    person: Person,
    resource: Resource,
    request: BookingRequest,
    token: UUID,
    payer: Customer | None = None,
    now: datetime | None = None,
) -> Reservation:
    """Somebody at the door: a reservation made on the spot, with its presence, in one transaction.

    Raises BookingRefused; nothing has changed then. The caller has checked that `actor` is a host there.
    """
    now = now or timezone.now()
    reservation = reserve(
        actor=actor,
        person=person,
        resource=resource,
        request=request,
        token=token,
        terms=Terms(channel=Reservation.Channel.WALK_IN, customer=payer),
        now=now,
    )
    if not reservation.presences.exists():
        check_in(actor=actor, reservation_id=reservation.pk, source=Presence.Source.HOST, now=now)
    return reservation


def close_presences(*, now: datetime | None = None) -> int:
    """Ends each presence left open past its venue's closing time, at that time, marked as such."""
    now = now or timezone.now()
    left_open = list(
        Presence.objects.filter(ended_at=None, voided_at=None, started_at__lt=now)
        .select_related("venue", "reservation", "person")
        .order_by("pk")[:2000]
    )
    if not left_open:
        return 0
    venues = {presence.venue_id: presence.venue for presence in left_open}
    first = min(p.started_at.astimezone(p.venue.zone).date() for p in left_open) - ONE_DAY
    last = max(now.astimezone(p.venue.zone).date() for p in left_open) + ONE_DAY
    calendars = calendars_of(list(venues.values()), first_day=first, last_day=last)
    closed = 0
    for presence in left_open:
        closes = closes_by_itself_at(
            calendars[presence.venue_id],
            presence.started_at,
            stay_end=presence.reservation.ends_at,
            extended=_has_extended_access(presence),
        )
        if closes <= now:
            check_out(actor=None, presence_id=presence.pk, source=Presence.Source.RULE, now=closes)
            closed += 1
    return closed


def _has_extended_access(presence: Presence) -> bool:
    memberships = memberships_valid_at(presence.person, presence.venue, presence.reservation.booking_day)
    return any(membership.plan.extended_access for membership in memberships)
