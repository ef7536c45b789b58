"""May this be booked? Every rule of a booking in one list, all broken ones reported together, in order.

The callers load the facts; the apps above hand down theirs (what is owed, what is for sale) as refusals.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from espaces.rules.clock import calendar_day
from espaces.rules.intervals import Interval, covers
from espaces.rules.opening import (
    Closed,
    VenueCalendar,
    booking_day,
    closures_meeting,
    hours_between,
    without_closures,
)
from reservations.rules import sentences
from reservations.rules.half_days import HalfDay, Stay, Unbookable, half_day_of
from reservations.rules.quotas import Holding, Quota, exceeded_quotas
from reservations.rules.refusals import OVERRIDABLE, Code, Refusal, in_order
from reservations.rules.seating import Room
from reservations.rules.slots import SlotRules, on_step

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class HalfDayWanted:
    """`day` is the booking day."""

    day: date
    half: HalfDay


@dataclass(frozen=True)
class BookingRequest:
    """What is asked for: a half-day, or exact times.

    Exact times on a resource booked by the half-day are a host's exception: forms offer them to no one else.
    `overridden` are the rules that a host sets aside; `replaces` is the reservation that is being moved.
    """

    wanted: HalfDayWanted | Interval
    people: int = 1
    overridden: frozenset[Code] = frozenset()
    replaces: int | None = None


@dataclass(frozen=True)
class Limits:
    """None: says nothing. A notice is in minutes, a horizon in days after today."""

    horizon_days: int | None = None
    notice_minutes: int | None = None
    quotas: tuple[Quota, ...] | None = None


@dataclass(frozen=True)
class ResourceFacts:
    """`calendar` is the resource's (`opening.for_resource`). `slots` None: booked by the half-day.

    `plans` (number and name): reserved to their holders. `documents` (kind and name): what a person needs.
    """

    venue_id: int
    resource_id: int
    kind: str
    calendar: VenueCalendar
    slots: SlotRules | None = None
    capacity: int = 1
    venue_limits: Limits = Limits()
    own_limits: Limits = Limits()
    members_only: bool = False
    plans: Mapping[int, StrOrPromise] = field(default_factory=dict)
    documents: Mapping[str, StrOrPromise] = field(default_factory=dict)


@dataclass(frozen=True)
class PersonFacts:
    """Rights on the day of the stay. `plan_limits` are those of the plan under which the person books."""

    is_member: bool = False
    plan_ids: frozenset[int] = frozenset()
    documents: frozenset[str] = frozenset()
    extended_access: bool = False
    plan_limits: Limits | None = None
    holdings: tuple[Holding, ...] = ()


@dataclass(frozen=True)
class BookingFacts:
    """`room` is what the pool answers (`seating.room_for`), `extra` the refusals of the apps above."""

    resource: ResourceFacts
    person: PersonFacts = PersonFacts()
    room: Room = Room.FREE
    extra: tuple[Refusal, ...] = ()


def check_booking(request: BookingRequest, facts: BookingFacts, now: datetime) -> list[Refusal]:
    """What stands in the way, in the order of the rules, without what a host has overridden."""
    return [r for r in broken_rules(request, facts, now) if not is_overridden(r, request, facts, now)]


def broken_rules(request: BookingRequest, facts: BookingFacts, now: datetime) -> list[Refusal]:
    """Every broken rule, overridden or not: what an override set aside is recorded with its author."""
    found = [*_of_time(request, facts, now), *_of_person(request, facts, now), *facts.extra]
    if facts.room is Room.BUFFER:
        found.append(Refusal(Code.BUFFER, sentences.BUFFER))
    if facts.room is Room.FULL:
        found.append(Refusal(Code.FULL, sentences.FULL))
    return in_order(found)


def is_overridden(refusal: Refusal, request: BookingRequest, facts: BookingFacts, now: datetime) -> bool:
    """Every rule can be but `full`; and a half-day without any hours is not given times by an override."""
    if refusal.code is Code.OUTSIDE_HOURS and stay_wanted(request, facts, now) is None:
        return False
    return refusal.code in request.overridden & OVERRIDABLE


def stay_wanted(request: BookingRequest, facts: BookingFacts, now: datetime) -> Stay | None:
    """The times to book; a half-day under way begins now. None: the half-day has no times at all.

    Where a host records the past (`in_past` overridden), a half-day keeps its start.
    """
    if isinstance(request.wanted, Interval):
        return Stay(request.wanted, (request.wanted,))
    stay = _half_day(request, request.wanted, facts)
    if isinstance(stay, Unbookable):
        return None
    if Code.IN_PAST in request.overridden:
        return stay
    return stay.from_now(now) or stay


def _half_day(request: BookingRequest, wanted: HalfDayWanted, facts: BookingFacts) -> Stay | Unbookable:
    calendar = facts.resource.calendar
    if Code.CLOSED in request.overridden:
        calendar = without_closures(calendar)
    return half_day_of(calendar, wanted.day, wanted.half, extended=facts.person.extended_access)


def day_wanted(request: BookingRequest, facts: BookingFacts) -> date:
    """The booking day of the request."""
    if isinstance(request.wanted, Interval):
        return booking_day(facts.resource.calendar, request.wanted.start)
    return request.wanted.day


def limits_for(facts: BookingFacts) -> tuple[int | None, int, tuple[Quota, ...]]:
    """Horizon, notice and quotas: the plan's replace the venue's, the resource's own always hold."""
    venue, own = facts.resource.venue_limits, facts.resource.own_limits
    plan = facts.person.plan_limits or Limits()
    horizon = venue.horizon_days if plan.horizon_days is None else plan.horizon_days
    notice = venue.notice_minutes if plan.notice_minutes is None else plan.notice_minutes
    quotas = venue.quotas if plan.quotas is None else plan.quotas
    horizons = [days for days in (horizon, own.horizon_days) if days is not None]
    return (
        min(horizons, default=None),
        max(notice or 0, own.notice_minutes or 0),
        (*(quotas or ()), *(own.quotas or ())),
    )


def _of_time(request: BookingRequest, facts: BookingFacts, now: datetime) -> Iterator[Refusal]:
    stay = stay_wanted(request, facts, now)
    if isinstance(request.wanted, Interval):
        yield from _of_exact_times(request.wanted, facts, now)
    else:
        yield from _of_half_day(request.wanted, stay, facts, now)
    if stay is not None:
        yield from _of_notice(stay.interval.start, facts, now)
    yield from _of_horizon(day_wanted(request, facts), facts, now)


def _of_exact_times(wanted: Interval, facts: BookingFacts, now: datetime) -> Iterator[Refusal]:
    calendar, rules = facts.resource.calendar, facts.resource.slots
    if wanted.start < now:
        yield Refusal(Code.IN_PAST, sentences.SLOT_IN_PAST)
    if rules is not None:
        yield from _of_slot(wanted, rules, calendar)
    extended = facts.person.extended_access
    if not covers(hours_between(calendar, wanted, extended=extended), wanted):
        day = booking_day(calendar, wanted.start)
        yield sentences.outside_hours(calendar, day, extended=extended)
    yield from _of_closures(tuple(closures_meeting(calendar, wanted)))


def _of_slot(wanted: Interval, rules: SlotRules, calendar: VenueCalendar) -> Iterator[Refusal]:
    if not all(on_step(at, rules.step, calendar.zone) for at in (wanted.start, wanted.end)):
        yield sentences.wrong_step(rules.step)
    if wanted.minutes < rules.minimum:
        yield sentences.too_short(rules.minimum)
    if rules.maximum is not None and wanted.minutes > rules.maximum:
        yield sentences.too_long(rules.maximum)


def _of_half_day(
    wanted: HalfDayWanted, stay: Stay | None, facts: BookingFacts, now: datetime
) -> Iterator[Refusal]:
    """Asked of the calendar with its closures: what an override sets aside is reported too."""
    calendar, extended = facts.resource.calendar, facts.person.extended_access
    if stay is not None and _is_over(wanted, stay, facts, now):
        yield Refusal(Code.IN_PAST, sentences.HALF_DAY_IN_PAST[wanted.half])
    found = half_day_of(calendar, wanted.day, wanted.half, extended=extended)
    if isinstance(found, Unbookable) and found.closures:
        yield from _of_closures(found.closures)
    elif isinstance(found, Unbookable):
        yield sentences.outside_hours(calendar, wanted.day, extended=extended)


def _is_over(wanted: HalfDayWanted, stay: Stay, facts: BookingFacts, now: datetime) -> bool:
    """A whole day is over when its morning is: what is left is an afternoon, at the afternoon's price."""
    if wanted.half is HalfDay.DAY:
        calendar, extended = without_closures(facts.resource.calendar), facts.person.extended_access
        morning = half_day_of(calendar, wanted.day, HalfDay.MORNING, extended=extended)
        return isinstance(morning, Stay) and morning.interval.end <= now
    return stay.interval.end <= now


def _of_closures(closures: tuple[Closed, ...]) -> Iterator[Refusal]:
    for reason in dict.fromkeys(closed.reason for closed in closures):
        yield Refusal(Code.CLOSED, sentences.CLOSED, {"reason": reason})


def _of_notice(start: datetime, facts: BookingFacts, now: datetime) -> Iterator[Refusal]:
    """What is already past is said to be past, not late."""
    _horizon, notice, _quotas = limits_for(facts)
    if now <= start < now + timedelta(minutes=notice):
        yield sentences.too_soon(notice)


def _of_horizon(day: date, facts: BookingFacts, now: datetime) -> Iterator[Refusal]:
    """Days ahead count from the end of today in the venue's zone."""
    horizon, _notice, _quotas = limits_for(facts)
    if horizon is None:
        return
    last = calendar_day(now, facts.resource.calendar.zone) + timedelta(days=horizon)
    if day > last:
        yield Refusal(Code.TOO_FAR, sentences.TOO_FAR, {"last": last})


def _of_person(request: BookingRequest, facts: BookingFacts, now: datetime) -> Iterator[Refusal]:
    yield from _of_eligibility(facts)
    if request.people > facts.resource.capacity:
        yield sentences.party_too_large(facts.resource.capacity)
    new = holding_wanted(request, facts, now)
    if new is None:
        return
    others = [h for h in facts.person.holdings if h.reservation_id != request.replaces]
    _horizon, _notice, quotas = limits_for(facts)
    for exceeded in exceeded_quotas(quotas, new, others, now):
        yield sentences.quota(exceeded)
    for other in others:
        if other.kind == new.kind and other.interval.overlaps(new.interval):
            yield sentences.already_booked(other.interval, facts.resource.calendar.zone)


def _of_eligibility(facts: BookingFacts) -> Iterator[Refusal]:
    resource, person = facts.resource, facts.person
    if resource.plans and not person.plan_ids & resource.plans.keys():
        names = ", ".join(str(name) for name in resource.plans.values())
        yield Refusal(Code.NOT_ELIGIBLE, sentences.FOR_PLANS, {"plans": names})
    elif resource.members_only and not person.is_member:
        yield Refusal(Code.NOT_ELIGIBLE, sentences.FOR_MEMBERS)
    for kind, name in resource.documents.items():
        if kind not in person.documents:
            yield Refusal(Code.NOT_ELIGIBLE, sentences.NEEDS_DOCUMENT, {"document": name})


def holding_wanted(request: BookingRequest, facts: BookingFacts, now: datetime) -> Holding | None:
    """The stay as it would count for the person."""
    stay = stay_wanted(request, facts, now)
    if stay is None:
        return None
    resource = facts.resource
    return Holding(
        reservation_id=0,
        venue_id=resource.venue_id,
        resource_id=resource.resource_id,
        kind=resource.kind,
        interval=stay.interval,
        day=day_wanted(request, facts),
        minutes=stay.minutes,
    )
