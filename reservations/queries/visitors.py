"""Persons whom a host finds by name: those known to the structure of the venue, and nobody else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from espaces.models import Person, Structure, Venue
from espaces.queries.people import people_found, person_known_to
from reservations.models import Reservation
from reservations.rules.presence import EARLY_CHECK_IN
from reservations.rules.visitors import number_typed

OFFERED = 8


def visitors_named(structure: Structure, typed: str) -> list[Person]:
    """The best known first ones; one person when what is typed carries a number."""
    number = number_typed(typed)
    if number is not None:
        person = person_known_to(structure, number)
        return [person] if person else []
    if not typed.strip():
        return []
    return list(people_found(structure, typed.replace("\0", ""))[:OFFERED])


def same_name(people: Sequence[Person], typed: str) -> list[Person]:
    wanted = " ".join(typed.split()).casefold()
    return [person for person in people if str(person).casefold() == wanted]


def person_of_structure(structure: Structure, pk: int) -> Person | None:
    return person_known_to(structure, pk)


def arrival_expected(person: Person, venue: Venue, now: datetime) -> Reservation | None:
    """The reservation on which somebody at the door is expected now, and not there yet."""
    return (
        Reservation.objects.confirmed()
        .filter(person=person, venue=venue, starts_at__lte=now + EARLY_CHECK_IN, ends_at__gt=now)
        .exclude(presences__voided_at=None, presences__isnull=False)
        .order_by("starts_at", "pk")
        .first()
    )


def reservation_of_token(token: UUID, venue: Venue) -> Reservation | None:
    return Reservation.objects.filter(token=token, venue=venue).first()
