"""The coworker of the demo: what somebody finds who looks at units, prices and amounts for the first time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from devtools.demo_data import FRANCE
from devtools.demo_data.population import Population
from devtools.demo_data.selling import Units, at_noon, token
from devtools.demo_data.venues import Built
from espaces.models import Person, Resource
from espaces.rules.clock import ONE_DAY, instant
from espaces.rules.intervals import Interval
from espaces.services.outgoing import forget_later
from reservations.errors import BookingRefused
from reservations.models import Presence, Reservation
from reservations.rules.booking import BookingRequest, HalfDayWanted
from reservations.rules.half_days import HalfDay
from reservations.rules.member_lists import MemberEntry
from reservations.services.booking import reserve
from reservations.services.life import cancel_reservation
from reservations.services.member_import.importing import import_members
from reservations.services.presence import check_in, check_out
from reservations.services.writing import reminder_key

HOURS = (14, 10, 16, 9, 12, 8, 18)


def live(
    population: Population, venues: Mapping[str, Built], units: Units, today: date, now: datetime
) -> None:
    """Money at her own price, a late cancellation, five tickets of before of which one is taken, a room to pay."""
    camille, manager = population.regulars["filature"][0], population.hosts["filature"]
    room = venues["filature"].resources["Salle des métiers"]
    _come_at_her_own_price(camille, venues["comptoir"].resources["Petite salle"], today)
    _cancel_late(camille, room, today)
    _take_over_tickets(camille, manager, venues["filature"], units, today, now)
    _book_by_ticket(camille, venues["filature"].resources["La verrière"], today, now)
    _book_hours(camille, room, [today + ONE_DAY * days for days in (3, 4, 5)], now)


def _book_hours(
    person: Person, room: Resource, days: Sequence[date], made_at: datetime
) -> Reservation | None:
    """Two hours, at the first hour that is free on the first of the days."""
    for day in days:
        for hour in HOURS:
            start = instant(day, time(hour), FRANCE)
            wanted = Interval(start, start + timedelta(hours=2))
            try:
                return _book(person, room, BookingRequest(wanted), made_at, token(room.pk, start))
            except BookingRefused:
                continue
    return None


def _book(
    person: Person, resource: Resource, request: BookingRequest, now: datetime, form: object
) -> Reservation:
    return reserve(
        actor=person, person=person, resource=resource, request=request, token=token("camille", form), now=now
    )


def _come_at_her_own_price(person: Person, room: Resource, today: date) -> None:
    days = [today - ONE_DAY * days for days in (9, 10, 11, 12)]
    made = _book_hours(person, room, days, at_noon(today - 14 * ONE_DAY))
    if made is None:
        return
    presence = check_in(actor=person, reservation_id=made.pk, source=Presence.Source.QR, now=made.starts_at)
    check_out(actor=person, presence_id=presence.pk, source=Presence.Source.PERSON, now=made.ends_at)
    _letters_have_left(made)


def _cancel_late(person: Person, room: Resource, today: date) -> None:
    """Six hours before, when half of the price is kept."""
    days = [today - ONE_DAY * days for days in (1, 2, 3)]
    made = _book_hours(person, room, days, at_noon(today - 6 * ONE_DAY))
    if made is not None:
        cancel_reservation(actor=person, reservation_id=made.pk, now=made.starts_at - timedelta(hours=6))
        _letters_have_left(made)


def _letters_have_left(made: Reservation) -> None:
    """What was written at the time is not sent again today."""
    for key in (f"confirmation:{made.pk}", f"cancellation:{made.pk}", reminder_key(made)):
        forget_later(key=key)


def _take_over_tickets(
    person: Person, manager: Person, where: Built, units: Units, today: date, now: datetime
) -> None:
    """Of a booklet on paper, bought before; they end next week."""
    entry = MemberEntry(
        line=2,
        first_name=person.first_name,
        last_name=person.last_name,
        email=person.email,
        unit=units.ticket.name,
        balance=Decimal(5),
        valid_until=today + timedelta(days=8),
        reason="Carnet de 10 tickets sur papier, reste 5",
    )
    result = import_members(
        actor=manager, venue=where.venue, entries=[entry], write=True, keep_good=False, now=now
    )
    assert result.written, result.outcomes


def _book_by_ticket(person: Person, desks: Resource, today: date, now: datetime) -> None:
    """Tomorrow, or as soon as she is not already there."""
    for days in (1, 2, 3, 4):
        for half in (HalfDay.MORNING, HalfDay.AFTERNOON):
            wanted = HalfDayWanted(today + ONE_DAY * days, half)
            try:
                _book(person, desks, BookingRequest(wanted), now, wanted.day)
            except BookingRefused:
                continue
            return
