"""What happened to one reservation, in words and in order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _, gettext_lazy

from espaces.models import Person
from reservations.models import Move, Presence, Reservation, Transition
from reservations.rules.stays_in_words import stay_in_words

MADE = {
    "requested": gettext_lazy("Requested"),
    "held": gettext_lazy("Held for you"),
    "confirmed": gettext_lazy("Reserved"),
}
BECAME = {
    "held": gettext_lazy("Held for you"),
    "confirmed": gettext_lazy("Confirmed"),
    "cancelled": gettext_lazy("Cancelled"),
    "refused": gettext_lazy("Refused"),
    "expired": gettext_lazy("Lapsed"),
}
SYSTEM_REASONS = {
    "lapsed": gettext_lazy("it was not confirmed in time"),
    "abandoned": gettext_lazy("it was not paid"),
    "paid": gettext_lazy("paid online"),
    "allotment": gettext_lazy("day of your allotted place"),
    "allotment_ended": gettext_lazy("the allotment has ended"),
}


@dataclass(frozen=True)
class StoryLine:
    """`by` is empty when the person did it, or the system."""

    at: datetime
    what: str
    by: str = ""
    reason: str = ""


def story_of(reservation: Reservation) -> list[StoryLine]:
    """Three queries. `at` is local to the venue."""
    lines = [*_changes(reservation), *_moves(reservation), *_presences(reservation)]
    return sorted(lines, key=lambda line: line.at)


def _changes(reservation: Reservation) -> Iterator[StoryLine]:
    rows = Transition.objects.filter(reservation=reservation).select_related("actor").order_by("at", "pk")
    for row in rows:
        words = BECAME[row.to_status] if row.from_status else MADE[row.to_status]
        reason = str(SYSTEM_REASONS.get(row.reason, row.reason))
        yield StoryLine(_local(row.at, reservation), str(words), _by(row.actor, reservation), reason)


def _moves(reservation: Reservation) -> Iterator[StoryLine]:
    rows = Move.objects.filter(reservation=reservation).select_related("actor", "from_resource__venue")
    for row in rows.order_by("at", "pk"):
        venue = row.from_resource.venue
        was = stay_in_words(row.from_starts_at, row.from_ends_at, venue.zone)
        what = _("Moved; it was: %(stay)s, %(resource)s") % {"stay": was, "resource": row.from_resource}
        yield StoryLine(_local(row.at, reservation), what, _by(row.actor, reservation), row.reason)


def _presences(reservation: Reservation) -> Iterator[StoryLine]:
    for presence in Presence.objects.filter(reservation=reservation, voided_at=None).order_by("pk"):
        yield StoryLine(_local(presence.started_at, reservation), _("Arrived"))
        if presence.ended_at is not None:
            by_rule = presence.end_source == Presence.Source.RULE
            reason = _("at closing time, nobody having noted it") if by_rule else ""
            yield StoryLine(_local(presence.ended_at, reservation), _("Left"), reason=reason)


def _local(at: datetime, reservation: Reservation) -> datetime:
    return at.astimezone(reservation.venue.zone)


def _by(actor: Person | None, reservation: Reservation) -> str:
    return actor.short_name if actor is not None and actor.pk != reservation.person_id else ""
