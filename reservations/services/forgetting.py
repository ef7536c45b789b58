"""What reservations forget of a person who is erased; they and his presences stay, under his number."""

from __future__ import annotations

from espaces.models import Person
from reservations.models import Move, PresenceCorrection, Reservation, Transition
from reservations.queries.personal_records import letters_to
from reservations.queries.reservation_story import SYSTEM_REASONS


def forget_texts_about(person: Person) -> None:
    """Notes and reasons that somebody typed, and letters that have not left. The ledger of units keeps its reasons:
    it is part of the accounts."""
    Reservation.objects.filter(person=person).exclude(note="").update(note="")
    changes = Transition.objects.filter(reservation__person=person).exclude(reason="")
    changes.exclude(reason__in=SYSTEM_REASONS).update(reason="")
    Move.objects.filter(reservation__person=person).exclude(reason="").update(reason="")
    PresenceCorrection.objects.filter(presence__person=person).exclude(reason="").update(reason="")
    letters_to(person).filter(done_at=None).delete()
