"""Calendar files of reservations: one alone, and all of one person behind a secret address."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db.models import Count, Max
from django.utils.translation import gettext as _

from espaces.models import Person
from reservations.models import Reservation
from reservations.models.reservations import ReservationQuerySet
from reservations.rules.calendar_documents import CalendarEntry, calendar_document
from reservations.rules.lifecycle import Status
from reservations.rules.places_in_words import where_in_words
from reservations.rules.venues_in_words import whole_address

KEPT_IN_FEED = timedelta(days=90)
AddressOf = Callable[[Reservation], str]


def person_of_calendar(secret: str) -> Person | None:
    """Nobody for a wrong or withdrawn secret; a merged person's calendar is that of the person who stays."""
    return Person.objects.current().filter(calendar_secret=secret).first() if secret else None


def feed_of(person: Person, now: datetime, address_of: AddressOf) -> bytes:
    """Confirmed reservations from 90 days ago on. What was cancelled disappears; nobody else is named."""
    reservations = (
        Reservation.objects.confirmed()
        .filter(person=person, ends_at__gt=now - KEPT_IN_FEED)
        .order_by("starts_at", "pk")
    )
    entries = [entry_of(row, address_of(row)) for row in with_its_changes(reservations)]
    return calendar_document(entries, name=_("My reservations"))


def document_of(reservation_id: int, address: str) -> bytes:
    """One reservation, as it stands now: a cancelled one says so, and leaves calendars that had taken it."""
    reservation = with_its_changes(Reservation.objects.filter(pk=reservation_id)).get()
    return calendar_document([entry_of(reservation, address)])


def with_its_changes(reservations: ReservationQuerySet) -> ReservationQuerySet:
    return reservations.select_related("venue__municipality", "resource", "place").annotate(
        moved=Count("moves", distinct=True),
        last_moved_at=Max("moves__at"),
        last_changed_at=Max("transitions__at"),
    )


def entry_of(reservation: Reservation, address: str) -> CalendarEntry:
    """`reservation` comes from `with_its_changes`; the form's token, unique for ever, is its identity."""
    cancelled = reservation.status != Status.CONFIRMED
    moved, last_change = _changes(reservation)
    place = where_in_words(reservation.resource, reservation.place)
    return CalendarEntry(
        uid=str(reservation.token),
        starts_at=reservation.starts_at,
        ends_at=reservation.ends_at,
        summary=f"{reservation.venue} · {reservation.resource}",
        location=whole_address(reservation.venue),
        description=_("%(place)s. To see, move or cancel: %(address)s")
        % {"place": place, "address": address},
        url=address,
        sequence=moved + cancelled,
        changed_at=last_change,
        cancelled=cancelled,
    )


def _changes(reservation: Reservation) -> tuple[int, datetime]:
    """How many moves, and when it last changed at all."""
    moved: int = reservation.moved  # type: ignore[attr-defined]
    dates = (reservation.last_moved_at, reservation.last_changed_at)  # type: ignore[attr-defined]
    return moved, max((at for at in dates if at), default=reservation.created_at)
