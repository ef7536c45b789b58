"""Closures, new hours, places that end: the change, and what becomes of each reservation it hits, in one act."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import transaction
from django.utils import timezone

from espaces.locks import lock_persons, lock_resources_of_venue, locking_transaction
from espaces.models import Closure, Person, Resource, Venue
from reservations.errors import HitsChanged
from reservations.models import Reservation
from reservations.queries.changes import Hit, ways_out
from reservations.queries.conflicts import conflicts_at, persons_of
from reservations.rules.booking import BookingRequest
from reservations.services import writing
from reservations.services.life import cancel_reservation
from reservations.services.moving import move_reservation
from reservations.signals import closure_added

Change = Callable[[], Closure | None]
"""Calls the one service of `espaces` that makes the change (and returns the closure, when it is one)."""


class Fate(StrEnum):
    MOVE = "move"
    CANCEL = "cancel"
    KEEP = "keep"


@dataclass(frozen=True)
class Choice:
    """What the host decided of one reservation. A move names where to, and the place when only that changes."""

    fate: Fate
    resource: Resource | None = None
    request: BookingRequest | None = None
    place_id: int | None = None


def preview_change(*, venue: Venue, change: Change, now: datetime | None = None) -> list[Reservation]:
    """The reservations that the change would hit, in order of time: done for real, read, and taken back.

    Raises what the change itself raises (a refused date, for instance).
    """
    return [hit.reservation for hit in preview_hits(venue=venue, change=change, now=now)]


def preview_hits(*, venue: Venue, change: Change, now: datetime | None = None) -> list[Hit]:
    """The same, each with where it could move to once the change is made."""
    now = now or timezone.now()
    with transaction.atomic():
        before = conflicts_at(venue, now)
        change()
        after = conflicts_at(venue, now)
        hits = ways_out([hit for pk, hit in after.items() if pk not in before], now)
        transaction.set_rollback(True)
    return hits


@locking_transaction
def carry_out_change(
    *,
    actor: Person,
    venue: Venue,
    change: Change,
    choices: Mapping[int, Choice],
    reason: str,
    now: datetime | None = None,
) -> dict[Fate, int]:
    """Makes the change and does what was chosen of each reservation it hits; all of it or nothing.

    Locks the persons concerned, the resources of the venue and those moved to, then reads the hits again. Raises
    HitsChanged when they are not those that were decided on, BookingRefused or TooLate when one of the choices is
    not possible.
    """
    now = now or timezone.now()
    lock_persons(persons_of(Reservation.objects.filter(pk__in=choices)))
    targets = [choice.resource.pk for choice in choices.values() if choice.resource]
    lock_resources_of_venue(venue.pk, others=targets)
    before = conflicts_at(venue, now)
    made = change()
    hits = {pk: hit for pk, hit in conflicts_at(venue, now).items() if pk not in before}
    if hits.keys() != choices.keys():
        raise HitsChanged
    for pk in sorted(hits, key=lambda pk: (choices[pk].fate is Fate.MOVE, pk)):
        _decide(actor, hits[pk], choices[pk], reason, now)
    if made is not None:
        closure_added.send(sender=Closure, closure=made)
    fates = [choice.fate for choice in choices.values()]
    return {fate: fates.count(fate) for fate in Fate}


def _decide(actor: Person, reservation: Reservation, choice: Choice, reason: str, now: datetime) -> None:
    """Cancellations first (see the caller): they make room for those that move."""
    if choice.fate is Fate.CANCEL:
        cancel_reservation(
            actor=actor,
            reservation_id=reservation.pk,
            by_host=True,
            without_fee=True,
            reason=reason,
            now=now,
        )
    elif choice.fate is Fate.MOVE and choice.resource is not None and choice.request is not None:
        move_reservation(
            actor=actor,
            reservation_id=reservation.pk,
            resource=choice.resource,
            request=choice.request,
            by_host=True,
            place_id=choice.place_id,
            reason=reason,
            now=now,
        )
    else:
        writing.announce(reservation, "kept", f"kept:{reservation.pk}:{now:%Y%m%d%H%M%S}", reason=reason)
