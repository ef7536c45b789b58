"""Sheet A2, an association of volunteers: adhesion, card, tickets by presence, months."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from billing.models import PackProduct
from billing.queries.unit_value import value_of_stays
from espaces.models import Person, Plan, Resource, Unit
from reservations.models import Grant, Reservation, Use
from tests.billing.sheets.screens import Screens

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticket(screens: Screens) -> Unit:
    """Under 5 h half a ticket, else a whole one, counted by presence."""
    unit = screens.unit("ticket", "tickets", step="0.5")
    screens.takes(unit, "open_space", "0.5", "half_day")
    screens.first_prices(open_space_half_day="4", open_space_day="8")
    screens.count(half_day_by="duration", half_day_hours="5", billed_on="used")
    screens.publish()
    return unit


@pytest.fixture
def ten(screens: Screens, ticket: Unit) -> PackProduct:
    return screens.pack(ticket, "Dix tickets", "10", "60", valid_months="")


@pytest.fixture
def adhesion(screens: Screens) -> Plan:
    return screens.plan(
        "Adhésion",
        "10",
        cycle="year",
        anchor="calendar",
        first_period="whole",
        sold_ahead_from_month="11",
        is_association="on",
    )


@pytest.fixture
def ada(screens: Screens) -> Person:
    return screens.newcomer("Ada")


def came(screens: Screens, person: Person, desks: Resource, day: str, *stays: str) -> Reservation:
    """Reserved in the morning, present at these hours; the night counts them."""
    screens.at(f"{day} 07:00")
    made = screens.book(person, desks, day)
    screens.at(f"{day} 21:00")
    for stay in stays:
        screens.was_there(made, *stay.split("-"))
    next_day = dt.date.fromisoformat(day) + dt.timedelta(days=1)
    screens.night(f"{next_day} 00:30")
    return made


def taken() -> Decimal:
    return sum(Use.objects.values_list("amount", flat=True), Decimal(0))


def test_A2_1_adhesion_card_and_ten_tickets_are_sold_for_76(screens, adhesion, ten, ada) -> None:
    screens.subscribe(ada, adhesion)
    screens.sell(ada, screens.article("Carte d’accès", "6"))
    screens.sell_pack(ada, ten)
    screens.night("2023-09-05 00:30")
    assert screens.owes(ada) == 76
    assert "76,00 €" in screens.owed_page(ada)


def test_A2_2_two_afternoons_of_two_hours_take_one_ticket(screens, ten, ada, desks) -> None:
    sale = screens.sell_pack(ada, ten)
    came(screens, ada, desks, "2023-09-05", "14:00-16:00")
    assert taken() == Decimal("0.5")
    came(screens, ada, desks, "2023-09-06", "14:00-16:00")
    assert taken() == 1
    assert Grant.objects.with_balance().get(pk=sale.grant_id).balance == 9
    assert screens.owes(ada) == 60


def test_A2_3_three_hours_twice_on_one_day_take_one_ticket(screens, ten, ada, desks) -> None:
    screens.sell_pack(ada, ten)
    came(screens, ada, desks, "2023-09-05", "09:00-12:00", "14:00-17:00")
    assert taken() == 1


@pytest.mark.parametrize(("half", "tickets"), [(None, "0,5 ticket"), ([], "1 ticket")])
def test_A2_4_ambiguous_exactly_five_hours_is_asked_and_is_a_half_day_by_default(
    screens, ticket, half: object, tickets: str
) -> None:
    if half is not None:
        screens.count(exactly_is_half=half)
    tried = screens.try_it("09:00-14:00", unit="ticket")
    assert tried.due == "0,00"
    assert f"Unités {tickets} " in tried.words


@pytest.mark.parametrize(
    ("joined", "last_day"),
    [("2023-10-31", "2023-12-31"), ("2023-11-01", "2024-12-31"), ("2023-11-15", "2024-12-31")],
    ids=["October", "AMBIGUOUS 1 November, included", "November"],
)
def test_A2_5_who_joins_from_november_pays_10_until_december_of_next_year(
    screens, adhesion, ada, joined: str, last_day: str
) -> None:
    screens.at(f"{joined} 10:00")
    membership = screens.subscribe(ada, adhesion)
    assert membership.periods.get().ends_on - dt.timedelta(days=1) == dt.date.fromisoformat(last_day)
    screens.night(f"{joined} 23:00")
    assert screens.owes(ada) == 10


def test_A2_6_the_month_takes_no_ticket_in_eight_days(screens, ten, ada, desks) -> None:
    month = screens.plan(
        "Mois", "60", {"discount_open_space": "100"}, anchor="anniversary", first_period="whole", renews=[]
    )
    screens.sell_pack(ada, ten)
    screens.at("2023-09-10 10:00")
    screens.subscribe(ada, month)
    for day in range(11, 19):
        came(screens, ada, desks, f"2023-09-{day}", "09:00-17:00")
    assert taken() == 0
    assert screens.owes(ada) == 60 + 60


@pytest.mark.parametrize(("stay", "debt"), [("09:00-15:00", 8), ("09:00-11:00", 4)])
def test_A2_7_without_ticket_or_month_the_debt_is_8_a_ticket(
    screens, ticket, ada, desks, stay: str, debt: int
) -> None:
    came(screens, ada, desks, "2023-09-05", stay)
    assert (screens.owes(ada), taken()) == (debt, 0)
    assert f"{debt},00 €" in screens.owed_page(ada)


def test_A2_8_half_a_ticket_at_6_and_half_at_8_are_worth_7(screens, ticket, ten, ada, desks) -> None:
    screens.sell_pack(ada, ten)
    for day in range(5, 14):
        came(screens, ada, desks, f"2023-09-{day:02}", "09:00-17:00")
    came(screens, ada, desks, "2023-09-14", "09:00-11:00")
    screens.sell_pack(ada, screens.pack(ticket, "Dix tickets à 8 €", "10", "80", valid_months=""))
    day = came(screens, ada, desks, "2023-09-15", "09:00-17:00")
    assert value_of_stays([day]) == 7


def test_A2_9_excluded_after_four_tickets_gets_36_back(screens, adhesion, ten, ada, desks) -> None:
    screens.subscribe(ada, adhesion)
    sale = screens.sell_pack(ada, ten)
    for day in range(5, 9):
        came(screens, ada, desks, f"2023-09-{day:02}", "09:00-17:00")
    assert screens.owes(ada) == 70
    screens.fill(screens.here("billing:refund_pack", ada.pk, sale.pk), reason="Exclusion")
    screens.night("2023-09-10 00:30")
    sale.refresh_from_db()
    assert (sale.refunded, screens.owes(ada)) == (36, 34)


@pytest.mark.parametrize(
    ("terms", "starts_on", "last_day"),
    [
        ({}, "2025-03-10", "9 avril 2025"),
        ({}, "2025-01-31", "27 février 2025"),
        ({"cycle": "days", "cycle_days": "30"}, "2025-03-10", "8 avril 2025"),
    ],
    ids=["date to date (default)", "from the 31st", "30 days"],
)
def test_A2_10_ambiguous_the_length_of_a_month_is_asked_and_its_last_day_read_before_buying(
    screens, ada, terms: dict[str, str], starts_on: str, last_day: str
) -> None:
    screens.at(f"{starts_on} 10:00")
    month = screens.plan(
        "Mois", "80", **{"anchor": "anniversary", "first_period": "whole", "renews": []} | terms
    )
    page = screens.here("billing:subscribe_person", ada.pk)
    assert last_day in screens.told(page, plan=month.pk)
