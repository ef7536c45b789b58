"""What was recorded, as it stands in the tables of places, reservations and people: no fact, no rule of the product.

Instants are whole minutes since 1970, cut, so that what lies in a minute is a question about numbers.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from zoneinfo import ZoneInfo

from billing.models import InvoiceLine
from espaces.models import Closure, Membership, Municipality, OpeningPeriod, Place, Resource, Venue
from reporting.models import HomeDistance, Profile, Session
from reservations.models import Presence, Reservation

PARIS = ZoneInfo("Europe/Paris")


def minute(at: dt.datetime) -> int:
    return int(at.timestamp()) // 60


@dataclass(frozen=True)
class Hours:
    """Of one weekday: a closing not after the opening is of the next morning."""

    venue: int
    resource: int | None
    weekday: int
    opens: dt.time
    closes: dt.time


@dataclass(frozen=True)
class Stay:
    pk: int
    person: int
    venue: int
    resource: int
    place: int
    start: int
    end: int
    status: str
    allotted: bool


@dataclass(frozen=True)
class There:
    stay: Stay
    person: int
    start: int
    end: int


@dataclass(frozen=True)
class Shut:
    venue: int
    resource: int | None
    place: int | None
    start: int
    end: int

    def holds(self, stay_or_place: tuple[int, int, int], at: int) -> bool:
        venue, resource, place = stay_or_place
        return (
            self.start <= at < self.end
            and self.venue == venue
            and self.resource in (None, resource)
            and self.place in (None, place)
        )


@dataclass
class Raw:
    now: int
    cut_offs: dict[int, dt.time]
    records_arrivals: dict[int, bool]
    homes_of_venues: dict[int, str | None]
    first_days: dict[int, dt.date]
    kinds: dict[int, tuple[int, str]]
    places: dict[int, list[int]]
    hours: list[Hours]
    closures: list[Shut]
    stays: list[Stay]
    presences: list[There]
    profiles: list[Profile]
    coordinates: dict[str, tuple[float, float]]
    kept_distances: dict[tuple[int, int], Decimal]
    sessions: list[tuple[Session, list[int]]]
    memberships: list[tuple[int, int, dt.date, dt.date | None]]
    lines: list[tuple[int, int, dt.date, Decimal, bool]]
    arrived: set[int] = field(default_factory=set)


def read_hours() -> list[Hours]:
    rows = OpeningPeriod.objects.filter(extended=False)
    return [Hours(r.venue_id, r.resource_id, r.weekday, r.opens_at, r.closes_at) for r in rows]


def read(now: dt.datetime, hours: list[Hours] | None = None) -> Raw:
    """`hours`: those that held then, when they were changed since."""
    venues = list(Venue.objects.prefetch_related("cut_offs"))
    places = defaultdict(list)
    for place in Place.objects.all():
        places[place.resource_id].append(place.pk)
    stays = {
        row.pk: Stay(
            *(row.pk, row.person_id, row.venue_id, row.resource_id, row.place_id),
            *(minute(row.starts_at), minute(row.ends_at), row.status, row.channel == "allotment"),
        )
        for row in Reservation.objects.all()
    }
    presences = [
        _there(row, stays[row.reservation_id], minute(now)) for row in Presence.objects.filter(voided_at=None)
    ]
    return Raw(
        now=minute(now),
        cut_offs={
            v.pk: (list(v.cut_offs.all()) or [None])[0].at if v.cut_offs.all() else dt.time(3) for v in venues
        },
        records_arrivals={v.pk: v.uses_check_in for v in venues},
        homes_of_venues={v.pk: v.municipality_id for v in venues},
        first_days={v.pk: v.published_at.astimezone(PARIS).date() for v in venues},
        kinds={r.pk: (r.venue_id, r.kind) for r in Resource.objects.all()},
        places=places,
        hours=read_hours() if hours is None else hours,
        closures=[
            Shut(c.venue_id, c.resource_id, c.place_id, minute(c.starts_at), minute(c.ends_at))
            for c in Closure.objects.filter(lifted_at=None)
        ],
        stays=list(stays.values()),
        presences=presences,
        profiles=list(Profile.objects.all()),
        coordinates={m.code: (m.latitude, m.longitude) for m in Municipality.objects.exclude(latitude=None)},
        kept_distances={
            (one.profile_id, one.venue_id): one.km for one in HomeDistance.objects.filter(profile__home="")
        },
        sessions=[
            (one, [p.person_id for p in one.participants.all()])
            for one in Session.objects.filter(struck_out_at=None).prefetch_related("participants")
        ],
        memberships=[
            (person.pk, one.home_venue_id, one.starts_on, one.ends_on)
            for one in Membership.objects.filter(plan__is_association=False).prefetch_related("persons")
            for person in one.persons.all()
        ],
        lines=_lines(),
        arrived={there.stay.pk for there in presences},
    )


def _there(row: Presence, stay: Stay, now: int) -> There:
    """A departure that nobody recorded, or that closing time stands for, is the end of the reservation at most."""
    start = minute(row.started_at)
    if row.ended_at is None:
        end = min(now, stay.end)
    elif row.end_source == "rule":
        end = min(minute(row.ended_at), stay.end)
    else:
        end = minute(row.ended_at)
    return There(stay, row.person_id, start, end)


def _lines() -> list[tuple[int, int, dt.date, Decimal, bool]]:
    """Customer, venue, day, amount without tax, whether it is of a membership."""
    found = []
    for line in InvoiceLine.objects.exclude(purpose__in=["deposit", "advance"]).select_related("invoice"):
        charge = line.charge or (line.corrects and line.corrects.charge)
        if charge and charge.venue_id and line.invoice.kind != "advance":
            sign = -1 if line.invoice.kind == "credit" or line.invoice.is_credit_note else 1
            found.append(
                (
                    *(line.invoice.customer_id, charge.venue_id, line.invoice.issued_on),
                    *(sign * line.net, line.purpose == "membership"),
                )
            )
    return found
