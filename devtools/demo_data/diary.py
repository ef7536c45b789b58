"""What happened, written as the services write it: reservations, their transitions, presences.

One rule for the past, today and what is to come: of every plan, only what lies before `now` has happened.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from devtools.copying import copy_rows, number_rows
from espaces.models import Allotment, Customer, Enrolment, Outgoing, Person, Resource, Venue
from espaces.rules.clock import ONE_DAY, presence_day
from espaces.rules.intervals import Interval
from espaces.rules.opening import VenueCalendar
from reservations.models import Presence, Reservation, Transition
from reservations.queries.facts import buffer_of
from reservations.rules.buffers import blocked_range
from reservations.rules.cancellation import CancellationTerms, kept_percent
from reservations.rules.half_days import Stay
from reservations.rules.lifecycle import Status
from reservations.rules.presence import (
    blocked_until_release,
    closes_by_itself_at,
    release_at,
)
from reservations.services.writing import REMIND_BEFORE, reminder_key

Channel = Reservation.Channel
Source = Presence.Source


@dataclass(frozen=True)
class Guest:
    """Somebody seen from one venue. `weight`: how often he comes there, beside the others. `known_for`: how many days
    ago he came for the first time at most."""

    person: Person
    weight: float
    known_for: int = 10_000
    member: bool = False
    extended: bool = False
    documents: frozenset[str] = frozenset()
    customer: Customer | None = None


@dataclass
class Bookable:
    """A resource with what is needed to book it by hand; allotted places are left out of `places`."""

    resource: Resource
    places: list[int]
    calendar: VenueCalendar
    terms: CancellationTerms
    host: Person
    guests: list[Guest]
    demand: float

    @property
    def venue(self) -> Venue:
        return self.resource.venue


@dataclass(frozen=True)
class Plan:
    """What somebody is going to do. Without `arrives_at`: he does not come; without `leaves_at`: he forgets."""

    guest: Guest
    day: date
    stay: Stay
    made_at: datetime
    half_day: str = ""
    channel: str = Channel.ONLINE
    people: int = 1
    cancels_at: datetime | None = None
    arrives_at: datetime | None = None
    leaves_at: datetime | None = None
    held_until: datetime | None = None
    place: int | None = None
    allotment: Allotment | None = None
    blocked: Interval | None = None


@dataclass(frozen=True)
class Cancellation:
    """To be done by its service, which prices it."""

    reservation: Reservation
    at: datetime


@dataclass
class Diary:
    """From `prices_from` on, days are priced afterwards, act by act (see `money`).

    Cancellations wait for that, and nobody comes twice on a day to the same kind of resource of a venue, so that
    each act finds its day as it was.
    """

    now: datetime
    rng: random.Random
    prices_from: date = date.max
    cancellations: list[Cancellation] = field(default_factory=list)
    absent: set[tuple[int, date]] = field(default_factory=set)
    """Persons who come nowhere on a day, by number: something else is told of it."""
    reservations: list[Reservation] = field(default_factory=list)
    transitions: list[Transition] = field(default_factory=list)
    presences: list[Presence] = field(default_factory=list)
    _taken: dict[tuple[int, date], list[Interval]] = field(default_factory=lambda: defaultdict(list))
    _doing: dict[tuple[int, date], list[tuple[Resource, Interval]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    _usual: dict[tuple[int, int], int] = field(default_factory=dict)
    _known: dict[tuple[int, int], datetime] = field(default_factory=dict)

    def write(self, where: Bookable, plan: Plan) -> Reservation | None:
        """None when it is not made yet, when no place is left, or when the person is busy elsewhere."""
        blocked = plan.blocked or blocked_range(plan.stay.interval, buffer_of(where.resource))
        place = plan.place or self._place(where, plan, blocked)
        if plan.made_at >= self.now or place is None or self._is_busy(where, plan):
            return None
        reservation = self._reservation(where, plan, place, blocked)
        self._follow(where, plan, reservation)
        self.reservations.append(reservation)
        if reservation.status in {Status.CONFIRMED, Status.HELD}:
            self._taken[place, plan.day].append(blocked)
            self._doing[plan.guest.person.pk, plan.day].append((where.resource, plan.stay.interval))
            self._usual[plan.guest.person.pk, where.resource.pk] = place
        known = (plan.guest.person.pk, where.venue.structure_id)
        self._known[known] = min(plan.made_at, self._known.get(known, plan.made_at))
        return reservation

    def free_places(self, where: Bookable, day: date, wanted: Interval) -> list[int]:
        return [place for place in where.places if self._is_free(place, day, wanted)]

    def _is_free(self, place: int, day: date, wanted: Interval) -> bool:
        near = (
            taken for d in (day - ONE_DAY, day, day + ONE_DAY) for taken in self._taken.get((place, d), ())
        )
        return not any(taken.overlaps(wanted) for taken in near)

    def _place(self, where: Bookable, plan: Plan, blocked: Interval) -> int | None:
        free = self.free_places(where, plan.day, blocked)
        usual = self._usual.get((plan.guest.person.pk, where.resource.pk))
        return usual if usual in free else next(iter(free), None)

    def _is_busy(self, where: Bookable, plan: Plan) -> bool:
        """Nobody is at two venues, or on two places of a kind, at one time."""
        if (plan.guest.person.pk, plan.day) in self.absent:
            return True
        priced = plan.day >= self.prices_from
        return any(
            (resource.kind == where.resource.kind and resource.venue_id == where.venue.pk and priced)
            or (
                interval.overlaps(plan.stay.interval)
                and (resource.kind == where.resource.kind or resource.venue_id != where.venue.pk)
            )
            for resource, interval in self._doing.get((plan.guest.person.pk, plan.day), ())
        )

    def _reservation(self, where: Bookable, plan: Plan, place: int, blocked: Interval) -> Reservation:
        resource, stay = where.resource, plan.stay
        online = plan.channel in {Channel.ONLINE}
        return Reservation(
            person=plan.guest.person,
            customer=plan.guest.customer,
            structure_id=where.venue.structure_id,
            venue=where.venue,
            resource=resource,
            place_id=place,
            status=Status.CONFIRMED,
            starts_at=stay.interval.start,
            ends_at=stay.interval.end,
            blocked=_range(blocked),
            buffer_before_minutes=resource.buffer_before_minutes,
            buffer_after_minutes=resource.buffer_after_minutes,
            booking_day=plan.day,
            minutes=stay.minutes,
            half_day=plan.half_day,
            party_size=plan.people,
            pinned=plan.allotment is not None,
            channel=plan.channel,
            allotment=plan.allotment,
            token=UUID(int=self.rng.getrandbits(128), version=4),
            created_at=plan.made_at,
            created_by=None if plan.allotment else plan.guest.person if online else where.host,
        )

    def _follow(self, where: Bookable, plan: Plan, row: Reservation) -> None:
        """The steps of its life that lie before now, in their order."""
        if plan.held_until:
            self._hold(plan, row)
            return
        reason = "allotment" if plan.allotment else ""
        self._step(row, "", Status.CONFIRMED, row.created_by, plan.made_at, reason)
        if plan.cancels_at and plan.cancels_at <= self.now and plan.day >= self.prices_from:
            self.cancellations.append(Cancellation(row, plan.cancels_at))
        elif plan.cancels_at and plan.cancels_at <= self.now:
            steps = where.terms.steps_for(member=plan.guest.member)
            row.status = Status.CANCELLED
            row.percent_kept = kept_percent(steps, row.starts_at, plan.cancels_at)
            self._step(row, Status.CONFIRMED, Status.CANCELLED, plan.guest.person, plan.cancels_at, "")
        elif where.venue.uses_check_in:
            self._attend(where, plan, row)

    def _hold(self, plan: Plan, row: Reservation) -> None:
        assert plan.held_until is not None, "asked for by the caller"
        row.hold_reason = Reservation.HoldReason.PAYMENT
        self._step(row, "", Status.HELD, row.created_by, plan.made_at, "")
        if plan.held_until <= self.now:
            row.status = Status.EXPIRED
            self._step(row, Status.HELD, Status.EXPIRED, None, plan.held_until, "lapsed")
        else:
            row.status, row.hold_until = Status.HELD, plan.held_until

    def _step(
        self, row: Reservation, old: str, new: Status, actor: Person | None, at: datetime, reason: str
    ) -> None:
        self.transitions.append(
            Transition(
                reservation=row, from_status=old, to_status=new, actor=actor, at=at, reason=reason, details={}
            )
        )

    def _attend(self, where: Bookable, plan: Plan, row: Reservation) -> None:
        if plan.arrives_at is None or plan.arrives_at > self.now:
            self._release(where, plan, row)
            return
        row.pinned = True
        presence = Presence(
            reservation=row,
            person=plan.guest.person,
            structure_id=row.structure_id,
            venue=where.venue,
            day=presence_day(plan.arrives_at, where.venue.zone, where.calendar.cutoffs),
            started_at=plan.arrives_at,
            start_source=self._who_notes(plan),
            updated_at=plan.arrives_at,
        )
        forgets = plan.leaves_at is None
        left = plan.leaves_at or closes_by_itself_at(
            where.calendar, plan.arrives_at, stay_end=row.ends_at, extended=plan.guest.extended
        )
        if left <= self.now:
            presence.ended_at = presence.updated_at = left
            presence.end_source = Source.RULE if forgets else self.rng.choice([Source.HOST, Source.PERSON])
        self.presences.append(presence)

    def _who_notes(self, plan: Plan) -> str:
        if plan.channel == Channel.WALK_IN:
            return Source.HOST
        return self.rng.choices([Source.QR, Source.HOST, Source.PERSON], [45, 45, 10])[0]

    def _release(self, where: Bookable, plan: Plan, row: Reservation) -> None:
        """Nobody came: the place was given back within the minute, where its resource says so."""
        at = release_at(row.starts_at, where.resource.release_minutes)
        if at is None or plan.allotment:
            return
        at += timedelta(seconds=self.rng.randrange(60))
        if at > self.now or at >= row.ends_at:
            return
        left = blocked_until_release(Interval(row.blocked.lower, row.blocked.upper), at)
        row.blocked = _range(left) if left else "empty"
        row.released_at = at

    def save(self) -> None:
        """Reservations first: the constraint is checked by the database, row by row."""
        number_rows(self.reservations)
        for rows in (self.transitions, self.presences):
            number_rows(rows)
            for row in rows:
                row.reservation_id = row.reservation.pk
        copy_rows(self.reservations)
        copy_rows(self.transitions)
        copy_rows(self.presences)
        self._enrol()
        self._remind()

    def _enrol(self) -> None:
        known = set(Enrolment.objects.values_list("person_id", "structure_id"))
        rows = [
            Enrolment(person_id=person, structure_id=structure, since=since)
            for (person, structure), since in self._known.items()
            if (person, structure) not in known
        ]
        number_rows(rows)
        copy_rows(rows)

    def _remind(self) -> None:
        """The reminders that wait; those of the past have left."""
        waiting = [row for row in self.reservations if self._is_reminded(row)]
        rows = [
            Outgoing(
                kind="reminder",
                key=reminder_key(row),
                payload={"reservation": row.pk},
                created_at=row.created_at,
                not_before=row.starts_at - REMIND_BEFORE,
            )
            for row in waiting
        ]
        number_rows(rows)
        copy_rows(rows)

    def _is_reminded(self, row: Reservation) -> bool:
        waits = row.starts_at - REMIND_BEFORE > self.now
        return bool(waits and row.status == Status.CONFIRMED and row.person.email and not row.allotment_id)


def _range(interval: Interval) -> DateTimeTZRange:
    return DateTimeTZRange(interval.start, interval.end)


def cumulated(guests: Iterable[Guest]) -> list[float]:
    total, sums = 0.0, []
    for guest in guests:
        total += guest.weight
        sums.append(total)
    return sums
