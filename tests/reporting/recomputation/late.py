"""What hosts put right after the figures were made, through the services, on random rows."""

from __future__ import annotations

import datetime as dt

from espaces.models import Closure, OpeningPeriod
from espaces.services.closures import add_closure, lift_closure
from espaces.services.erasing import erase_person
from espaces.services.merging import merge_persons
from espaces.services.people import enrol_person
from reservations.models import Presence, Reservation
from reservations.services.corrections import (
    Correction,
    WrongPresence,
    add_presence,
    correct_presence,
    strike_out,
)
from reservations.services.life import cancel_reservation
from reservations.services.presence import check_out
from tests.factories import PersonFactory, manager_of
from tests.reporting.recomputation.worlds import MINUTE, World, instant


def correct_presences(world: World) -> int:
    """Times of some, the person of others; some are struck out. How many were accepted: nobody is there twice."""
    host, done = PersonFactory(), 0
    for presence in world.rng.sample(list(Presence.objects.filter(voided_at=None).order_by("pk")), 12):
        start = presence.started_at + world.rng.randrange(-40, 40) * MINUTE
        end = start + world.rng.randrange(1, 400) * MINUTE
        person = world.rng.choice([None, *world.persons])
        try:
            if world.rng.random() < 0.3:
                strike_out(actor=host, presence_id=presence.pk, now=world.now)
            else:
                correction = Correction(start, end, person=person)
                correct_presence(actor=host, presence_id=presence.pk, correction=correction, now=world.now)
            done += 1
        except WrongPresence:
            continue
    return done


def add_presences(world: World) -> int:
    host, done = PersonFactory(), 0
    missed = Reservation.objects.filter(status="confirmed", presences=None).order_by("pk")
    for stay in world.rng.sample(list(missed), 5):
        try:
            correction = Correction(stay.starts_at, stay.ends_at)
            add_presence(actor=host, reservation_id=stay.pk, correction=correction, now=world.now)
            done += 1
        except WrongPresence:
            continue
    return done


def cancel_some(world: World) -> None:
    for stay in world.rng.sample(
        list(Reservation.objects.filter(status="confirmed", presences=None).order_by("pk")), 4
    ):
        cancel_reservation(actor=None, reservation_id=stay.pk, by_host=True)


def close_and_open(world: World) -> None:
    for venue in world.venues:
        start = instant(world, world.day(), world.rng.randrange(1440))
        end = start + world.rng.randrange(60, 2000) * MINUTE
        add_closure(
            actor=None, venue=venue, starts_at=start, ends_at=min(end, world.now), reason="inondation"
        )
    for closure in Closure.objects.filter(lifted_at=None).order_by("pk")[:2]:
        lift_closure(actor=None, closure=closure)


def change_hours(world: World) -> None:
    """From today on: what was open yesterday stays so."""
    OpeningPeriod.objects.filter(venue=world.venues[0]).delete()
    OpeningPeriod.objects.filter(venue=world.venues[2]).update(closes_at=dt.time(12))


def merge_two(world: World) -> None:
    structure = world.venues[0].structure
    kept, old = world.persons[10], world.persons[9]
    for person in (kept, old):
        enrol_person(person=person, structure=structure)
    merge_persons(actor=manager_of(structure), kept=kept, old=old, now=world.now)


def erase_one(world: World) -> None:
    """Once his forgotten departures are known."""
    person = world.persons[8]
    for presence in Presence.objects.filter(person=person, ended_at=None, voided_at=None):
        end = presence.started_at + 120 * MINUTE
        check_out(actor=None, presence_id=presence.pk, source="host", now=end)
    erase_person(actor=person, person=person, now=world.now)
    person.refresh_from_db()
    assert person.erased_at is not None
