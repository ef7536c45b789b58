"""What a source must still charge or give back beside what documents bear."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from billing.rules.charges import Part, capped, differences_of, is_settled

cents = st.decimals(min_value=0, max_value=50, places=2)


@dataclass(frozen=True)
class Billed:
    """A charge that a document bears."""

    pk: int
    amount: Decimal
    corrects_id: int | None = None
    includes_tax: bool = True
    tax_rate: Decimal = Decimal(20)


def billed(*amounts: int) -> list[Billed]:
    return [Billed(number, Decimal(amount)) for number, amount in enumerate(amounts)]


def gesture(amount: int, on: int = 0) -> Billed:
    return Billed(100, -Decimal(amount), corrects_id=on)


def missing(owed: int, invoiced: list[Billed], *gestures: Billed) -> list[tuple[Decimal, int | None]]:
    return [(one.amount, one.corrects) for one in differences_of(Decimal(owed), invoiced, gestures)]


def test_more_is_one_charge_and_less_comes_back_from_the_latest() -> None:
    assert missing(9, []) == [(9, None)]
    assert missing(9, billed(9)) == []
    assert missing(12, billed(9)) == [(3, None)]
    assert missing(4, billed(9, 3)) == [(-3, 1), (-5, 0)]


@pytest.mark.parametrize(("owed", "back"), [(20, 0), (16, 0), (15, 0), (14, 1), (5, 10), (0, 15)])
def test_a_gesture_of_5_counts_first_for_what_is_owed_no_more(owed: int, back: int) -> None:
    assert missing(owed, billed(20), gesture(5)) == ([(-back, 0)] if back else [])


def test_what_a_gesture_gave_is_not_owed_again() -> None:
    assert missing(20, billed(20), gesture(5)) == []
    assert missing(23, billed(20), gesture(5)) == [(3, None)]


@given(st.lists(cents, min_size=1, max_size=4), st.lists(cents, max_size=4), cents)
def test_what_is_written_settles_and_a_second_pass_writes_nothing(
    amounts: list[Decimal], gestures: list[Decimal], owed: Decimal
) -> None:
    invoiced = [Billed(number, amount) for number, amount in enumerate(amounts)]
    given_back = [
        Billed(100 + charge.pk, -min(amount, charge.amount), corrects_id=charge.pk)
        for charge, amount in zip(invoiced, gestures, strict=False)
    ]
    found = differences_of(owed, invoiced, given_back)
    after = invoiced + [
        replace(invoiced[0], pk=200 + rank, amount=one.amount, corrects_id=one.corrects)
        for rank, one in enumerate(found)
    ]
    charged, reduced = (sum((one.amount for one in rows), Decimal(0)) for rows in (after, given_back))
    assert is_settled(owed, charged, reduced)
    assert differences_of(owed, after, given_back) == []
    for charge in invoiced:
        back = [one.amount for one in [*after, *given_back] if one.corrects_id == charge.pk]
        assert charge.amount + sum(back) >= 0


@pytest.mark.parametrize(("left", "back"), [(50, -20), (20, -20), (5, -5), (0, None), (-3, None)])
def test_what_comes_back_is_no_more_than_what_is_left(left: int, back: int | None) -> None:
    part = capped(Part(Decimal(-20), True, Decimal(20)), Decimal(left))
    assert (part and part.amount) == back
