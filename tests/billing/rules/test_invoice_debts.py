"""Payments over invoices, credit notes against them, M22 and MO12."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from billing.rules.invoices.settling_debts import (
    Debt,
    PaidShare,
    Shared,
    Standing,
    State,
    credit_against,
    share_payment,
    standing_of,
)

DUE = date(2026, 11, 30)
DEBTS = [
    Debt(1, date(2026, 11, 30), Decimal("40.00")),
    Debt(2, date(2026, 10, 31), Decimal("25.00")),
    Debt(3, date(2026, 12, 31), Decimal("60.00")),
]


def shares(amount: str, asked: dict[int, Decimal | None] | None = None) -> tuple[list[tuple[int, str]], str]:
    shared = share_payment(Decimal(amount), DEBTS, asked)
    return [(invoice, str(share)) for invoice, share in shared.shares], str(shared.excess)


def test_the_oldest_due_is_paid_first() -> None:
    assert shares("50.00") == ([(2, "25.00"), (1, "25.00")], "0.00")


def test_invoices_asked_for_come_first_in_their_order_then_the_oldest() -> None:
    assert shares("70.00", {3: None}) == ([(3, "60.00"), (2, "10.00")], "0.00")
    assert shares("50.00", {3: Decimal("20.00"), 1: None}) == ([(3, "20.00"), (1, "30.00")], "0.00")


def test_more_than_asked_for_one_invoice_goes_on_to_it_last_of_all_to_the_balance() -> None:
    assert shares("200.00", {3: Decimal("20.00")}) == ([(3, "60.00"), (2, "25.00"), (1, "40.00")], "75.00")
    assert share_payment(Decimal(5), []) == Shared((), Decimal(5))


@pytest.mark.parametrize(("amount", "asked"), [("0.00", None), ("-1.00", None), ("5.00", {9: None})])
def test_a_payment_of_nothing_or_for_something_else_is_refused(
    amount: str, asked: dict[int, Decimal | None] | None
) -> None:
    with pytest.raises(ValueError, match="invoices that are open"):
        share_payment(Decimal(amount), DEBTS, asked)


MONEY = st.decimals("0.01", "300.00", places=2)


@given(MONEY, st.lists(MONEY, max_size=5), st.data())
def test_nothing_is_lost_and_no_invoice_gets_more_than_it_owes(
    amount: Decimal, left: list[Decimal], data: st.DataObject
) -> None:
    debts = [Debt(n, DUE, one) for n, one in enumerate(left)]
    numbers = st.sampled_from(range(len(left))) if left else st.nothing()
    asked = data.draw(st.dictionaries(numbers, st.none() | MONEY)) if left else None
    shared = share_payment(amount, debts, asked)
    assert sum(share for _invoice, share in shared.shares) + shared.excess == amount
    assert all(0 < share <= left[invoice] for invoice, share in shared.shares)
    assert shared.excess == max(amount - sum(left), Decimal(0))


def paid(*amounts: str) -> list[PaidShare]:
    return [
        PaidShare(n, datetime(2026, 11, n, 12, 0, tzinfo=UTC), Decimal(amount))
        for n, amount in enumerate(amounts, start=1)
    ]


def test_MO12_the_credit_note_of_a_paid_invoice_frees_its_payment() -> None:
    credited = credit_against(Decimal("12.00"), Decimal("0.00"), paid("24.00"))
    assert (credited.on_unpaid, credited.freed) == (0, ((1, Decimal("12.00")),))


def test_a_credit_note_takes_what_is_unpaid_then_the_latest_payments() -> None:
    credited = credit_against(Decimal("70.00"), Decimal("25.00"), paid("40.00", "35.00"))
    assert (credited.on_unpaid, credited.freed) == (25, ((2, Decimal("35.00")), (1, Decimal("10.00"))))
    assert credit_against(Decimal("5.00"), Decimal("25.00"), paid("40.00")).freed == ()


@pytest.mark.parametrize("amount", ["65.01", "0.00"])
def test_a_credit_note_of_more_than_its_invoice_or_of_nothing_is_refused(amount: str) -> None:
    with pytest.raises(ValueError, match="no more than its invoice"):
        credit_against(Decimal(amount), Decimal("25.00"), paid("40.00"))


def standing(allocated: str, today: date = DUE, credited: str = "0.00") -> Standing:
    return standing_of(Decimal("100.00"), Decimal(allocated), DUE, today, Decimal(credited))


def test_M22_partly_paid_paid_and_back_to_what_remains() -> None:
    assert standing("0.00") == Standing(State.TO_PAY, Decimal("100.00"))
    assert standing("40.00") == Standing(State.PARTLY_PAID, Decimal("60.00"))
    assert standing("100.00") == Standing(State.PAID, Decimal("0.00"))
    assert standing("60.00") == Standing(State.PARTLY_PAID, Decimal("40.00"))


def test_overdue_from_the_day_after_the_last_day_to_pay() -> None:
    after = date(2026, 12, 1)
    assert standing("0.00").overdue_since is None
    assert standing("40.00", after).overdue_since == after
    assert standing("40.00", date(2027, 1, 9)).overdue_since == after
    assert standing("100.00", after).overdue_since is None


def test_credited_wholly_or_in_part() -> None:
    assert standing("0.00", credited="100.00") == Standing(State.CREDITED, Decimal("0.00"))
    assert standing("50.00", credited="50.00") == Standing(State.PAID, Decimal("0.00"))
    assert standing("0.00", credited="50.00") == Standing(State.TO_PAY, Decimal("50.00"))


@pytest.mark.parametrize(
    ("allocated", "credited"), [("100.01", "0.00"), ("60.00", "50.00"), ("-1.00", "0.00")]
)
def test_more_than_an_invoice_asks_for_is_never_taken_for_paid(allocated: str, credited: str) -> None:
    with pytest.raises(ValueError, match="never holds more"):
        standing(allocated, credited=credited)
