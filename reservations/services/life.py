"""What becomes of a reservation: confirmed after a hold, cancelled, lapsed."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from espaces.locks import lock_person, locking_transaction
from espaces.models import Person
from reservations.errors import TooLate
from reservations.locks import lock_reservation
from reservations.models import Reservation
from reservations.queries.facts import kept_if_cancelled
from reservations.rules.lifecycle import Status
from reservations.services import writing
from reservations.services.booking import tell_confirmed
from reservations.signals import reservation_cancelled

ENDED = frozenset({Status.CANCELLED, Status.REFUSED, Status.EXPIRED})


@locking_transaction
def confirm_reservation(
    *,
    actor: Person | None,
    reservation_id: int,
    reason: str = "",
    even_lapsed: bool = False,
    now: datetime | None = None,
) -> Reservation:
    """A held or requested place becomes the person's. A second call changes nothing.

    Locks the person and the reservation. Raises TooLate when it has ended, or when its hold has lapsed meanwhile;
    `even_lapsed`: who has paid keeps a place that nobody has taken from him yet.
    """
    reservation = _lock_with_its_person(reservation_id)
    now = now or timezone.now()
    if reservation.status == Status.CONFIRMED:
        return reservation
    lapsed = reservation.hold_until is not None and reservation.hold_until <= now and not even_lapsed
    if reservation.status in ENDED or lapsed:
        raise TooLate("lapsed", _("This reservation is no longer held. Nothing was confirmed."))
    writing.change_status(reservation, Status.CONFIRMED, actor=actor, now=now, reason=reason)
    tell_confirmed(reservation, now)
    return reservation


@locking_transaction
def cancel_reservation(
    *,
    actor: Person | None,
    reservation_id: int,
    by_host: bool = False,
    without_fee: bool = False,
    reason: str = "",
    now: datetime | None = None,
) -> Reservation:
    """Gives the place back and keeps the percentage of the terms, computed at the instant of the act.

    Nothing is kept `without_fee` (hosts, closures). A second call changes nothing. Locks the person and the
    reservation. Raises TooLate when it has ended, or when the person is there or the time is over (a host may).
    """
    reservation = _lock_with_its_person(reservation_id)
    now = now or timezone.now()
    if reservation.status == Status.CANCELLED:
        return reservation
    refuse_unless_cancellable(reservation, now, by_host=by_host)
    reservation.percent_kept = 0 if without_fee else kept_if_cancelled(reservation, now)
    writing.change_status(reservation, Status.CANCELLED, actor=actor, now=now, reason=reason)
    writing.forget_reminder(reservation)
    writing.announce(
        reservation, "cancellation", f"cancellation:{reservation.pk}", by_host=by_host, reason=reason
    )
    reservation_cancelled.send(sender=Reservation, reservation=reservation, actor=actor, now=now)
    return reservation


@locking_transaction
def release_hold(*, actor: Person | None, reservation_id: int, now: datetime | None = None) -> bool:
    """Gives back a held place that nobody wants any more; whether it was still held. Locks the reservation."""
    reservation = lock_reservation(reservation_id)
    if reservation.status != Status.HELD:
        return False
    writing.change_status(
        reservation, Status.EXPIRED, actor=actor, now=now or timezone.now(), reason="abandoned"
    )
    return True


def _lock_with_its_person(reservation_id: int) -> Reservation:
    """Who hears of the act prices the person's day, under the person's lock."""
    lock_person(Reservation.objects.values_list("person", flat=True).get(pk=reservation_id))
    return lock_reservation(reservation_id)


def refuse_unless_cancellable(reservation: Reservation, now: datetime, *, by_host: bool) -> None:
    if reservation.status in ENDED:
        raise TooLate("ended", _("This reservation has already ended."))
    if reservation.presences.filter(voided_at=None).exists():
        raise TooLate("present", _("This person has come: a presence cannot be cancelled."))
    if reservation.ends_at <= now and not by_host:
        raise TooLate("over", _("This reservation is over: ask the venue to correct it."))


def expire_reservations(*, now: datetime | None = None) -> int:
    """Ends every lapsed hold and request. For tidiness: no booking path waits for it."""
    now = now or timezone.now()
    ids = list(Reservation.objects.lapsed_at(now).order_by("pk").values_list("pk", flat=True)[:1000])
    return sum(_expire_one(pk, now) for pk in ids)


@locking_transaction
def _expire_one(reservation_id: int, now: datetime) -> bool:
    reservation = lock_reservation(reservation_id)
    if not Reservation.objects.lapsed_at(now).filter(pk=reservation_id).exists():
        return False
    writing.change_status(reservation, Status.EXPIRED, actor=None, now=now, reason="lapsed")
    return True
