from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from espaces.models import Person, Resource
from espaces.rules.intervals import Interval
from reservations.models import Reservation
from reservations.rules.booking import BookingRequest, HalfDayWanted
from reservations.rules.half_days import HalfDay
from reservations.services.booking import Terms, reserve


def at(text: str, resource: Resource) -> dt.datetime:
    """`at("2026-12-03 09:00", resource)`: what the clock of its venue shows."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=resource.venue.zone).astimezone(dt.UTC)


def times(day: str, start: str, end: str, resource: Resource) -> Interval:
    return Interval(at(f"{day} {start}", resource), at(f"{day} {end}", resource))


def half(day: str, half_day: str, **fields: Any) -> BookingRequest:
    return BookingRequest(HalfDayWanted(dt.date.fromisoformat(day), HalfDay(half_day)), **fields)


def slot(day: str, start: str, end: str, resource: Resource, **fields: Any) -> BookingRequest:
    return BookingRequest(times(day, start, end, resource), **fields)


def book(
    person: Person,
    resource: Resource,
    request: BookingRequest,
    *,
    now: dt.datetime,
    actor: Person | None = None,
    terms: Terms | None = None,
    token: uuid.UUID | None = None,
) -> Reservation:
    """Through the service, as everybody does."""
    return reserve(
        actor=actor or person,
        person=person,
        resource=resource,
        request=request,
        token=token or uuid.uuid4(),
        terms=terms or Terms(),
        now=now,
    )
