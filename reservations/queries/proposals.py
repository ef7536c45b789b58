"""What would become of a booking request now: the stay, the place, what stands in the way.

`propose_booking` serves the page that proposes (no lock) and the service that books (under its locks): one reading,
one rule list, so that what is shown is what is done.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from espaces.models import Person, Resource
from espaces.queries.calendars import calendars_with_resources
from espaces.rules.clock import ONE_DAY, calendar_day
from espaces.rules.intervals import Interval
from espaces.rules.opening import booking_day
from reservations.errors import BookingRefused
from reservations.queries.facts import buffer_of, person_facts, resource_facts, usual_place
from reservations.queries.pools import Pool, pools_of
from reservations.rules import sentences
from reservations.rules.booking import (
    BookingFacts,
    BookingRequest,
    HalfDayWanted,
    PersonFacts,
    broken_rules,
    is_overridden,
    stay_wanted,
)
from reservations.rules.buffers import Blocked, blocked_range, cut_buffers
from reservations.rules.half_days import Stay
from reservations.rules.places import Place, Seating, TooHardError
from reservations.rules.refusals import Code, Refusal
from reservations.rules.seating import Room, room_for

logger = logging.getLogger(__name__)
CHOSEN = "chosen"


@dataclass(frozen=True)
class Taking:
    """A place that can be taken: the stay, what it blocks, who makes room and whose buffers are cut."""

    stay: Stay
    blocked: Interval
    seat: Seating
    cut: Mapping[int, Interval] = field(default_factory=dict)


@dataclass(frozen=True)
class Proposal:
    """`refusals` empty: it can be done as written. `set_aside` are the rules a host overrides by doing it.

    `stay` is None only for a half-day without any hours; `taking` when no place can be found. `lapsed`: holds and
    requests whose time is over, that must be ended before the place is written.
    """

    day: date
    half_day: str
    is_member: bool
    stay: Stay | None = None
    taking: Taking | None = None
    refusals: Sequence[Refusal] = ()
    set_aside: Sequence[Refusal] = ()
    lapsed: Sequence[int] = ()

    @property
    def seat(self) -> Seating | None:
        return self.taking.seat if self.taking else None

    def accepted(self) -> Taking:
        """What to write. Raises BookingRefused with every broken rule."""
        if self.refusals or self.taking is None:
            raise BookingRefused(self.refusals or [Refusal(Code.FULL, sentences.FULL)], self)
        return self.taking


def propose_booking(
    *,
    person: Person | None,
    resource: Resource,
    request: BookingRequest,
    now: datetime,
    needs: frozenset[str] = frozenset(),
    place_id: int | None = None,
    extra: Sequence[Refusal] = (),
) -> Proposal:
    """`person` None: a visitor not yet known, who has only everybody's rights. `place_id`: this place only."""
    first, last = _days_around(request, resource)
    calendars = calendars_with_resources([resource.venue], first_day=first, last_day=last)
    calendar = calendars[resource.venue_id].of_resource(resource.pk)
    day = (
        request.wanted.day
        if isinstance(request.wanted, HalfDayWanted)
        else booking_day(calendar, request.wanted.start)
    )
    facts = BookingFacts(
        resource=resource_facts(resource, calendar),
        person=person_facts(person, resource, day, now) if person else PersonFacts(),
        extra=tuple(extra),
    )
    half_day = request.wanted.half.value if isinstance(request.wanted, HalfDayWanted) else ""
    proposal = Proposal(day=day, half_day=half_day, is_member=facts.person.is_member)
    stay = stay_wanted(request, facts, now)
    if stay is None:
        return replace(proposal, refusals=broken_rules(request, facts, now))
    pool = pools_of([resource], calendars, stay.interval, now, without=request.replaces)[resource.pk]
    usual = usual_place(person, resource) if person and len(pool.places) > 1 else None
    room, seat = _find_room(pool, stay, resource, usual, needs, place_id)
    return _judge(proposal, request, replace(facts, room=room), stay, seat, pool, resource, now)


def _days_around(request: BookingRequest, resource: Resource) -> tuple[date, date]:
    """The days whose hours and closures can touch the request, night hours of the day before included."""
    if isinstance(request.wanted, HalfDayWanted):
        return request.wanted.day - ONE_DAY, request.wanted.day + ONE_DAY
    zone = resource.venue.zone
    return (
        calendar_day(request.wanted.start, zone) - ONE_DAY,
        calendar_day(request.wanted.end, zone) + ONE_DAY,
    )


def _find_room(
    pool: Pool,
    stay: Stay,
    resource: Resource,
    usual: int | None,
    needs: frozenset[str],
    place_id: int | None,
) -> tuple[Room, Seating | None]:
    try:
        return room_for(
            with_choice(pool.places, place_id),
            pool.occupied,
            stay.interval,
            buffer_of(resource),
            closed=pool.closed,
            usual=usual,
            needs=needs if place_id is None else needs | {CHOSEN},
        )
    except TooHardError:
        logger.warning("gave up seating in resource %s around %s", resource.pk, stay.interval.start)
        return Room.FULL, None


def with_choice(places: Iterable[Place], place_id: int | None) -> list[Place]:
    """The chosen place alone has what is needed: others who can sit elsewhere make room on it."""
    return [
        replace(place, features=place.features | {CHOSEN}) if place.id == place_id else place
        for place in places
    ]


def _judge(
    proposal: Proposal,
    request: BookingRequest,
    facts: BookingFacts,
    stay: Stay,
    seat: Seating | None,
    pool: Pool,
    resource: Resource,
    now: datetime,
) -> Proposal:
    broken = broken_rules(request, facts, now)
    set_aside = [refusal for refusal in broken if is_overridden(refusal, request, facts, now)]
    refusals = [refusal for refusal in broken if refusal not in set_aside]
    taking = _taking(stay, seat, facts.room, pool, resource) if seat else None
    return replace(
        proposal, stay=stay, taking=taking, refusals=refusals, set_aside=set_aside, lapsed=pool.lapsed
    )


def _taking(stay: Stay, seat: Seating, room: Room, pool: Pool, resource: Resource) -> Taking:
    buffer = buffer_of(resource)
    if room is not Room.BUFFER:
        return Taking(stay, blocked_range(stay.interval, buffer), seat)
    neighbours = [
        Blocked(s.reservation_id, s.stay or s.blocked, s.blocked)
        for s in pool.occupied
        if s.place_id == seat.place_id
    ]
    cut = cut_buffers(stay.interval, buffer, neighbours)
    return Taking(stay, cut.blocked, seat, cut.neighbours)


def overrides_for_host() -> frozenset[Code]:
    """A host may set every rule aside but `full`; each one he does set aside is recorded."""
    return frozenset(Code) - {Code.FULL}
