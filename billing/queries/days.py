"""A person's day: of one payer, one venue and one kind of resource (`PricedDay`), and the stays it is priced on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from espaces.models import Customer, Person, Venue
from espaces.rules.intervals import Interval
from reservations.models import Presence, Reservation

NOT_YET = 0
"""The number of a reservation that is only being thought of."""


@dataclass(frozen=True)
class DayKey:
    """Whose day, where, and of which kind of resource: one row of PricedDay."""

    person: Person
    customer: Customer
    venue: Venue
    kind: str
    day: date


@dataclass(frozen=True)
class StayOn:
    """A reservation of the day, or one that is thought of (`NOT_YET`)."""

    reservation_id: int
    resource_id: int
    interval: Interval
    by_half_days: bool
    on_the_spot: bool = False


def open_reservations(key: DayKey) -> list[Reservation]:
    """Those that the day is priced on, in order of booking: confirmed ones, as a hold or a request has no price yet.

    Days of an allotment are paid by its membership.
    """
    own = Q(customer=key.customer)
    if key.customer.person_id == key.person.pk:
        own |= Q(customer=None)
    rows = Reservation.objects.confirmed().filter(
        own,
        person=key.person,
        venue=key.venue,
        resource__kind=key.kind,
        booking_day=key.day,
        allotment=None,
    )
    return list(rows.order_by("pk"))


def stays_booked(reservations: Iterable[Reservation]) -> list[StayOn]:
    return [
        StayOn(
            row.pk,
            row.resource_id,
            Interval(row.starts_at, row.ends_at),
            bool(row.half_day),
            row.channel == Reservation.Channel.WALK_IN,
        )
        for row in reservations
    ]


def stays_used(reservations: Sequence[Reservation]) -> list[StayOn]:
    """By presence, corrected by the host; who is still there, or never came, is counted as he booked."""
    presences = Presence.objects.filter(reservation__in=reservations, voided_at=None)
    used: dict[int, list[Interval]] = {}
    for presence in presences.order_by("started_at", "pk"):
        if presence.ended_at is not None and presence.ended_at > presence.started_at:
            used.setdefault(presence.reservation_id, []).append(
                Interval(presence.started_at, presence.ended_at)
            )
    return [
        StayOn(stay.reservation_id, stay.resource_id, interval, False, stay.on_the_spot)
        for stay in stays_booked(reservations)
        for interval in used.get(stay.reservation_id, [stay.interval])
    ]
