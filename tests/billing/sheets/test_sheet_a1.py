"""Sheet A1, a network of rural offices: its tickets, what each room takes of them, its booklets and packages."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from billing.models import PackProduct
from espaces.models import Person, Resource, Unit
from reservations.errors import BookingRefused
from reservations.models import Grant, Reservation, Use
from reservations.queries.ledger import last_day_of
from tests.billing.sheets.screens import Screens
from tests.factories import ResourceFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(desks: Resource) -> Resource:
    return ResourceFactory(
        venue=desks.venue, name="Bureau fermé", kind=Resource.Kind.PRIVATE_OFFICE, position=2
    )


@pytest.fixture
def room(desks: Resource) -> Resource:
    kind, mode = Resource.Kind.MEETING_ROOM, Resource.BookingMode.SLOTS
    return ResourceFactory(venue=desks.venue, name="Petite salle", kind=kind, booking_mode=mode, position=3)


@pytest.fixture
def ticket(screens: Screens, office: Resource, room: Resource) -> Unit:
    """No price in money at all: the network sells tickets."""
    screens.fill(screens.here("espaces:venue_booking_rules"), half_day_boundary="13:30")
    screens.venue.refresh_from_db()
    unit = screens.unit("ticket", "tickets", step="0.5")
    screens.takes(unit, "open_space", "1", "half_day")
    screens.takes(unit, "private_office", "2", "half_day")
    screens.takes(unit, "meeting_room", "1", "hour")
    screens.first_prices()
    screens.publish()
    return unit


@pytest.fixture
def nomad(screens: Screens, ticket: Unit) -> PackProduct:
    return screens.pack(ticket, "Nomade", "10", "60", valid_months="6")


@pytest.fixture
def ada(screens: Screens) -> Person:
    return screens.newcomer("Ada")


@pytest.mark.parametrize(
    ("where", "when", "tickets"),
    [
        pytest.param("Grande salle", "09:00-12:00", "1 ticket", id="A1-1"),
        pytest.param("Grande salle", "11:00-14:30", "2 tickets", id="A1-2"),
        pytest.param("Bureau fermé", "09:00-18:00", "4 tickets", id="A1-3 day"),
        pytest.param("Bureau fermé", "morning", "2 tickets", id="A1-3 morning"),
        pytest.param("Petite salle", "14:00-17:00", "3 tickets", id="A1-4"),
        pytest.param("Petite salle", "14:00-15:30", "2 tickets", id="A1-4 AMBIGUOUS, default"),
    ],
)
def test_A1_the_box_counts_tickets_by_the_rates_entered(
    screens: Screens, ticket: Unit, where: str, when: str, tickets: str
) -> None:
    tried = screens.try_it(when, resource=where, unit="ticket")
    assert tried.due == "0,00"
    assert f"Unités {tickets} " in tried.words


@pytest.mark.parametrize(("step", "tickets"), [("30", "1,5 ticket"), ("60", "2 tickets")])
def test_A1_4_ambiguous_how_an_hour_and_a_half_is_rounded_is_asked(
    screens: Screens, ticket: Unit, step: str, tickets: str
) -> None:
    screens.takes(ticket, "meeting_room", "1", "hour", step_minutes=step)
    assert f"Unités {tickets} " in screens.try_it("14:00-15:30", resource="Petite salle", unit="ticket").words


def test_A1_5_one_ticket_left_books_no_office(screens, nomad, ada, desks, office) -> None:
    sale = screens.sell_pack(ada, nomad)
    for day in ("2023-09-05", "2023-09-06", "2023-09-07", "2023-09-08"):
        screens.book(ada, desks, day)
    screens.book(ada, desks, "2023-09-11", "morning")
    assert Grant.objects.with_balance().get(pk=sale.grant_id).balance == 1
    with pytest.raises(BookingRefused):
        screens.book(ada, office, "2023-09-11", "afternoon")
    assert (Reservation.objects.count(), Use.objects.count()) == (5, 5)
    screens.book(ada, desks, "2023-09-11", "afternoon")
    assert Grant.objects.with_balance().get(pk=sale.grant_id).balance == 0


@pytest.mark.parametrize(
    ("day", "books"),
    [
        pytest.param("2024-09-09", True, id="9 September"),
        pytest.param("2024-09-10", False, id="AMBIGUOUS 10 September: the last day is the 9th"),
        pytest.param("2024-09-11", False, id="11 September"),
    ],
)
def test_A1_6_a_booklet_of_10_march_is_valid_six_months_by_the_day_of_use(
    screens, nomad, ada, desks, day: str, books: bool
) -> None:
    screens.at("2024-03-10 10:00")
    sale = screens.sell_pack(ada, nomad)
    assert last_day_of(sale.grant) == dt.date(2024, 9, 9)
    screens.at("2024-09-08 10:00")
    if books:
        screens.book(ada, desks, day)
    else:
        with pytest.raises(BookingRefused):
            screens.book(ada, desks, day)
    assert Reservation.objects.count() == books


def test_A1_8_a_permanent_package_asked_for_on_12_april_begins_on_1_may_at_its_whole_price(
    screens, ada
) -> None:
    plan = screens.plan("Permanent", "300", anchor="calendar", first_period="next")
    screens.at("2024-04-12 10:00")
    membership = screens.subscribe(ada, plan)
    assert membership.starts_on == dt.date(2024, 5, 1)
    screens.night("2024-05-01 00:30")
    assert screens.owes(ada) == 300


@pytest.mark.parametrize(("first_period", "due"), [("prorated", "164.52"), ("whole", "300")])
def test_A1_9_ambiguous_whether_a_package_of_15_march_is_prorated_is_asked(
    screens, ada, first_period: str, due: str
) -> None:
    plan = screens.plan("Illimité", "300", anchor="calendar", first_period=first_period, renews=[])
    screens.at("2024-03-15 10:00")
    membership = screens.subscribe(ada, plan)
    assert membership.periods.get().ends_on == dt.date(2024, 4, 1)
    screens.night("2024-03-15 23:00")
    assert str(screens.owes(ada)) == f"{float(due):.2f}"


def test_A1_visitors_read_what_tickets_are_taken_where_no_money_is_asked(screens, nomad) -> None:
    page = screens.read(reverse("reservations:venue", args=[screens.venue.slug]))
    assert "10 tickets" in page
    assert "espace ouvert : 1 ticket par demi-journée" in page
    assert "salle de réunion : 1 ticket par heure" in page
