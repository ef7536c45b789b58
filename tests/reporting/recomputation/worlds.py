"""Random weeks around a change of clocks: rows as the product stores them, three venues, a dozen people.

One venue has a cut-off at midnight and never closes, one does not record arrivals, one is shut for lunch.
"""

from __future__ import annotations

import datetime as dt
import random
import uuid
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import time_machine
from django.utils import timezone

from billing.services.crediting import credit_invoice
from espaces.models import Allotment, Closure, Municipality, Person, Resource, Venue, VenueCutOff
from reporting.models import Profile, Session, SessionParticipant, Status
from reservations.models import Presence, Reservation
from tests.factories import (
    MembershipFactory,
    PersonFactory,
    PlanFactory,
    ResourceFactory,
    VenueFactory,
    open_every_day,
)
from tests.factories.invoicing import invoiced, make_biller
from tests.factories.territories import municipality
from tests.factories.units import own_customer
from tests.reporting.recomputation.raw import PARIS

DAYS = 16
SIRENS = ["732829320", "552100554", "443061841"]
ONE = dt.timedelta(days=1)
MINUTE = dt.timedelta(minutes=1)


@dataclass
class World:
    rng: random.Random
    first: dt.date
    venues: list[Venue] = field(default_factory=list)
    resources: list[Resource] = field(default_factory=list)
    persons: list[Person] = field(default_factory=list)
    presences: list[Presence] = field(default_factory=list)
    reservations: list[Reservation] = field(default_factory=list)

    @property
    def now(self) -> dt.datetime:
        """Ten in the morning of the day after the last one."""
        return dt.datetime.combine(self.first + DAYS * ONE, dt.time(10), PARIS).astimezone(dt.UTC)

    def day(self) -> dt.date:
        return self.first + self.rng.randrange(1, DAYS) * ONE


def make_world(seed: int, first: dt.date) -> World:
    world = World(random.Random(seed), first)
    make_places(world)
    world.persons = PersonFactory.create_batch(12)
    make_profiles(world)
    make_closures(world)
    for resource in world.resources:
        make_stays(world, resource)
    make_residents_desk(world)
    make_sessions(world)
    make_members(world)
    make_invoices(world)
    return world


def make_places(world: World) -> None:
    towns = [
        municipality(code, name, latitude=lat, longitude=lon, epci_code=epci)
        for code, name, lat, lon, epci in (
            ("48095", "Mende", 44.52, 3.50, "200069151"),
            ("48061", "Florac", 44.32, 3.59, "200069268"),
            ("48080", "Langogne", 44.73, 3.85, ""),
        )
    ]
    for town in towns:
        town.save()
    opened = dt.datetime.combine(world.first, dt.time(8), PARIS)
    usual, night, estimated = (
        VenueFactory(municipality=town, published_at=opened, uses_check_in=town is not towns[2])
        for town in towns
    )
    world.venues = [usual, night, estimated]
    open_every_day(usual, ("09:00", "12:00"), ("14:00", "18:00"), weekdays=range(6))
    open_every_day(usual, ("18:00", "22:00"), extended=True)
    open_every_day(night, ("00:00", "00:00"))
    open_every_day(estimated, ("08:30", "17:30"), weekdays=range(5))
    VenueCutOff.objects.create(venue=night, valid_from=dt.date(2020, 1, 1), at=dt.time(0))
    office = ResourceFactory(venue=usual, kind=Resource.Kind.PRIVATE_OFFICE)
    open_every_day(usual, ("07:00", "20:00"), resource=office)
    world.resources = [
        ResourceFactory(venue=usual, places=3),
        office,
        ResourceFactory(venue=usual, kind=Resource.Kind.MEETING_ROOM, capacity=8),
        ResourceFactory(venue=usual, kind=Resource.Kind.PHONE_BOOTH),
        ResourceFactory(venue=night, places=2),
        ResourceFactory(venue=estimated, places=2),
        ResourceFactory(venue=estimated, kind=Resource.Kind.SURGERY),
    ]


def make_profiles(world: World) -> None:
    """One answer or two, the second from a day of the weeks on; three go by car."""
    home = Municipality.objects.earliest("pk")
    by_car = (("car", "70.4"), ("car_alone", "30.5"), ("electric_car", "1.0"))
    for person, (car, km) in zip(world.persons, by_car, strict=False):
        made = answers(world, person, dt.date(2025, 1, 1), None)
        told = {"transport": car, "replaces_commute": True, "home_work_km": Decimal(km), "home": home.code}
        Profile.objects.filter(pk=made.pk).update(**told)
    for person in world.persons[3:-2]:
        change = world.day()
        if world.rng.random() < 0.4:
            answers(world, person, dt.date(2025, 1, 1), change)
            answers(world, person, change, None)
        else:
            answers(world, person, change if world.rng.random() < 0.3 else dt.date(2025, 1, 1), None)


def answers(world: World, person: Person, first: dt.date, after: dt.date | None) -> Profile:
    rng = world.rng
    town = rng.choice([None, *Municipality.objects.order_by("pk")])
    home = (
        {}
        if town is None
        else {
            "home": town.code,
            "home_epci": town.epci_code,
            "home_departement": town.departement_code,
            "home_region": town.region_code,
        }
    )
    return Profile.objects.create(
        person=person,
        valid_from=first,
        valid_to=after,
        status=rng.choice(["", "", *Status.values]),
        transport=rng.choice(["", "car", "car_alone", "electric_car", "transit", "bicycle"]),
        replaces_commute=rng.choice([None, True, True, False]),
        home_work_km=rng.choice([None, Decimal(rng.randrange(800)) / 10]),
        company=rng.choice(["", *SIRENS]),
        company_created_on=rng.choice([None, world.day(), dt.date(2020, 1, 1)]),
        source="person",
        recorded_at=timezone.now(),
        **home,
    )


def make_closures(world: World) -> None:
    for resource in world.resources:
        for _rank in range(world.rng.choice([0, 1, 2])):
            start = instant(world, world.day(), world.rng.randrange(24 * 60))
            what: dict[str, Any] = world.rng.choice(
                [{}, {"resource": resource}, {"resource": resource, "place": resource.places.first()}]
            )
            Closure.objects.create(
                venue=resource.venue,
                starts_at=start,
                ends_at=start + world.rng.randrange(30, 900) * MINUTE,
                reason="travaux",
                lifted_at=world.rng.choice([None, None, start]),
                **what,
            )


def make_stays(world: World, resource: Resource) -> None:
    """Of each place, one after the other; some over midnight, over the cut-off, over a change of clocks."""
    longest = 14 * 60 if resource.venue == world.venues[1] else 9 * 60
    for place in resource.places.all():
        at = instant(world, world.first + ONE, 4 * 60)
        while True:
            start = at + world.rng.randrange(0, 36 * 60, 5) * MINUTE
            end = start + world.rng.randrange(20, longest, 5) * MINUTE
            if end > instant(world, world.first + (DAYS - 1) * ONE, 23 * 60):
                break
            reserve(world, resource, place, start, end)
            at = end


def reserve(
    world: World, resource: Resource, place: Any, start: dt.datetime, end: dt.datetime, **more: Any
) -> None:
    values = {
        "person": world.rng.choice(world.persons),
        "status": world.rng.choices(["confirmed", "cancelled", "expired"], [8, 2, 1])[0],
    } | more
    made = Reservation.objects.create(
        structure=resource.venue.structure,
        venue=resource.venue,
        resource=resource,
        place=place,
        starts_at=start,
        ends_at=end,
        blocked=(start, end),
        booking_day=start.astimezone(PARIS).date(),
        minutes=(end - start).seconds // 60,
        token=uuid.UUID(int=world.rng.getrandbits(128)),
        **values,
    )
    world.reservations.append(made)
    coming = 0.75 if resource.venue.uses_check_in else 0.2
    if made.status == "confirmed" and world.rng.random() < coming:
        come(world, made)


def come(world: World, stay: Reservation) -> None:
    rng = world.rng
    arrived = stay.starts_at + rng.randrange(-15 * 60, 30 * 60) * dt.timedelta(seconds=1)
    left = max(arrived, stay.ends_at + rng.randrange(-60 * 60, 40 * 60) * dt.timedelta(seconds=1))
    how = rng.choice(["person", "person", "rule", "open", "twice", "void"])
    if how == "twice" and left > arrived + 60 * MINUTE:
        middle = arrived + (left - arrived) / 2
        there(world, stay, arrived, middle - 5 * MINUTE, "person")
        there(world, stay, middle, left, "person")
        return
    if how == "open":
        there(world, stay, arrived, None, "")
        return
    voided = left if how == "void" else None
    there(world, stay, arrived, left, "rule" if how == "rule" else "person", voided_at=voided)


def there(
    world: World, stay: Reservation, start: dt.datetime, end: dt.datetime | None, source: str, **more: Any
) -> None:
    shown = start.astimezone(PARIS).replace(tzinfo=None)
    cut_off = dt.time(0) if stay.venue == world.venues[1] else dt.time(3)
    made = Presence.objects.create(
        reservation=stay,
        person=stay.person,
        structure=stay.structure,
        venue=stay.venue,
        day=shown.date() - ONE if shown.time() < cut_off else shown.date(),
        started_at=start,
        start_source="qr",
        ended_at=end,
        end_source=source,
        **more,
    )
    world.presences.append(made)


def make_residents_desk(world: World) -> None:
    """Given for the whole time: booked every day, neither estimated nor due."""
    venue = world.venues[world.rng.choice([0, 2])]
    desk = ResourceFactory(venue=venue)
    world.resources.append(desk)
    person, place = world.persons[0], desk.places.get()
    membership = MembershipFactory(
        plan=PlanFactory(structure=venue.structure),
        customer=own_customer(person),
        home_venue=venue,
        starts_on=world.first,
    )
    membership.persons.set([person])
    allotment = Allotment.objects.create(
        membership=membership, person=person, place=place, starts_on=world.first
    )
    for rank in range(1, DAYS):
        day = world.first + rank * ONE
        times = instant(world, day, 9 * 60), instant(world, day, 18 * 60)
        reserve(
            world,
            desk,
            place,
            *times,
            person=person,
            status="confirmed",
            channel="allotment",
            allotment=allotment,
        )


def make_sessions(world: World) -> None:
    for _rank in range(6):
        made = Session.objects.create(
            venue=world.rng.choice(world.venues),
            day=world.day(),
            minutes=world.rng.randrange(30, 200),
            kind="workshop",
            theme=world.rng.choice(Session.Theme.values),
            title="Atelier",
            unnamed=world.rng.choice([0, 0, 3]),
            recorded_at=timezone.now(),
            struck_out_at=world.rng.choice([None, None, None, timezone.now()]),
            token=uuid.UUID(int=world.rng.getrandbits(128)),
        )
        for person in world.rng.sample(world.persons, 3):
            SessionParticipant.objects.create(session=made, person=person)


def make_members(world: World) -> None:
    for person in world.persons[:8]:
        for _rank in range(world.rng.choice([1, 2])):
            venue = world.rng.choice(world.venues)
            first = world.first.replace(day=1) + world.rng.randrange(20) * ONE
            first = world.rng.choice([first, dt.date(2025, 6, 1)])
            membership = MembershipFactory(
                plan=PlanFactory(structure=venue.structure, is_association=world.rng.random() < 0.2),
                customer=own_customer(person),
                home_venue=venue,
                starts_on=first,
                ends_on=world.rng.choice([None, max(first, world.first) + world.rng.randrange(1, 40) * ONE]),
            )
            membership.persons.set([person, *world.rng.choice([[], [world.persons[9]]])])


def instant(world: World, day: dt.date, minutes: int) -> dt.datetime:
    """So many minutes after midnight, of real time."""
    midnight = dt.datetime.combine(day, dt.time(0), PARIS).astimezone(dt.UTC)
    return midnight + minutes * MINUTE


def make_invoices(world: World) -> None:
    """On some days, to three customers and with a credit note; one line names no venue, one is a deposit."""
    customers = [own_customer(person) for person in world.persons[:3]]
    for venue in world.venues:
        make_biller(structure=venue.structure)
    for _rank in range(5):
        venue = world.rng.choice(world.venues)
        with time_machine.travel(instant(world, world.day(), 12 * 60), tick=False):
            made = invoiced(
                venue.structure,
                world.rng.choice(customers),
                world.rng.randrange(6, 300),
                world.rng.randrange(6, 300),
                venue=world.rng.choice([venue, venue, None]),
                source_kind=world.rng.choice(["sale", "period", "deposit"]),
            )
    with time_machine.travel(world.now - ONE, tick=False):
        credit_invoice(
            actor=None, invoice_id=made.pk, wanted={1: Decimal(5)}, reason="geste", token=uuid.uuid4()
        )
