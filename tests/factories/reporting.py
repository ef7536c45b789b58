"""Facts written as the fill writes them, for tests of what reads them; and what people and hosts record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.utils import timezone

from espaces.models import Membership, Municipality, Person, Resource, Venue
from espaces.rules.clock import instant, presence_day_bounds
from reporting.models import (
    BookingDay,
    HomeDistance,
    MemberSpan,
    OpenDay,
    Profile,
    Session,
    SessionParticipant,
    UsageDay,
    VenueDay,
)

NO_HOURS = [0] * 24


def on(day: dt.date | str) -> dt.date:
    return dt.date.fromisoformat(day) if isinstance(day, str) else day


def venue_day(venue: Venue, day: dt.date | str, **fields: Any) -> VenueDay:
    """Open, arrivals recorded, unless said; the one that is already there stays as it is."""
    bounds = presence_day_bounds(on(day), venue.zone)
    values = {
        "structure": venue.structure,
        "starts_at": bounds.start,
        "ends_at": bounds.end,
        "boundary_at": instant(on(day), venue.half_day_boundary, venue.zone),
        "counts_arrivals": venue.uses_check_in,
        "filled_at": bounds.end + dt.timedelta(minutes=20),
    }
    made, _new = VenueDay.objects.get_or_create(venue=venue, day=on(day), defaults=values | fields)
    return made


def visit(person: Person, venue: Venue, day: dt.date | str, half: str = "day", **fields: Any) -> UsageDay:
    """A whole day at a desk, or a `half` ("morning", "afternoon", "" for under 30 minutes of either)."""
    venue_day(venue, day)
    values = {
        "morning": half in {"morning", "day"},
        "afternoon": half in {"afternoon", "day"},
        "minutes": {"day": 480, "morning": 210, "afternoon": 270, "": 20}[half],
        "kinds": ["open_space"],
        "attended": True,
    }
    return UsageDay.objects.create(person=person, venue=venue, day=on(day), **(values | fields))


def booking_day(person: Person, venue: Venue, day: dt.date | str, **fields: int) -> BookingDay:
    """One reservation, confirmed and used."""
    venue_day(venue, day)
    values = {"confirmed": 1, "due": 1, "missed": 0, "cancelled": 0}
    return BookingDay.objects.create(person=person, venue=venue, day=on(day), **(values | fields))


def open_day(
    resource: Resource,
    day: dt.date | str,
    *,
    hours: range = range(9, 17),
    booked: range | Iterable[int] = (),
    attended: range | Iterable[int] = (),
    places: int | None = None,
) -> OpenDay:
    """Open at the hours of the clock given, all places; booked and attended: one place at these hours.

    An hour named twice in `booked` is two places.
    """
    venue_day(resource.venue, day)
    place_ids = list(resource.places.values_list("pk", flat=True))
    count = len(place_ids) if places is None else places
    by_hour = [60 * count if hour in hours else 0 for hour in range(24)]
    taken, used = _by_hour(booked), _by_hour(attended)
    zone = resource.venue.zone
    spans = [
        [
            instant(on(day), dt.time(hours.start), zone).isoformat(),
            instant(on(day), dt.time(hours.stop % 24), zone, end=True).isoformat(),
        ]
    ]
    return OpenDay.objects.create(
        venue=resource.venue,
        resource=resource,
        kind=resource.kind,
        day=on(day),
        hours=spans if len(hours) else [],
        place_ids=place_ids,
        places=count,
        open_minutes=sum(by_hour),
        booked_minutes=sum(taken),
        attended_minutes=sum(used),
        open_by_hour=by_hour,
        booked_by_hour=taken,
        attended_by_hour=used,
    )


def _by_hour(hours: Iterable[int]) -> list[int]:
    counted = list(NO_HOURS)
    for hour in hours:
        counted[hour] += 60
    return counted


def profile(person: Person, valid_from: dt.date | str = "2020-01-01", **fields: Any) -> Profile:
    """Answers given by the person; `home=` a Municipality or a code writes its other codes too."""
    values: dict[str, Any] = {"source": Profile.Source.PERSON, "recorded_at": timezone.now()}
    home = fields.pop("home", "")
    if isinstance(home, str) and home:
        home = Municipality.objects.filter(pk=home).first() or home
    if isinstance(home, Municipality):
        values |= {
            "home": home.code,
            "home_epci": home.epci_code,
            "home_departement": home.departement_code,
            "home_region": home.region_code,
            "code_year": home.code_year,
        }
    elif home:
        values["home"] = home
    return Profile.objects.create(person=person, valid_from=on(valid_from), **(values | fields))


def distance(answers: Profile, venue: Venue, km: str | float) -> HomeDistance:
    return HomeDistance.objects.create(profile=answers, venue=venue, km=Decimal(str(km)))


def member_span(membership: Membership, person: Person, **fields: Any) -> MemberSpan:
    values = {
        "venue": membership.home_venue,
        "starts_on": membership.starts_on,
        "ends_on": membership.ends_on,
    }
    return MemberSpan.objects.create(membership=membership, person=person, **(values | fields))


def session(venue: Venue, day: dt.date | str, *persons: Person, **fields: Any) -> Session:
    """A workshop of two hours of digital help, with these participants."""
    values = {
        "minutes": 120,
        "kind": Session.Kind.WORKSHOP,
        "theme": Session.Theme.DIGITAL,
        "title": "Atelier",
        "recorded_at": timezone.now(),
        "token": uuid4(),
    }
    made = Session.objects.create(venue=venue, day=on(day), **(values | fields))
    SessionParticipant.objects.bulk_create(
        SessionParticipant(session=made, person=person) for person in persons
    )
    return made
