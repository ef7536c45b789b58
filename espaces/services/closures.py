"""Closures of a venue, of one resource or of one place. The reservations they hit are the upper app's matter."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from espaces.errors import Refused
from espaces.locks import lock_resources_of_venue, locking_transaction
from espaces.models import Closure, Person, Place, Resource, Venue
from espaces.services.acts import record_act


@locking_transaction
def add_closure(
    *,
    actor: Person | None,
    venue: Venue,
    starts_at: datetime,
    ends_at: datetime,
    reason: str,
    resource: Resource | None = None,
    place: Place | None = None,
) -> Closure:
    """Nobody can use what is named in [starts_at, ends_at). Locks the venue's resources.

    A closure recorded afterwards is allowed: it puts the figures of that day right. Raises Refused.
    """
    lock_resources_of_venue(venue.pk)
    closure = Closure(
        venue=venue,
        resource=place.resource if place else resource,
        place=place,
        starts_at=starts_at,
        ends_at=ends_at,
        reason=reason,
        created_by=actor,
    )
    if ends_at <= starts_at:
        raise Refused("closure_order", _("A closure ends after it starts."))
    closure.save()
    record_act(actor=actor, verb="closure_added", target=closure, venue=venue.pk, reason=reason)
    return closure


@locking_transaction
def lift_closure(*, actor: Person | None, closure: Closure, now: datetime | None = None) -> None:
    """Opens again what was closed, from now on; what was cancelled stays cancelled. Twice changes nothing.

    A closure under way ends now; one to come, or one recorded by mistake over the past, is struck out whole.
    """
    lock_resources_of_venue(closure.venue_id)
    now = now or timezone.now()
    closure.refresh_from_db()
    if closure.lifted_at is not None:
        return
    if closure.starts_at < now < closure.ends_at:
        closure.ends_at = now
    else:
        closure.lifted_at = now
    closure.save(update_fields=["ends_at", "lifted_at"])
    record_act(actor=actor, verb="closure_lifted", target=closure, venue=closure.venue_id)
