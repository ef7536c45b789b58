"""Quotes: the pure rule, the quote that a page shows, and booking with a price against booking without.

In a database of its own, made anew: prices that were agreed are never deleted.
"""

from __future__ import annotations

import itertools
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from bench import database
from bench.generate import PARIS
from bench.measure import Table, Times, arguments, count_queries, timed, timed_each

NAME = "quotes"
PURE, QUOTED, BOOKED = 2_000, 150, 120
DESKS, PERSONS = 30, 25
FIRST_DAY, LAST_DAY = 2, 25


@dataclass(frozen=True)
class World:
    desks: Any
    persons: list[Any]


def main() -> None:
    size = arguments(__doc__).parse_args().size
    database.make_anew(NAME)
    database.point_at(NAME, pooled=False)
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "-v0", "--skip-checks"],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    database.use(NAME)
    free, priced = world("free", priced=False), world("priced", priced=True)
    table = Table(NAME, size)
    pure = timed(rule(priced), PURE)
    table.add("a day priced, pure", pure, note=per_second(pure))
    shown = timed(page(priced), QUOTED)
    table.add("quote_in_turn(), one stay", shown, queries=count_queries(page(priced)), note=per_second(shown))
    without, base = booked(free)
    table.add("reserve(), no prices", without, queries=base, note=per_second(without))
    costing, queries = booked(priced)
    ratio = costing.median / without.median
    table.add("book_and_price()", costing, ratio=ratio, queries=queries, note=per_second(costing))
    charged = charges()
    table.add("a day charged", charged, note=per_second(charged))
    table.show()


def per_second(times: Times) -> str:
    return f"{1 / times.median:.0f} a second"


def world(name: str, *, priced: bool) -> World:
    """A pool of desks open every day; with prices: half-day, day, a monthly cap, and ten units for each person."""
    from espaces.models import Customer, OpeningPeriod, Person, Place, Resource, Structure, Venue

    structure = Structure.objects.create(name=name, kind="association")
    venue = Venue.objects.create(
        structure=structure, name=name, slug=name, check_in_secret=name, open_on_holidays=True
    )
    OpeningPeriod.objects.bulk_create(
        OpeningPeriod(venue=venue, weekday=weekday, opens_at=time(9), closes_at=time(18))
        for weekday in range(7)
    )
    desks = Resource.objects.create(venue=venue, name="Espace ouvert", kind="open_space", capacity=DESKS)
    Place.objects.bulk_create(Place(resource=desks, number=number) for number in range(1, DESKS + 1))
    persons = Person.objects.bulk_create(Person(first_name="P", last_name=str(n)) for n in range(PERSONS))
    Customer.objects.bulk_create(Customer(person=person) for person in persons)
    if priced:
        sell(structure, venue, persons)
    return World(desks, persons)


def sell(structure: Any, venue: Any, persons: list[Any]) -> None:
    from django.utils import timezone

    from billing.models import Cap, PriceEdition, PriceList, Tariff, VenuePriceList
    from espaces.models import Unit
    from reservations.models import Grant, UnitRate

    since = date(2020, 1, 1)
    prices = PriceList.objects.create(structure=structure, name="Tarifs")
    VenuePriceList.objects.create(venue=venue, price_list=prices, valid_from=since)
    edition = PriceEdition.objects.create(price_list=prices, valid_from=since)
    Tariff.objects.create(edition=edition, kind="open_space", unit="half_day", amount=5, position=1)
    Tariff.objects.create(edition=edition, kind="open_space", unit="day", amount=9, position=2)
    Cap.objects.create(edition=edition, period="month", amount=120)
    edition.published_at = timezone.now()
    edition.save()
    unit = Unit.objects.create(structure=structure, name="demi-journée", plural="demi-journées")
    UnitRate.objects.create(unit=unit, kind="open_space", per="half_day", amount=1)
    Grant.objects.bulk_create(
        Grant(
            unit=unit,
            person=person,
            amount=Decimal(3),
            valid_from=since,
            origin="gift",
            reason="mesure",
            made_at=timezone.now(),
        )
        for person in persons
    )


def in_days(number: int) -> date:
    return datetime.now(PARIS).date() + timedelta(days=number)


def rule(world: World) -> Callable[[], object]:
    """What it costs once its facts are loaded."""
    from billing.queries.day_facts import day_facts
    from billing.queries.days import DayKey
    from billing.queries.editions import edition_in_force
    from billing.queries.quotes import thought_stays
    from billing.rules.pricing.several import price_groups

    venue, person, day = world.desks.venue, world.persons[0], in_days(FIRST_DAY)
    key = DayKey(person, person.customer, venue, "open_space", day)
    edition = edition_in_force(venue, day)
    assert edition
    facts = day_facts(key, thought_stays(world.desks, [stay(world, day)], by_half_days=True), edition)
    return lambda: price_groups(facts)


def stay(world: World, day: date) -> Any:
    from espaces.rules.clock import instant
    from espaces.rules.intervals import Interval

    zone = world.desks.venue.zone
    return Interval(instant(day, time(9), zone), instant(day, time(18), zone))


def page(world: World) -> Callable[[], object]:
    from billing.queries.quotes_in_turn import Payer, Wished, quote_in_turn

    day = in_days(FIRST_DAY)
    turns = itertools.cycle(world.persons)

    def quote() -> object:
        person = next(turns)
        payer, wished = Payer(person, person.customer), [Wished(day, stay(world, day))]
        return quote_in_turn(payer, world.desks, wished, by_half_days=True)

    return quote


def booked(world: World) -> tuple[Times, int]:
    """Whole days, each person a few; and the queries of one."""
    acts = bookings(world)
    queries = count_queries(next(acts))
    return timed_each(itertools.islice(acts, BOOKED)), queries


def bookings(world: World) -> Iterator[Callable[[], object]]:
    from functools import partial

    from billing.services.booking import book_and_price
    from reservations.rules.booking import BookingRequest, HalfDayWanted
    from reservations.rules.half_days import HalfDay

    for number in range(FIRST_DAY, LAST_DAY):
        request = BookingRequest(HalfDayWanted(in_days(number), HalfDay.DAY))
        for person in world.persons:
            yield partial(
                book_and_price,
                actor=person,
                person=person,
                resource=world.desks,
                request=request,
                token=uuid.uuid4(),
                payer=person.customer,
            )


def charges() -> Times:
    """Every day that was booked, a month later."""
    from functools import partial

    from django.utils import timezone

    from billing.queries.charges_due import days_to_charge
    from billing.services.charge_sources import charge_day

    later = timezone.now() + timedelta(days=40)
    return timed_each(partial(charge_day, number, later) for number in days_to_charge(later))


if __name__ == "__main__":
    main()
