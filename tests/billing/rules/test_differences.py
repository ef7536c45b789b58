"""What acts cost: MO4 by clicks, MO12, cancellations with a part kept, units given back."""

from __future__ import annotations

from decimal import Decimal

import pytest

from billing.rules.pricing.differences import Difference, MoneyChange, UnitChange, difference, kept
from reservations.rules.units import Per
from tests.billing.rules.pricing_world import HT, TTC, booklet, day, half_day, hour, quote, tickets

MORNING, AFTERNOON = "09:00-12:00", "14:00-18:00"
DESK = (half_day("5"), day("9"))
NO_STEPS: dict[int, Decimal] = {}


def test_MO4_five_then_four_and_four_come_back_when_the_morning_goes() -> None:
    morning, both, afternoon = (
        quote(*s, tariffs=DESK) for s in ([MORNING], [MORNING, AFTERNOON], [AFTERNOON])
    )
    assert difference(None, morning).total == 5
    assert difference(morning, both).total == 4
    assert difference(both, afternoon).total == -4


def test_MO12_half_of_24_is_kept_and_half_comes_back() -> None:
    freed = difference(quote(MORNING, tariffs=(half_day("24", "20"),)), None)
    half = kept(freed, Decimal(50), NO_STEPS)
    assert freed == Difference((), (MoneyChange(Decimal(20), True, Decimal("-24.00")),), Decimal(-24))
    assert half.money == (MoneyChange(Decimal(20), True, Decimal("12.00")),)
    assert half.due == 12
    assert freed.total + half.due == -12


def test_only_the_difference_of_the_day_is_kept() -> None:
    freed = difference(quote(MORNING, AFTERNOON, tariffs=DESK), quote(AFTERNOON, tariffs=DESK))
    assert kept(freed, Decimal(50), NO_STEPS).due == 2


def test_what_is_kept_is_rounded_half_up_for_each_rate() -> None:
    prices = (hour("3.33", "5.5"), half_day("9.99", "20"))
    freed = difference(quote("09:00-13:00", "14:00-15:00", tariffs=prices), None)
    assert [(c.tax_rate, str(c.amount)) for c in kept(freed, Decimal(50), NO_STEPS).money] == [
        (20, "5.00"),
        (Decimal("5.5"), "1.67"),
    ]


def test_without_tax_the_part_kept_bears_its_tax() -> None:
    freed = difference(quote(MORNING, tariffs=(half_day("20", "20"),), rules=HT), None)
    half = kept(freed, Decimal(50), NO_STEPS)
    assert half.money == (MoneyChange(Decimal(20), False, Decimal("10.00")),)
    assert half.due == 12


def test_a_list_that_changed_its_basis_does_not_mix_both() -> None:
    with_tax, without = (quote(MORNING, tariffs=(half_day("12", "20"),), rules=r) for r in (TTC, HT))
    changed = difference(with_tax, without)
    assert {(c.includes_tax, str(c.amount)) for c in changed.money} == {(True, "-12.00"), (False, "12.00")}
    assert changed.total == Decimal("2.40")


@pytest.mark.parametrize(
    ("percent", "step", "back"),
    [("50", "1", "2"), ("50", "0.5", "1.5"), ("0", "1", "3"), ("100", "1", "0"), ("10", "2", "3")],
)
def test_parts_of_units_that_come_back_are_rounded_up_to_the_step(percent: str, step: str, back: str) -> None:
    freed = difference(quote(MORNING, rates=(tickets(Per.HALF_DAY, "3"),), grants=(booklet("9"),)), None)
    returned = kept(freed, Decimal(percent), {1: Decimal(step)})
    assert returned.units == (UnitChange(1, 1, "ticket", -Decimal(back)),)


def test_a_move_to_a_longer_stay_takes_the_units_it_lacks() -> None:
    world = {"rates": (tickets(Per.HALF_DAY, "1"),), "grants": (booklet("9"),)}
    moved = difference(quote(MORNING, **world), quote("09:00-18:00", **world))
    assert moved.units == (UnitChange(1, 1, "ticket", Decimal(1)),)
    assert kept(moved, Decimal(50), {1: Decimal(1)}).units == moved.units


def test_nothing_is_kept_where_what_is_left_has_grown_dearer() -> None:
    before, after = quote(MORNING, tariffs=(half_day("5"),)), quote(AFTERNOON, tariffs=(half_day("8"),))
    freed = difference(before, after)
    assert (freed.total, kept(freed, Decimal(50), NO_STEPS).money) == (3, ())
