"""Two clicks at once on the last unit spend it once: real threads, real commits, and a control without the guard."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from billing.models import PackProduct, PackSale, PricedDay
from billing.services.booking import book_and_price
from billing.services.packs import refund_pack, sell_pack
from espaces.errors import Refused
from espaces.models import Customer, CustomerMember, Person, Resource, Unit
from reservations.models import Grant, Reservation, UnitRate, Use
from reservations.queries.units import taken_by_reservations
from reservations.services import units as unit_services
from reservations.services.grants import end_grant_early, give_units, use_units_otherwise
from tests.concurrency.threads import at_once
from tests.factories import PersonFactory, ResourceFactory, UnitFactory, VenueFactory, open_every_day
from tests.factories.prices import price, sell
from tests.factories.reservations import at, slot
from tests.factories.units import NOW, TODAY, given, left, own_customer, pack_of, sold

pytestmark = pytest.mark.django_db(transaction=True)
DAY = "2026-03-12"
ROUNDS = range(3)


@pytest.fixture
def room() -> Resource:
    """Booked by the hour, at 12 € or one unit of an hour."""
    venue = VenueFactory()
    open_every_day(venue, ("08:00", "20:00"))
    resource = ResourceFactory(venue=venue, kind="meeting_room", booking_mode="slots", capacity=8)
    sell(venue, price("hour", 12, kind="meeting_room"))
    return resource


@pytest.fixture
def hour(room: Resource) -> Unit:
    unit = UnitFactory(structure=room.venue.structure, name="heure de salle", plural="heures de salle")
    UnitRate.objects.create(unit=unit, kind="meeting_room", per="hour", amount=1)
    return unit


def booked(person: Person, room: Resource, start: str, end: str, payer: Customer) -> Reservation:
    return book_and_price(
        actor=person,
        person=person,
        resource=room,
        request=slot(DAY, start, end, room),
        token=uuid.uuid4(),
        payer=payer,
        now=at("2026-03-10 09:00", room),
    )


@pytest.mark.parametrize("_round", ROUNDS)
def test_two_bookings_of_60_minutes_on_a_pack_with_60_minutes_left_X2(room, hour, _round) -> None:
    person = PersonFactory()
    grant = given(person, hour, 1)
    payer = own_customer(person)
    made = at_once(
        lambda: booked(person, room, "09:00", "10:00", payer),
        lambda: booked(person, room, "14:00", "15:00", payer),
    )
    assert [one for one in made if not isinstance(one, Reservation)] == []
    assert left(grant) == 0
    assert list(taken_by_reservations([one.pk for one in made]).values()) == [1]
    assert PricedDay.objects.get().owed == 12


@pytest.mark.parametrize("_round", ROUNDS)
def test_two_colleagues_on_the_last_shared_unit(room, hour, _round) -> None:
    """Each sees one unit: one takes it, the other is refused or pays in money, and it is spent once."""
    colleagues = [PersonFactory(), PersonFactory()]
    team = Customer.objects.create(organisation="Coopérative")
    for person in colleagues:
        CustomerMember.objects.create(customer=team, person=person, starts_on=dt.date(2026, 1, 1))
    grant = given(team, hour, 1)
    made = at_once(
        lambda: booked(colleagues[0], room, "09:00", "10:00", team),
        lambda: booked(colleagues[1], room, "14:00", "15:00", team),
    )
    refused = [one for one in made if isinstance(one, Exception)]
    assert all(isinstance(one, Refused) and one.code == "units_gone" for one in refused), refused
    assert left(grant) == 0
    assert Use.objects.count() == 1
    assert Reservation.objects.confirmed().count() == 2 - len(refused)


def taken(grant: Grant, stay: Reservation) -> Any:
    return unit_services.settle_units(
        actor=None,
        person=stay.person,
        day=stay.booking_day,
        reservation_ids=[stay.pk],
        wanted={(grant.pk, stay.pk): Decimal(1)},
        now=NOW,
    )


def two_stays(room: Resource) -> list[Reservation]:
    return [
        booked(person, room, start, end, own_customer(person))
        for person, start, end in (
            (PersonFactory(), "09:00", "10:00"),
            (PersonFactory(), "14:00", "15:00"),
        )
    ]


@pytest.mark.parametrize("_round", ROUNDS)
def test_two_stays_that_take_the_last_unit(room, hour, _round) -> None:
    one, two = two_stays(room)
    grant = given(own_customer(PersonFactory()), hour, 1)
    results = at_once(lambda: taken(grant, one), lambda: taken(grant, two))
    refused = [result for result in results if result is not None]
    assert [getattr(result, "code", result) for result in refused] == ["units_gone"]
    assert left(grant) == 0


@contextmanager
def without_the_guard() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE reservations_use DISABLE TRIGGER use_never_overdraws")
        try:
            yield
        finally:
            cursor.execute("ALTER TABLE reservations_use ENABLE TRIGGER use_never_overdraws")


def test_control_without_the_trigger_the_unit_is_spent_twice(room, hour) -> None:
    one, two = two_stays(room)
    grant = given(own_customer(PersonFactory()), hour, 1)
    with without_the_guard():
        assert at_once(lambda: taken(grant, one), lambda: taken(grant, two)) == [None, None]
    assert left(grant) == -1


@pytest.mark.parametrize("_round", ROUNDS)
def test_two_hosts_who_record_prints_take_what_there_is_once(room, hour, _round) -> None:
    """The last unit goes to one of the two; the other is told that it is missing."""
    person = PersonFactory()
    grant, payer = given(person, hour, 1), own_customer(person)

    def used() -> Decimal:
        values = {"reason": "Impressions", "day": TODAY, "token": uuid.uuid4(), "now": NOW}
        return use_units_otherwise(
            actor=None, unit=hour, person=person, payer=payer, venue=room.venue, amount=Decimal(1), **values
        ).missing

    assert sorted(at_once(used, used)) == [0, 1]
    assert left(grant) == 0


@pytest.mark.parametrize("_round", ROUNDS)
def test_an_early_end_against_a_stay(room, hour, _round) -> None:
    """Either the stay has the unit or the end takes it."""
    stay = two_stays(room)[0]
    grant = given(own_customer(PersonFactory()), hour, 1)
    values = {"reason": "Départ", "day": TODAY, "token": uuid.uuid4(), "now": NOW}
    results = at_once(
        lambda: taken(grant, stay),
        lambda: end_grant_early(actor=None, grant=grant, **values),
    )
    codes = [result.code for result in results if isinstance(result, Refused)]
    assert codes in (["units_gone"], ["nothing_left"])
    assert left(grant) == 0
    assert Use.objects.count() == 1


def pack(hour: Unit) -> PackProduct:
    return pack_of(hour.structure, hour)


@pytest.mark.parametrize("_round", ROUNDS)
def test_a_pack_bought_by_two_clicks_is_bought_once(hour, _round) -> None:
    product, person, token = pack(hour), PersonFactory(), uuid.uuid4()
    customer = own_customer(person)

    def buy() -> int:
        return sell_pack(
            actor=None,
            product=product,
            customer=customer,
            person=person,
            bought_on=TODAY,
            token=token,
            now=NOW,
        ).pk

    assert at_once(buy, buy) == [PackSale.objects.get().pk] * 2
    assert Grant.objects.count() == 1


def test_a_shared_pack_and_a_gift_sent_by_two_clicks_are_made_once(hour) -> None:
    """No person to lock: the token is unique in the database."""
    team, token = Customer.objects.create(organisation="Coopérative"), uuid.uuid4()
    product = pack_of(hour.structure, hour, nominative=False)
    gift = {"reason": "Cadeau", "valid_from": TODAY, "token": token, "now": NOW, "amount": Decimal(2)}
    sales = at_once(*[lambda: sold(product, None, customer=team, token=token).pk] * 2)
    gifts = at_once(*[lambda: give_units(actor=None, unit=hour, holder=team, **gift).pk] * 2)
    assert len(set(sales)) == len(set(gifts)) == PackSale.objects.count() == 1
    assert Grant.objects.count() == 2


def test_a_pack_refunded_by_two_clicks_is_refunded_once(hour) -> None:
    sale = sold(pack(hour), PersonFactory())
    act = {"actor": None, "sale": sale, "reason": "Départ", "refunded_on": TODAY, "now": NOW}
    results = at_once(*[lambda: refund_pack(**act).refunded] * 2)
    assert results == [60, 60]
    assert (left(sale.grant), Use.objects.count()) == (0, 1)
