"""Where a reservation could go instead: other half-days or times, at any venue of the same structure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from espaces.models import Person, Resource, Venue
from espaces.rules.clock import ONE_DAY, calendar_day, minutes_between
from reservations.models import Reservation
from reservations.queries.availability import DayCells, bookable_resources, slots_of, week_of
from reservations.queries.facts import memberships_valid_at
from reservations.queries.proposals import Proposal, propose_booking
from reservations.rules.booking import BookingRequest

WEEK = 7
FARTHEST = ONE_DAY * 731
"""No venue takes bookings farther ahead, and an address may name any day."""


@dataclass(frozen=True)
class OtherTimes:
    """Of one resource: a week of half-days, or the starts of one day for the same duration."""

    resource: Resource
    first_day: date
    today: date
    days: Sequence[DayCells] = ()
    starts: Sequence[tuple[datetime, datetime]] = ()

    @property
    def by_half_days(self) -> bool:
        return self.resource.booking_mode == Resource.BookingMode.HALF_DAYS

    @property
    def earlier(self) -> date | None:
        before = self.first_day - ONE_DAY * (WEEK if self.by_half_days else 1)
        return max(before, self.today) if self.first_day > self.today else None

    @property
    def later(self) -> date:
        return self.first_day + ONE_DAY * (WEEK if self.by_half_days else 1)


def resources_to_move_to(reservation: Reservation) -> list[Resource]:
    """Of the same kind, at the venues of the same structure; its own first, unless it is no longer offered.

    None when that was the only one.
    """
    venues = Venue.objects.published().filter(structure=reservation.structure_id).values_list("pk", flat=True)
    same_kind = bookable_resources(venues).filter(kind=reservation.resource.kind)
    others = [resource for resource in same_kind if resource.pk != reservation.resource_id]
    own = [reservation.resource] if reservation.resource.archived_at is None else []
    return [*own, *sorted(others, key=lambda resource: _nearness(resource, reservation))]


def proposed_move(
    reservation: Reservation, resource: Resource, request: BookingRequest, now: datetime
) -> Proposal:
    return propose_booking(
        person=reservation.person,
        resource=resource,
        request=replace(request, replaces=reservation.pk),
        needs=frozenset(reservation.needs),
        now=now,
    )


def _nearness(resource: Resource, reservation: Reservation) -> tuple[bool, int]:
    return (resource.venue_id != reservation.venue_id, resource.pk)


def other_times(
    reservation: Reservation, resource: Resource, first_day: date | None, now: datetime
) -> OtherTimes:
    """`first_day` None: the day of the reservation, or today when that is past."""
    today = calendar_day(now, resource.venue.zone)
    first = min(max(first_day or reservation.booking_day, today), today + FARTHEST)
    extended = _has_extended_access(reservation.person, resource.venue, first)
    if resource.booking_mode == Resource.BookingMode.HALF_DAYS:
        weeks = week_of([resource], first, WEEK, now, extended=extended)
        return OtherTimes(resource, first, today, days=weeks[0].days)
    duration = minutes_between(reservation.starts_at, reservation.ends_at)
    starts = slots_of(resource, first, now, duration=duration, extended=extended)
    ends = [_later_by(start, duration) for start in starts]
    return OtherTimes(resource, first, today, starts=list(zip(starts, ends, strict=True)))


def _later_by(local: datetime, minutes: int) -> datetime:
    """Real minutes, shown by the same clock: adding to a local time would forget a clock change."""
    return (local.astimezone(UTC) + timedelta(minutes=minutes)).astimezone(local.tzinfo)


def _has_extended_access(person: Person, venue: Venue, day: date) -> bool:
    return any(membership.plan.extended_access for membership in memberships_valid_at(person, venue, day))
