"""The few writes every act on a reservation is made of. Called inside the transaction of the act."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from espaces.models import Enrolment, Person
from espaces.rules.intervals import Interval
from espaces.services.outgoing import Message, forget_later, send_all_later, send_later
from reservations.models import Reservation, Transition
from reservations.rules.lifecycle import Status, check_transition

REMIND_BEFORE = timedelta(hours=18)


def as_range(interval: Interval) -> DateTimeTZRange:
    return DateTimeTZRange(interval.start, interval.end)


def change_status(
    reservation: Reservation,
    status: Status,
    *,
    actor: Person | None,
    now: datetime,
    reason: str = "",
    details: Mapping[str, Any] | None = None,
) -> None:
    """Saves the new status and records the transition; the caller holds the reservation's lock.

    Raises ImpossibleTransitionError.
    """
    check_transition(reservation.status, status)
    record_transition(reservation, reservation.status, status, actor, now, reason, details)
    reservation.status = status
    reservation.hold_until = None if status is not Status.HELD else reservation.hold_until
    reservation.save(update_fields=["status", "hold_until", "percent_kept"])


def record_transition(
    reservation: Reservation,
    old: str,
    new: Status,
    actor: Person | None,
    now: datetime,
    reason: str = "",
    details: Mapping[str, Any] | None = None,
) -> None:
    Transition.objects.create(
        reservation=reservation,
        from_status=old,
        to_status=new,
        actor=actor,
        reason=reason,
        details=dict(details or {}),
        at=now,
    )


def give_places(moves: Mapping[int, int]) -> None:
    """Re-seats reservations (id → place) in one statement: the constraint is checked when it ends."""
    if not moves:
        return
    rows = ", ".join(["(%s::bigint, %s::bigint)"] * len(moves))
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE reservations_reservation AS r SET place_id = v.place_id"  # noqa: S608 - placeholders only
            f" FROM (VALUES {rows}) AS v (id, place_id) WHERE r.id = v.id",
            [value for move in sorted(moves.items()) for value in move],
        )


def cut_blocked(ranges: Mapping[int, Interval]) -> None:
    """Cuts the buffers of neighbours (id → new blocked range), in order of id."""
    for pk, interval in sorted(ranges.items()):
        Reservation.objects.filter(pk=pk).update(blocked=as_range(interval))


def enrol(person_id: int, structure_id: int) -> None:
    """From the first contact on, the hosts of the structure find the person by name."""
    Enrolment.objects.bulk_create(
        [Enrolment(person_id=person_id, structure_id=structure_id)], ignore_conflicts=True
    )


def announce(reservation: Reservation, kind: str, key: str, **payload: Any) -> None:
    """Writes a message about the reservation; persons without an address get none."""
    if reservation.person.email:
        send_later(kind=kind, key=key, payload={"reservation": reservation.pk, **payload})


def announce_and_remind(reservation: Reservation, kind: str, key: str, now: datetime, **payload: Any) -> None:
    """The message and the reminder, the evening before or so; none when it is made later than that."""
    if not reservation.person.email:
        return
    message = Message(kind, key, {"reservation": reservation.pk, **payload})
    at = reservation.starts_at - REMIND_BEFORE
    reminder = Message("reminder", reminder_key(reservation), {"reservation": reservation.pk}, at)
    send_all_later([message, reminder] if at > now else [message])


def forget_reminder(reservation: Reservation) -> None:
    forget_later(key=reminder_key(reservation))


def reminder_key(reservation: Reservation) -> str:
    return f"reminder:{reservation.pk}:{reservation.starts_at:%Y%m%d%H%M}"
