"""The demo network, from an empty database to a living one."""

from __future__ import annotations

import random
import uuid
from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import connection, transaction

from billing.models import Invoice, Payment
from devtools.demo_data import FRANCE, camille, creuse, drome, lozere, people, territory
from devtools.demo_data.books.history import World, live_through
from devtools.demo_data.diary import Bookable, Channel, Diary, Guest, Plan
from devtools.demo_data.figures.history import report_on
from devtools.demo_data.life import DAYS_AHEAD, DAYS_BEHIND, Life
from devtools.demo_data.members import give_rights
from devtools.demo_data.money import price_life, settle_and_charge
from devtools.demo_data.population import Population, everybody_with_a_login, populate
from devtools.demo_data.sales import sell_at_the_counter, sell_packs
from devtools.demo_data.scene import fill_coming_mornings, play_today
from devtools.demo_data.selling import (
    Goods,
    Till,
    Units,
    announce_new_prices,
    at_noon,
    create_units,
    declare_tax,
    lists_from,
    open_till,
    publish_prices,
    put_on_sale,
)
from devtools.demo_data.venues import Built, build_venues
from devtools.stripe_sandbox.plugged import plugged_in
from devtools.stripe_sandbox.sandbox import Sandbox
from espaces.models import Allotment, Enrolment, Network, Person, Terms, TermsAcceptance, Venue
from espaces.queries.calendars import calendars_with_resources
from espaces.queries.terms import current_terms
from espaces.rules.clock import ONE_DAY, calendar_day
from espaces.rules.intervals import Interval, hull
from espaces.rules.opening import booking_day_bounds, opening_of_day
from espaces.services.accounts import renew_calendar_address
from espaces.services.terms import accept_terms
from reservations.errors import BookingRefused
from reservations.models import Presence, Reservation
from reservations.queries.facts import cancellation_terms
from reservations.rules.booking import BookingRequest, HalfDayWanted
from reservations.rules.half_days import HalfDay, Stay
from reservations.services.allotments import open_allotments
from reservations.services.booking import reserve
from reservations.services.corrections import Correction, WrongPresence, correct_presence, strike_out
from reservations.services.life import cancel_reservation
from reservations.services.moving import move_reservation
from reservations.services.periods import open_due_periods

SEED = 20261123
MODULES = (lozere, drome, creuse)


def load(*, now: datetime, sandbox: Sandbox) -> str:
    """Everything, or nothing; returns a sentence with the counts. What was paid online is known to `sandbox`."""
    assert settings.DEMO, "invented people never meet real ones"
    with plugged_in(sandbox), transaction.atomic():
        _load(now, sandbox)
    _analyze()
    return (
        f"{Venue.objects.count()} venues, {Person.objects.count()} people, "
        f"{Reservation.objects.count()} reservations, {Presence.objects.count()} presences, "
        f"{Invoice.objects.count()} invoices and credit notes, {Payment.objects.count()} payments."
    )


def _analyze() -> None:
    """Tables filled at once: without it every query would be planned as if they were empty."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _load(now: datetime, sandbox: Sandbox) -> None:
    rng = random.Random(SEED)
    territory.load_territory()
    networks, coordinators = territory.build_networks(now)
    today = calendar_day(now, FRANCE)
    venues = _build_places(networks, coordinators, today)
    population = populate(venues, networks, coordinators, rng)
    till = open_till(coordinators["trois-vallees"], today)
    units, goods = _open_shop(till, venues, population, networks["trois-vallees"], today)
    people.grow_older(rng)
    _accept_terms(networks["trois-vallees"], now)
    _open_periods(till, today, now)
    sell_packs(population, goods, units, till.lists_from, today)
    _live(venues, population, rng, today, now)
    _grow_older(now)
    open_allotments(now=now)
    _finish(venues, population, today, now)
    sell_at_the_counter(population, venues, goods, units, today)
    camille.live(population, venues, units, today, now)
    announce_new_prices(till, venues["ecole"], today, now)
    live_through(World(population, venues, goods, till, today), sandbox, now)
    settle_and_charge(now)
    report_on(population, venues, networks["trois-vallees"], coordinators["trois-vallees"], rng, now)


def _open_shop(
    till: Till, venues: Mapping[str, Built], population: Population, network: Network, today: date
) -> tuple[Units, Goods]:
    """Plans before members, members before the price lists that name some of them."""
    declare_tax(till, venues)
    units = create_units(till, venues, network)
    shelf = give_rights(population, venues, network, till, units, today)
    publish_prices(till, shelf)
    return units, put_on_sale(till, venues, units)


def _open_periods(till: Till, today: date, now: datetime) -> None:
    """Night after night, so that units were received before they were used."""
    for offset in range((today - till.plans_from).days):
        open_due_periods(at_noon(till.plans_from + ONE_DAY * offset))
    open_due_periods(now)


def _build_places(
    networks: Mapping[str, Network], coordinators: Mapping[str, Person], today: date
) -> dict[str, Built]:
    built: dict[str, Built] = {}
    for module in MODULES:
        structures = territory.build_structures(module.STRUCTURES, networks, coordinators, today)
        built |= build_venues(module.VENUES, structures, coordinators["trois-vallees"], today)
    return built


def _accept_terms(network: Network, now: datetime) -> None:
    terms = current_terms(network)
    assert terms is not None, "published with the network"
    for person in everybody_with_a_login():
        accept_terms(actor=person, terms=terms)
    past = now - timedelta(days=390)
    Terms.objects.update(published_at=past)
    TermsAcceptance.objects.update(accepted_at=past + timedelta(days=3))


def _live(
    venues: Mapping[str, Built], population: Population, rng: random.Random, today: date, now: datetime
) -> None:
    diary = Diary(now=now, rng=rng, prices_from=lists_from(today))
    diary.absent.add((population.regulars["filature"][0].pk, today + ONE_DAY))
    bookables = _bookables(venues, population, today)
    for allotment in population.allotments:
        _reside(diary, bookables[allotment.place.resource_id], allotment, today)
    by_name = {(b.venue.name, b.resource.name): b for b in bookables.values()}
    play_today(diary, by_name["La Filature", "Atelier"], today)
    life = Life(diary, today)
    life.live(list(bookables.values()))
    fill_coming_mornings(
        life,
        full=[by_name["Café des Halles", "Tables du fond"], by_name["Le Tiers de Laine", "Salle du puits"]],
        almost=[by_name["L’École d’en haut", "Salle des grands"], by_name["Le Comptoir", "Plateau"]],
    )
    diary.save()
    _analyze()
    price_life(diary)


def _bookables(venues: Mapping[str, Built], population: Population, today: date) -> dict[int, Bookable]:
    calendars = calendars_with_resources(
        [built.venue for built in venues.values()],
        first_day=today - ONE_DAY * DAYS_BEHIND,
        last_day=today + ONE_DAY * (DAYS_AHEAD + 10),
    )
    allotted = {allotment.place_id for allotment in population.allotments}
    found = {}
    for key, built in venues.items():
        guests, terms = population.guests_of(key, venues), cancellation_terms(built.venue)
        for spec in built.spec.resources:
            resource = built.resources[spec.name]
            places = resource.places.exclude(pk__in=allotted).order_by("number")
            found[resource.pk] = Bookable(
                resource=resource,
                places=[place.pk for place in places],
                calendar=calendars[built.venue.pk].of_resource(resource.pk),
                terms=terms,
                host=population.hosts[key],
                guests=guests,
                demand=spec.demand,
            )
    return found


def _reside(diary: Diary, where: Bookable, allotment: Allotment, today: date) -> None:
    """The days of a resident's desk up to today, as services.allotments opens them; he comes two days in three."""
    guest = next(g for g in where.guests if g.person.pk == allotment.person_id)
    for offset in range((today - allotment.starts_on).days + 1):
        day = allotment.starts_on + ONE_DAY * offset
        whole = hull(opening_of_day(where.calendar, day, extended=True))
        if whole is None or (day == today and whole.end <= diary.now):
            continue
        plan = _resident_day(diary, where, guest, allotment, day, whole)
        diary.write(where, plan)


def _resident_day(
    diary: Diary, where: Bookable, guest: Guest, allotment: Allotment, day: date, whole: Interval
) -> Plan:
    opening = opening_of_day(where.calendar, day)
    bounds = booking_day_bounds(where.calendar, day)
    comes = day.weekday() < 5 and diary.rng.random() < 0.75
    arrives = whole.start + timedelta(minutes=diary.rng.randrange(90, 240)) if comes else None
    leaves = arrives + timedelta(minutes=diary.rng.randrange(180, 520)) if arrives else None
    return Plan(
        guest=guest,
        day=day,
        stay=Stay(whole, tuple(opening)),
        made_at=bounds.start - timedelta(days=60),
        half_day=HalfDay.DAY.value,
        channel=Channel.ALLOTMENT,
        arrives_at=arrives,
        leaves_at=min(leaves, whole.end) if leaves else None,
        place=allotment.place_id,
        allotment=allotment,
        blocked=Interval(min(bounds.start, whole.start), max(bounds.end, whole.end)),
    )


def _grow_older(now: datetime) -> None:
    opened = now - timedelta(days=700)
    Venue.objects.update(created_at=opened, published_at=opened + timedelta(days=9))
    Enrolment.objects.filter(since__gte=now - timedelta(hours=1)).update(since=now - timedelta(days=395))


def _finish(venues: Mapping[str, Built], population: Population, today: date, now: datetime) -> None:
    """The last acts go through the services, in the names of those who do them."""
    camille = population.regulars["filature"][0]
    renew_calendar_address(actor=camille)
    made = _book_ahead(camille, venues["filature"], today, now)
    nadia = population.hosts["filature"]
    if made:
        request = BookingRequest(HalfDayWanted(made[-1].booking_day + ONE_DAY, HalfDay.MORNING))
        move_reservation(
            actor=camille, reservation_id=made[-1].pk, resource=made[-1].resource, request=request, now=now
        )
    _free_a_day(population.allotments[0], today, now)
    _correct(venues["filature"].venue, nadia, now)


def _book_ahead(person: Person, where: Built, today: date, now: datetime) -> list[Reservation]:
    """A morning and a day of next week, and an afternoon after it: what one finds in "my reservations"."""
    resource = where.resources["La verrière"]
    made = []
    for offset, half in ((2, HalfDay.MORNING), (6, HalfDay.DAY), (9, HalfDay.AFTERNOON)):
        wanted = HalfDayWanted(today + ONE_DAY * offset, half)
        try:
            made.append(
                reserve(
                    actor=person,
                    person=person,
                    resource=resource,
                    request=BookingRequest(wanted),
                    token=uuid.UUID(int=SEED + offset, version=4),
                    now=now,
                )
            )
        except BookingRefused:
            continue
    return made


def _free_a_day(allotment: Allotment, today: date, now: datetime) -> None:
    """A resident leaves his desk to others for one day."""
    coming = Reservation.objects.confirmed().filter(allotment=allotment, booking_day__gt=today + 3 * ONE_DAY)
    day = coming.order_by("booking_day").first()
    if day:
        cancel_reservation(actor=allotment.person, reservation_id=day.pk, now=now)


def _correct(venue: Venue, host: Person, now: datetime) -> None:
    """Some forgotten departures were put right afterwards, and one arrival was a mistake."""
    closed = Presence.objects.filter(venue=venue, end_source=Presence.Source.RULE, ended_at__lt=now)
    recent = list(closed.order_by("-started_at")[:7])
    for presence in recent[1:]:
        assert presence.ended_at is not None, "closed by rule"
        left = presence.started_at + (presence.ended_at - presence.started_at) / 2
        with suppress(WrongPresence):  # in a room and at a desk at the same time: left as it is
            correct_presence(
                actor=host,
                presence_id=presence.pk,
                correction=Correction(presence.started_at, left),
                reason="Départ oublié",
                now=now,
            )
    if recent:
        strike_out(actor=host, presence_id=recent[0].pk, reason="Pointée par erreur", now=now)
