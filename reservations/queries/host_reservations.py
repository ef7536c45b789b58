"""Reservations and presences of one venue, for its hosts: the doors of their pages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.utils.translation import gettext as _

from espaces.models import Person, Venue
from reservations.models import Move, Presence, PresenceCorrection, Reservation, Transition
from reservations.models.reservations import ReservationQuerySet
from reservations.queries.reservation_story import StoryLine, story_of
from reservations.rules.presence import may_undo
from reservations.rules.rule_names import names_of


def reservations_at(venue: Venue) -> ReservationQuerySet:
    return Reservation.objects.filter(venue=venue).select_related(
        "person", "resource__venue", "place", "venue__structure", "created_by"
    )


def presences_at(venue: Venue) -> QuerySet[Presence]:
    return Presence.objects.filter(venue=venue).select_related("person", "reservation__person", "venue")


def corrections_at(venue: Venue) -> QuerySet[PresenceCorrection]:
    return PresenceCorrection.objects.filter(presence__venue=venue).select_related("presence")


def presences_of(reservation: Reservation) -> list[Presence]:
    """With those struck out, and the person who was there when it was somebody else."""
    return list(
        Presence.objects.filter(reservation=reservation)
        .select_related("person", "venue")
        .order_by("started_at", "pk")
    )


def correction_to_undo(reservation: Reservation, now: datetime) -> PresenceCorrection | None:
    """The last correction of its presences, while it can still be undone."""
    last = (
        PresenceCorrection.objects.filter(presence__reservation=reservation, undone_at=None)
        .order_by("-at", "-pk")
        .first()
    )
    return last if last is not None and may_undo(last.at, now) else None


def host_story(reservation: Reservation) -> list[StoryLine]:
    """What its person reads of it, and besides what hosts set aside and corrected."""
    lines = [*story_of(reservation), *_set_aside(reservation), *_corrections(reservation)]
    return sorted(lines, key=lambda line: line.at)


def _set_aside(reservation: Reservation) -> Iterator[StoryLine]:
    acts: list[Transition | Move] = [
        *Transition.objects.filter(reservation=reservation).select_related("actor").order_by("at", "pk"),
        *Move.objects.filter(reservation=reservation).select_related("actor").order_by("at", "pk"),
    ]
    for act in acts:
        if act.details.get("overridden"):
            rules = ", ".join(names_of(act.details["overridden"]))
            what = _("Set aside: %(rules)s") % {"rules": rules}
            yield StoryLine(act.at.astimezone(reservation.venue.zone), what, _name(act.actor))


def _corrections(reservation: Reservation) -> Iterator[StoryLine]:
    rows = PresenceCorrection.objects.filter(presence__reservation=reservation).select_related("actor")
    for row in rows.order_by("at", "pk"):
        local = row.at.astimezone(reservation.venue.zone)
        yield StoryLine(local, _what_was_corrected(row), _name(row.actor), row.reason)
        if row.undone_at is not None:
            yield StoryLine(row.undone_at.astimezone(reservation.venue.zone), _("Correction undone"))


def _what_was_corrected(row: PresenceCorrection) -> str:
    if not row.before:
        return _("Presence added afterwards")
    if row.after.get("voided_at") and not row.before.get("voided_at"):
        return _("Presence struck out")
    if row.before.get("person_id") != row.after.get("person_id"):
        return _("Presence given to another person")
    return _("Times of the presence corrected")


def _name(actor: Person | None) -> str:
    return actor.short_name if actor else ""


def no_shows(venue: Venue, first_day: date, after_last: date, now: datetime) -> ReservationQuerySet:
    """Confirmed, over, and nobody came. Days of an allotment are their holder's business; a venue that does
    not record arrivals has none.
    """
    if not venue.uses_check_in:
        return reservations_at(venue).none()
    here = Presence.objects.filter(reservation=OuterRef("pk"), voided_at=None)
    return (
        reservations_at(venue)
        .filter(
            ~Exists(here),
            status=Reservation.Status.CONFIRMED,
            booking_day__gte=first_day,
            booking_day__lt=after_last,
            ends_at__lte=now,
            allotment=None,
        )
        .order_by("-starts_at", "pk")
    )


def history_of(person: Person, venue: Venue) -> ReservationQuerySet:
    """A person's reservations at one venue, the latest first, with who came."""
    seen = Presence.objects.filter(voided_at=None).order_by("started_at", "pk")
    return (
        reservations_at(venue)
        .filter(person=person)
        .prefetch_related(Prefetch("presences", queryset=seen))
        .order_by("-starts_at", "-pk")
    )
