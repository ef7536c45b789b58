"""Sheets A1 (a rural network), A2 (an association of volunteers) and A16 (booklet): tickets, half-days, hours."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from billing.rules.pricing.quotes import Step
from reservations.rules.units import Per
from tests.billing.rules.pricing_world import (
    TTC,
    booklet,
    by_duration,
    day,
    due,
    half_day,
    hour,
    quote,
    tickets,
    units,
    used,
)

OPEN_SPACE = {"rates": (tickets(Per.HALF_DAY, "1"),), "grants": (booklet("10"),)}
OFFICE = {"rates": (tickets(Per.HALF_DAY, "2"),), "grants": (booklet("10"),)}


def test_A1_1_a_morning_of_open_space_is_one_ticket() -> None:
    assert units("09:00-12:00", **OPEN_SPACE) == 1


def test_A1_2_three_hours_and_a_half_across_the_boundary_are_two_tickets() -> None:
    assert units("11:00-14:30", **OPEN_SPACE) == 2


def test_A1_3_a_private_office_is_two_tickets_a_half_day() -> None:
    assert units("09:00-18:00", **OFFICE) == 4
    assert units("09:00-12:00", **OFFICE) == 2


def test_A1_4_a_room_is_one_ticket_an_hour() -> None:
    assert units("14:00-17:00", rates=(tickets(Per.HOUR, "1"),), grants=(booklet("10"),)) == 3


@pytest.mark.parametrize(
    ("step", "taken"), [(60, "2"), (30, "1.5")], ids=["whole hours (default)", "half-hours"]
)
def test_A1_4_ambiguous_an_hour_and_a_half_is_counted_in_started_steps(step: int, taken: str) -> None:
    rates = (tickets(Per.HOUR, "1", step=step),)
    assert units("14:00-15:30", rates=rates, grants=(booklet("10"),)) == Decimal(taken)


def test_A1_5_one_ticket_for_an_office_of_two_is_refused_and_says_that_one_is_missing() -> None:
    refused = quote("09:00-12:00", rates=OFFICE["rates"], grants=(booklet("1"),))
    assert not refused.is_possible
    assert refused.missing_units == 1
    assert (refused.units, refused.lines, refused.due) == ((), (), 0)
    assert [line.step for line in refused.trace] == [Step.UNITS_SHORT]


VOLUNTEERS = {
    "rules": by_duration(TTC, 300),
    "rates": (tickets(Per.HALF_DAY, "0.5"),),
    "tariffs": (half_day("4"), day("8")),
}


def test_A2_2_two_afternoons_of_two_hours_are_one_ticket() -> None:
    afternoon = units("14:00-16:00", **VOLUNTEERS, grants=(booklet("10"),))
    assert afternoon + afternoon == 1


def test_A2_3_three_hours_twice_on_one_day_are_a_day_and_not_two_half_days_of_a_ticket_each() -> None:
    assert units("09:00-12:00", "14:00-17:00", **VOLUNTEERS, grants=(booklet("10"),)) == 1


def test_A2_3_both_stays_under_five_hours_together_are_half_a_ticket() -> None:
    assert units("09:00-11:00", "14:00-16:30", **VOLUNTEERS, grants=(booklet("10"),)) == Decimal("0.5")


@pytest.mark.parametrize(("exactly_is_half", "taken"), [(True, "0.5"), (False, "1")])
def test_A2_4_ambiguous_exactly_five_hours_is_a_half_day_unless_the_list_says_otherwise(
    exactly_is_half: bool, taken: str
) -> None:
    rules = by_duration(TTC, 300, exactly_is_half=exactly_is_half)
    assert units("09:00-14:00", **VOLUNTEERS | {"rules": rules}, grants=(booklet("10"),)) == Decimal(taken)


def test_A2_6_a_subscription_takes_no_ticket() -> None:
    priced = quote("09:00-18:00", **VOLUNTEERS, grants=(booklet("10"),), included="Mois")
    assert (priced.is_possible, priced.units, priced.due) == (True, (), 0)
    assert [(line.unit, line.amount, line.audience_name) for line in priced.lines] == [
        ("included", 0, "Mois")
    ]


def test_A2_7_without_ticket_six_hours_are_8_and_two_hours_are_4() -> None:
    assert due("09:00-15:00", **VOLUNTEERS) == "8.00"
    assert due("09:00-11:00", **VOLUNTEERS) == "4.00"


def test_A2_8_a_day_takes_the_old_half_ticket_first_and_half_of_a_new_one() -> None:
    old, new = booklet("0.5", grant_id=1), booklet("10", grant_id=2)
    priced = quote("09:00-17:00", **VOLUNTEERS, grants=(new, old))
    assert [(line.grant_id, line.quantity) for line in priced.units] == [
        (1, Decimal("0.5")),
        (2, Decimal("0.5")),
    ]
    paid = {1: 6, 2: 8}
    assert sum(line.quantity * paid[line.grant_id] for line in priced.units) == 7


FIRST_HOUR_THEN_QUARTERS = hour("3", first_amount=Decimal(4), step_minutes=15)
"""The price of the quarters was not published: 0.75."""


@pytest.mark.parametrize(("until", "price"), [("09:20", "4.00"), ("10:00", "4.00")])
def test_A16_1_A16_2_the_first_hour_is_flat(until: str, price: str) -> None:
    assert due(f"09:00-{until}", tariffs=(FIRST_HOUR_THEN_QUARTERS,)) == price


def test_A16_3_ambiguous_sixty_one_minutes_are_the_first_hour_and_a_quarter() -> None:
    priced = quote("09:00-10:01", tariffs=(FIRST_HOUR_THEN_QUARTERS,))
    assert [str(line.amount) for line in priced.lines] == ["4.00", "0.75"]


def test_A16_3_a_tolerance_makes_the_sixty_first_minute_free() -> None:
    assert due("09:00-10:01", tariffs=(replace(FIRST_HOUR_THEN_QUARTERS, tolerance_minutes=5),)) == "4.00"


def test_A16_4_a_day_of_the_booklet_leaves_nothing_to_pay() -> None:
    priced = quote(
        "09:00-18:00",
        tariffs=(FIRST_HOUR_THEN_QUARTERS,),
        rates=(tickets(Per.DAY, "1", name="day"),),
        grants=(booklet("10"),),
    )
    assert (priced.due, used(priced), priced.lines) == (0, 1, ())
