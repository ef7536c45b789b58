"""A host's day: who comes, what is free, what waits for an answer. The number of queries does not grow with it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q

from espaces.models import KeyLoan, Membership, PersonDocument, Venue
from espaces.rules.clock import ONE_DAY, calendar_day
from espaces.rules.dates_in_words import duration_in_words
from espaces.rules.intervals import Interval
from reservations.models import Presence, Reservation
from reservations.models.reservations import ReservationQuerySet
from reservations.queries.occupancy import Occupancy, occupancies
from reservations.rules.lifecycle import Status
from reservations.rules.presence import State, may_check_in, state_at

DAYS_SHOWN = 7


@dataclass(frozen=True)
class Coming:
    """One reservation of the day. `presence` is the last one; `late_minutes` counts from the start."""

    reservation: Reservation
    state: State
    presence: Presence | None
    first_visit: bool
    late_minutes: int
    is_soon: bool
    missing: Sequence[str] = ()

    @property
    def is_here(self) -> bool:
        return self.state is State.ARRIVED

    @property
    def late_in_words(self) -> str:
        return duration_in_words(self.late_minutes)

    @property
    def is_due(self) -> bool:
        """Somebody who may stand at the door now; who comes in the evening does not call for a tap yet."""
        return self.state is State.LATE or self.is_soon

    @property
    def may_arrive(self) -> bool:
        return self.reservation.status == Status.CONFIRMED and not self.is_here


@dataclass(frozen=True)
class DayAtVenue:
    day: date
    is_today: bool
    rows: Sequence[Coming]
    halves: Sequence[Occupancy]
    next_days: Sequence[tuple[date, Sequence[Occupancy]]]
    keys: Sequence[KeyLoan]
    closed_by_rule: Sequence[Presence]

    @property
    def missing(self) -> list[Coming]:
        return [row for row in self.rows if row.missing]


def day_at(venue: Venue, day: date, now: datetime) -> DayAtVenue:
    rows = coming_on(venue, day, now)
    occupied = occupancies(venue, day, DAYS_SHOWN, now)
    today = calendar_day(now, venue.zone)
    return DayAtVenue(
        day=day,
        is_today=day == today,
        rows=rows,
        halves=[with_late(occupancy, rows) for occupancy in occupied[0][1]],
        next_days=occupied[1:],
        keys=keys_to_return(venue, today),
        closed_by_rule=departures_closed_by_rule(venue, today),
    )


def reservations_of_day(venue: Venue, day: date, now: datetime) -> ReservationQuerySet:
    """Those that hold a place that day, in the order in which people come; with their presences, two queries."""
    presences = Presence.objects.filter(voided_at=None).select_related("person").order_by("started_at", "pk")
    before = Presence.objects.filter(person=OuterRef("person"), venue=venue, voided_at=None, day__lt=day)
    return (
        Reservation.objects.holding_at(now)
        .filter(venue=venue, booking_day=day)
        .select_related("person", "resource", "place", "venue")
        .prefetch_related(Prefetch("presences", queryset=presences))
        .annotate(has_come_before=Exists(before))
        .order_by("starts_at", "person__last_name", "pk")
    )


def coming_on(venue: Venue, day: date, now: datetime) -> list[Coming]:
    reservations = list(reservations_of_day(venue, day, now))
    missing = missing_documents(reservations, venue, day)
    return [_coming(reservation, now, missing.get(reservation.pk, [])) for reservation in reservations]


def _coming(reservation: Any, now: datetime, missing: Sequence[str]) -> Coming:
    seen = list(reservation.presences.all())
    presence = seen[-1] if seen else None
    stay = Interval(reservation.starts_at, reservation.ends_at)
    state = state_at(
        stay,
        now,
        arrived_at=presence.started_at if presence else None,
        left_at=presence.ended_at if presence else None,
    )
    late = int((now - reservation.starts_at).total_seconds() // 60)
    return Coming(
        reservation,
        state,
        presence,
        not reservation.has_come_before,
        max(late, 0),
        may_check_in(stay, now),
        missing,
    )


def missing_documents(reservations: Sequence[Reservation], venue: Venue, day: date) -> dict[int, list[str]]:
    """By reservation, the documents its resource needs and that the structure has not seen."""
    asking = [r for r in reservations if r.resource.required_documents]
    if not asking:
        return {}
    seen = set(
        PersonDocument.objects.filter(
            Q(valid_to=None) | Q(valid_to__gt=day),
            structure=venue.structure_id,
            valid_from__lte=day,
            person__in={reservation.person_id for reservation in asking},
        ).values_list("person_id", "kind")
    )
    return {
        reservation.pk: [
            str(PersonDocument.Kind(kind).label)
            for kind in reservation.resource.required_documents
            if (reservation.person_id, kind) not in seen
        ]
        for reservation in asking
    }


def with_late(occupancy: Occupancy, rows: Iterable[Coming]) -> Occupancy:
    """How many of the taken places wait for somebody who should be there."""
    span = occupancy.span
    if span is None:
        return occupancy
    late = sum(
        row.state is State.LATE
        and row.reservation.resource_id in occupancy.resource_ids
        and Interval(row.reservation.starts_at, row.reservation.ends_at).overlaps(span)
        for row in rows
    )
    return occupancy.with_late(min(late, occupancy.taken))


def keys_to_return(venue: Venue, day: date) -> list[KeyLoan]:
    """Keys of this venue in the hands of people whose membership is over."""
    member = Membership.objects.active(day).filter(persons=OuterRef("person"))
    return list(
        KeyLoan.objects.filter(~Exists(member), venue=venue, returned_on=None)
        .select_related("person")
        .order_by("lent_on", "pk")[:10]
    )


def departures_closed_by_rule(venue: Venue, day: date) -> list[Presence]:
    """Of the last days: nobody noted the departure, the closing time did, and no host has looked at it since."""
    return list(
        Presence.objects.filter(
            venue=venue,
            day__range=(day - ONE_DAY * 3, day),
            end_source=Presence.Source.RULE,
            voided_at=None,
            corrections=None,
        )
        .select_related("person", "reservation")
        .order_by("-day", "pk")[:10]
    )
