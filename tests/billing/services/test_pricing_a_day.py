"""What each act on a reservation costs, through the services that everybody uses."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal

import pytest

from billing.errors import PriceChanged
from billing.models import PricedDay, ReservationPrice
from billing.services.booking import book_and_price, cancel_and_price, move_and_price
from espaces.models import CancellationStep, Person, Resource
from reservations.errors import BookingRefused
from reservations.models import Grant, Reservation, UnitRate, Use
from tests.factories import PersonFactory, ResourceFactory, UnitFactory, VenueFactory, open_every_day
from tests.factories.prices import payer, price, sell
from tests.factories.reservations import at, book, half

pytestmark = pytest.mark.django_db
DAY = "2026-12-03"
BEFORE = "2026-12-01 10:00"


@pytest.fixture
def desks() -> Resource:
    venue = VenueFactory()
    open_every_day(venue, ("09:00", "18:00"))
    return ResourceFactory(venue=venue, places=3)


@pytest.fixture
def person() -> Person:
    return PersonFactory()


def reserve(person: Person, desks: Resource, half_day: str, **more: object) -> Reservation:
    return book_and_price(
        actor=person,
        person=person,
        resource=desks,
        request=half(DAY, half_day),
        token=uuid.uuid4(),
        payer=payer(person),
        now=at(BEFORE, desks),
        **more,
    )


def cancel(reservation: Reservation, when: str, **more: object) -> Reservation:
    return cancel_and_price(
        actor=reservation.person,
        reservation_id=reservation.pk,
        now=at(when, reservation.resource),
        **more,
    )


def costs(reservation: Reservation) -> list[Decimal]:
    prices = ReservationPrice.objects.filter(reservation=reservation).order_by("number")
    return list(prices.values_list("difference", flat=True))


def owed() -> Decimal:
    return PricedDay.objects.get().owed


def tickets(person: Person, desks: Resource, amount: int, **more: object) -> Grant:
    unit = UnitFactory(structure=desks.venue.structure)
    UnitRate.objects.create(unit=unit, kind="open_space", per="half_day", amount=1)
    return Grant.objects.create(
        unit=unit,
        person=person,
        amount=amount,
        valid_from=dt.date(2026, 1, 1),
        origin="gift",
        reason="essai",
        made_at=at(BEFORE, desks),
        **more,
    )


def left(grant: Grant) -> Decimal:
    return Grant.objects.with_balance().get(pk=grant.pk).balance


def test_MO4_morning_then_afternoon_costs_five_then_four(person, desks) -> None:
    sell(desks.venue, price("half_day", 5), price("day", 9))
    morning, afternoon = reserve(person, desks, "morning"), reserve(person, desks, "afternoon")
    assert (costs(morning), costs(afternoon), owed()) == ([5], [4], 9)


def test_MO4_morning_cancelled_free_gives_back_four(person, desks) -> None:
    sell(desks.venue, price("half_day", 5), price("day", 9))
    morning = reserve(person, desks, "morning")
    reserve(person, desks, "afternoon")
    cancel(morning, BEFORE)
    assert (costs(morning), owed()) == ([5, -4], 5)


def test_MO12_half_is_kept_twelve_hours_before(person, desks) -> None:
    CancellationStep.objects.create(venue=desks.venue, audience="others", hours_before=24, percent_kept=50)
    sell(desks.venue, price("half_day", 24))
    morning = reserve(person, desks, "morning")
    cancel(morning, "2026-12-02 21:00", announced=Decimal("-12.00"))
    assert (costs(morning), owed()) == ([24, -12], 12)
    price_of_act = ReservationPrice.objects.get(reservation=morning, number=2)
    assert [(kept["amount"], price_of_act.percent_kept) for kept in price_of_act.kept] == [("12.00", 50)]


def test_MO3_one_ticket_left_pays_a_half_day_and_money_the_other(person, desks) -> None:
    grant = tickets(person, desks, 1)
    sell(desks.venue, price("half_day", 5), price("day", 9))
    day = reserve(person, desks, "day")
    assert (costs(day), left(grant)) == ([5], 0)


def test_M26_a_pack_gets_back_what_is_cancelled_in_time(person, desks) -> None:
    grant = tickets(person, desks, 10)
    sell(desks.venue, price("half_day", 5))
    morning = reserve(person, desks, "morning")
    assert (left(grant), costs(morning)) == (9, [0])
    cancel(morning, BEFORE)
    assert left(grant) == 10
    assert list(Use.objects.order_by("pk").values_list("amount", flat=True)) == [1, -1]


def test_a_late_cancellation_keeps_its_share_of_the_units(person, desks) -> None:
    CancellationStep.objects.create(venue=desks.venue, audience="others", hours_before=24, percent_kept=50)
    grant = tickets(person, desks, 10)
    sell(desks.venue, price("half_day", 5))
    whole_day = reserve(person, desks, "day")
    assert left(grant) == 8
    cancel(whole_day, "2026-12-02 21:00")
    assert left(grant) == 9, "half of two comes back, the other half stays used by what was cancelled"
    assert Use.objects.filter(reservation=whole_day).count() == 2


def test_a_move_to_another_day_frees_the_one_and_prices_the_other(person, desks) -> None:
    sell(desks.venue, price("half_day", 5), price("day", 9))
    morning = reserve(person, desks, "morning")
    reserve(person, desks, "afternoon")
    move_and_price(
        actor=person,
        reservation_id=morning.pk,
        resource=desks,
        request=half("2026-12-04", "day"),
        announced=Decimal(5),
        now=at(BEFORE, desks),
    )
    assert costs(morning) == [5, -4, 9]
    assert list(PricedDay.objects.order_by("day").values_list("owed", flat=True)) == [5, 9]


def test_another_cost_than_announced_changes_nothing(person, desks) -> None:
    sell(desks.venue, price("half_day", 5))
    with pytest.raises(PriceChanged):
        reserve(person, desks, "morning", announced=Decimal(4))
    assert not Reservation.objects.exists()
    assert not ReservationPrice.objects.exists()


def test_what_is_not_on_sale_is_refused_to_who_books_for_himself(person, desks) -> None:
    sell(desks.venue, price("hour", 12, kind="meeting_room"))
    with pytest.raises(BookingRefused) as refused:
        reserve(person, desks, "morning")
    assert refused.value.codes == ["not_eligible"]
    assert not Reservation.objects.exists()


def test_a_host_may_book_what_is_not_on_sale(person, desks) -> None:
    from reservations.services.booking import Terms

    sell(desks.venue, price("hour", 12, kind="meeting_room"))
    made = book(person, desks, half(DAY, "morning"), now=at(BEFORE, desks), terms=Terms(channel="host"))
    assert (costs(made), owed()) == ([0], 0)


def test_A1_5_two_tickets_wanted_one_left_says_how_many_are_missing(person, desks) -> None:
    tickets(person, desks, 1)
    sell(desks.venue, price("hour", 12, kind="meeting_room"))
    with pytest.raises(BookingRefused) as refused:
        reserve(person, desks, "day")
    assert refused.value.codes == ["not_covered"]
    assert not Use.objects.exists()


def test_a_venue_without_prices_takes_bookings_and_owes_nothing(person, desks) -> None:
    morning = reserve(person, desks, "morning")
    cancel(morning, BEFORE)
    assert not ReservationPrice.objects.exists()


def test_a_later_price_list_leaves_a_day_already_booked(person, desks) -> None:
    sell(desks.venue, price("half_day", 5), price("day", 9))
    reserve(person, desks, "morning")
    sell(desks.venue, price("half_day", 8), price("day", 14), since=dt.date(2026, 12, 1))
    assert costs(reserve(person, desks, "afternoon")) == [4]
