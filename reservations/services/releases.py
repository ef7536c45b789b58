"""Places given back to others because nobody came."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from espaces.locks import locking_transaction
from espaces.models import Resource
from espaces.rules.intervals import Interval
from reservations.locks import lock_reservation
from reservations.models import Presence, Reservation
from reservations.rules.lifecycle import Status
from reservations.rules.presence import blocked_until_release, release_at
from reservations.services import writing


def release_unclaimed(*, now: datetime | None = None) -> int:
    """Cuts what reservations without check-in block, where their resource says so; returns how many.

    Status, price and no-show keep the original times. Run again, it changes nothing.
    """
    now = now or timezone.now()
    here = Presence.objects.filter(reservation=OuterRef("pk"), voided_at=None)
    due = (
        Reservation.objects.filter(
            ~Exists(here),
            status=Status.CONFIRMED,
            released_at=None,
            ends_at__gt=now,
            starts_at__lte=now - F("resource__release_minutes") * timedelta(minutes=1),
            # What the index of venues and days answers; nothing that is still to end began a week ago.
            venue__in=Resource.objects.filter(release_minutes__isnull=False).values("venue"),
            booking_day__range=(now.date() - timedelta(days=7), now.date() + timedelta(days=2)),
            resource__release_minutes__isnull=False,
            venue__uses_check_in=True,
            allotment=None,
        )
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    return sum(_release(pk, now) for pk in due)


@locking_transaction
def _release(reservation_id: int, now: datetime) -> bool:
    """Under the reservation's lock, which an arrival takes too: one of the two comes first."""
    reservation = lock_reservation(reservation_id)
    at = release_at(reservation.starts_at, reservation.resource.release_minutes)
    settled = reservation.status != Status.CONFIRMED or reservation.released_at is not None
    if at is None or at > now or settled or reservation.presences.filter(voided_at=None).exists():
        return False
    left = blocked_until_release(Interval(reservation.blocked.lower, reservation.blocked.upper), now)
    reservation.blocked = writing.as_range(left) if left else "empty"
    reservation.released_at = now
    reservation.save(update_fields=["blocked", "released_at"])
    return True
