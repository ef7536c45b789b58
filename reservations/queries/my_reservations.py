"""A coworker's own reservations: today's, those to come, those that are over, and the story of one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Prefetch, Q

from espaces.models import Person, Venue
from espaces.queries.access import venues_hosted_by
from espaces.rules.clock import calendar_day
from espaces.rules.intervals import Interval
from reservations.models import Presence, Reservation
from reservations.models.reservations import ReservationQuerySet
from reservations.rules.arrivals import Arrival, arrival_of
from reservations.rules.presence import check_in_window

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from espaces.models import User

AROUND_TODAY = timedelta(hours=48)
"""Wider than any venue's today, whatever its zone and however long its nights."""


@dataclass(frozen=True)
class TodaysReservation:
    """`presence` is the last one. `opens_at`: from then on the person checks in without a host."""

    reservation: Reservation
    arrival: Arrival
    presence: Presence | None
    opens_at: datetime


def reservations_visible_to(user: User | AnonymousUser) -> ReservationQuerySet:
    """One's own, and those of the venues at which one is a host."""
    if not user.is_authenticated:
        return Reservation.objects.none()
    hosted = venues_hosted_by(user).order_by().values("pk")
    return with_its_place(Reservation.objects.filter(Q(person__user=user) | Q(venue__in=hosted)))


def with_its_place(reservations: ReservationQuerySet) -> ReservationQuerySet:
    """With all that a page says of where and when, in two queries."""
    known = Presence.objects.filter(voided_at=None).order_by("started_at", "pk")
    return reservations.select_related(
        "person", "place", "resource", "venue__municipality", "venue__structure"
    ).prefetch_related(Prefetch("presences", queryset=known, to_attr="known_presences"))


def presences_of(reservation: Reservation) -> list[Presence]:
    """Of a reservation that came `with_its_place`: not struck out, in order of time."""
    known: list[Presence] = reservation.known_presences  # type: ignore[attr-defined]
    return known


def todays_reservations(
    person: Person, now: datetime, *, venue: Venue | None = None
) -> list[TodaysReservation]:
    """Confirmed ones that meet the present day of their venue, at one venue or at all."""
    near = Reservation.objects.confirmed().filter(
        person=person, starts_at__lt=now + AROUND_TODAY, ends_at__gt=now - AROUND_TODAY
    )
    if venue is not None:
        near = near.filter(venue=venue)
    return [
        _today(reservation, now)
        for reservation in with_its_place(near).order_by("starts_at", "pk")
        if _meets_today(reservation, now)
    ]


def _meets_today(reservation: Reservation, now: datetime) -> bool:
    zone = reservation.venue.zone
    last_instant = reservation.ends_at - timedelta(microseconds=1)
    return (
        calendar_day(reservation.starts_at, zone)
        <= calendar_day(now, zone)
        <= calendar_day(last_instant, zone)
    )


def _today(reservation: Reservation, now: datetime) -> TodaysReservation:
    stay = Interval(reservation.starts_at, reservation.ends_at)
    known = presences_of(reservation)
    presence = known[-1] if known else None
    arrival = arrival_of(
        stay,
        now,
        arrived_at=presence.started_at if presence else None,
        left_at=presence.ended_at if presence else None,
    )
    return TodaysReservation(reservation, arrival, presence, check_in_window(stay).start)


def reservations_to_come(person: Person, now: datetime) -> ReservationQuerySet:
    """Next first. Days of an allotment are apart: there is one for each working day."""
    return with_its_place(
        Reservation.objects.holding_at(now).filter(person=person, ends_at__gt=now, allotment=None)
    ).order_by("starts_at", "pk")


def allotted_days(person: Person, now: datetime) -> ReservationQuerySet:
    return with_its_place(
        Reservation.objects.confirmed().filter(person=person, ends_at__gt=now).exclude(allotment=None)
    ).order_by("starts_at", "pk")


def reservations_over(person: Person, now: datetime) -> ReservationQuerySet:
    """Past, cancelled, refused or lapsed; the latest first."""
    live = Reservation.objects.holding_at(now).filter(person=person, ends_at__gt=now)
    return with_its_place(
        Reservation.objects.filter(person=person).exclude(pk__in=live.values("pk"))
    ).order_by("-starts_at", "-pk")
