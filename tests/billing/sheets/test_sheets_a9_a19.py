"""Sheets A9 (a rural association) and A19 (a negotiated rate, without tax): half-days and the months beside them."""

from __future__ import annotations

import datetime as dt

import pytest

from billing.models import Tariff
from espaces.models import Person, Plan, Resource
from reservations.errors import BookingRefused
from reservations.models import Reservation
from tests.billing.sheets.screens import Screens

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada(screens: Screens) -> Person:
    return screens.newcomer("Ada")


@pytest.fixture
def member(screens: Screens) -> Plan:
    """A9: the reading of "selon le statut" is 6 € for members, 9 € for others."""
    plan = screens.plan("Adhérent", "0", cycle="year", is_association="on")
    screens.first_prices(open_space_half_day="9")
    screens.add_price("half_day", "6", who="adhérents")
    screens.publish()
    return plan


@pytest.fixture
def rate(screens: Screens) -> Plan:
    """A19: sold without tax, to whoever was given the rate by both."""
    screens.tax("normal", "2023-01-01")
    plan = screens.plan("Clermont’ech", "0", offered_online=[])
    screens.first_prices(open_space_half_day="6")
    screens.count(includes_tax="no")
    screens.fill(screens.here("billing:change_tariff", *only_line(screens)), who="Clermont’ech")
    screens.publish()
    return plan


def only_line(screens: Screens) -> tuple[int, int]:
    tariff = Tariff.objects.get()
    return tariff.edition.price_list_id, tariff.pk


def half_days(count: int) -> list[tuple[str, str]]:
    """From Tuesday 5 September on: (day, half)."""
    first = dt.date(2023, 9, 5)
    halves = [(first + dt.timedelta(days=n), half) for n in range(20) for half in ("morning", "afternoon")]
    return [(str(day), half) for day, half in halves[:count]]


def test_A9_1_ambiguous_a_half_day_is_6_for_members_and_9_for_others(screens, member) -> None:
    assert screens.try_it("morning", who="adhérents").due == "6,00"
    assert screens.try_it("morning").due == "9,00"


def test_A9_2_ambiguous_eight_half_days_of_a_member_are_48(screens, member, ada, desks) -> None:
    screens.subscribe(ada, member)
    for day, half in half_days(8):
        screens.book(ada, desks, day, half)
    screens.night("2023-10-01 00:30")
    assert screens.owes(ada) == 48


def test_A9_3_ambiguous_the_month_of_110_is_worth_it_from_the_19th_half_day(
    screens, member, ada, desks
) -> None:
    bob = screens.newcomer("Bob")
    month = screens.plan("Mois", "110", {"discount_open_space": "100"}, anchor="anniversary")
    screens.subscribe(ada, member)
    screens.subscribe(bob, member)
    screens.subscribe(bob, month)
    owed = []
    for day, half in half_days(19):
        screens.book(ada, desks, day, half)
        screens.book(bob, desks, day, half)
    screens.night("2023-09-14 00:30")
    owed.append((screens.owes(ada), screens.owes(bob)))
    screens.night("2023-10-01 00:30")
    owed.append((screens.owes(ada), screens.owes(bob)))
    assert owed == [(108, 110), (114, 110)]


@pytest.mark.parametrize(("own_price", "due"), [(None, "12,00"), ("10", "10,00")])
def test_A9_4_ambiguous_a_day_is_two_half_days_unless_it_has_a_price(
    screens, member, own_price: str | None, due: str
) -> None:
    if own_price:
        screens.add_price("day", own_price, who="adhérents")
    assert screens.try_it("day", who="adhérents").due == due


def test_A19_1_three_half_days_are_18_without_tax_and_21_60_with(screens, rate, ada, desks) -> None:
    screens.subscribe(ada, rate)
    for day, half in half_days(3):
        screens.book(ada, desks, day, half)
    tried = screens.try_it("morning", who="Clermont’ech")
    assert (tried.due, "6,00 € hors taxe + 1,20 € de TVA à 20 %" in tried.words) == ("7,20", True)
    screens.night("2023-10-01 00:30")
    assert str(screens.owes(ada)) == "21.60"


@pytest.mark.parametrize(
    ("name", "month", "count", "dearer"),
    [("Mi-temps", "66", 11, False), ("Temps plein", "117", 19, False), ("Temps plein", "117", 20, True)],
    ids=["A19-2", "A19-3 19", "A19-3 20"],
)
def test_A19_2_A19_3_half_days_against_months(
    screens, rate, ada, desks, name: str, month: str, count: int, dearer: bool
) -> None:
    bob = screens.newcomer("Bob")
    plan = screens.plan(name, month, {"basis": "without"}, first_period="whole")
    screens.subscribe(ada, rate)
    screens.subscribe(bob, plan)
    for day, half in half_days(count):
        screens.book(ada, desks, day, half)
    screens.night("2023-09-30 00:30")
    assert (screens.owes(ada) > screens.owes(bob)) == dearer
    assert (screens.owes(ada) == screens.owes(bob)) == (count == 11)


def test_A19_4_before_both_have_said_yes_the_rate_is_refused(screens, rate, ada, desks: Resource) -> None:
    assert screens.try_it("morning").due is None
    with pytest.raises(BookingRefused):
        screens.book(ada, desks, "2023-09-05", "morning")
    assert not Reservation.objects.exists()


def test_A19_5_ambiguous_from_half_to_full_in_mid_month_is_asked(screens, rate, ada) -> None:
    """Today: both months by their days; with the next period: nothing of this month changes."""
    half = screens.plan("Mi-temps", "66", {"basis": "without"}, first_period="prorated")
    full = screens.plan("Temps plein", "117", {"basis": "without"}, first_period="prorated")
    screens.at("2023-09-01 10:00")
    membership = screens.subscribe(ada, half)
    screens.at("2023-09-16 10:00")
    page = screens.here("billing:change_membership", membership.pk)
    assert "30 septembre 2023" in screens.told(page, plan=full.pk)
    assert "15 septembre 2023" in screens.told(page, plan=full.pk, at_once="at_once")
