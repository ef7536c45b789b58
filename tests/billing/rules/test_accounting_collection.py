"""VAT due when it is paid: pro rata of the share paid, rate by rate, and back when money goes back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import given, settings

from billing.rules.accounting.collection import Amount, Bucket, buckets_of, collected
from billing.rules.accounting.facts import Back, Facts, Issued
from billing.rules.accounting.moves import Where, moves_of
from billing.rules.pricing.rounding import ZERO, total_of
from tests.billing.rules.books_strategies import Life, lives, settle_everything
from tests.billing.rules.books_world import (
    DEPOSIT,
    back,
    balance,
    credit,
    entries_of,
    june,
    paid,
    said,
    set_off,
    settles,
    sold,
)
from tests.billing.rules.invoice_world import item

TWO_RATES = (item("12.00"), item("10.55", rate="5.5"))


def parts(**facts: Any) -> list[tuple[int, str, str, str]]:
    """Day of June, rate, with tax, tax."""
    found = collected(Facts(**{name: tuple(listed) for name, listed in facts.items()}))
    return [(one.on.day, str(one.bucket.rate), str(one.amount.gross), str(one.amount.tax)) for one in found]


def test_a_payment_in_full_collects_what_the_invoice_says() -> None:
    found = parts(issued=[sold(*TWO_RATES)], payments=[paid("22.55")], allocations=[settles("22.55")])
    assert found == [(1, "5.5", "10.55", "0.55"), (1, "20", "12.00", "2.00")]


def test_half_a_payment_collects_half_of_each_rate_and_the_last_one_what_remains() -> None:
    found = parts(
        issued=[sold(*TWO_RATES)],
        payments=[paid("7.51", number=1, on=june(2)), paid("15.04", number=2, on=june(3))],
        allocations=[settles("7.51", on=june(2)), settles("15.04", on=june(3), payment=2)],
    )
    assert found == [
        (2, "5.5", "3.51", "0.18"),
        (2, "20", "4.00", "0.67"),
        (3, "5.5", "7.04", "0.37"),
        (3, "20", "8.00", "1.33"),
    ]


def test_a_refund_gives_back_the_rate_of_its_credit_note_on_its_own_day() -> None:
    bought = sold(*TWO_RATES)
    found = parts(
        issued=[bought, credit(bought, {1: "12.00"}, on=june(9))],
        payments=[paid("22.55")],
        allocations=[settles("22.55"), *set_off("12.00", june(9), freed="12.00")],
        reversals=[back("12.00", on=june(12), credit_note="AV-1")],
    )
    assert found[2:] == [(12, "20", "-12.00", "-2.00")]


def test_a_credit_note_before_the_payment_leaves_the_other_rate_to_pay() -> None:
    bought = sold(*TWO_RATES)
    found = parts(
        issued=[bought, credit(bought, {1: "12.00"}, on=june(9))],
        payments=[paid("10.55", on=june(12))],
        allocations=[settles("10.55", on=june(12))],
    )
    assert found == [(12, "5.5", "10.55", "0.55")]


def test_a_credit_note_after_half_was_paid_moves_what_was_collected_to_the_rate_that_remains() -> None:
    bought = sold(item("12.00"), item("12.00", rate="0"))
    found = parts(
        issued=[bought, credit(bought, {1: "12.00"}, on=june(9))],
        payments=[paid("12.00", on=june(5))],
        allocations=[settles("12.00", on=june(5))],
    )
    assert found[:2] == [(5, "0", "6.00", "0.00"), (5, "20", "6.00", "1.00")]
    assert sorted(found[2:]) == [(9, "0", "6.00", "0.00"), (9, "20", "-6.00", "-1.00")]


def test_a_debit_that_comes_back_takes_its_vat_back_on_that_day() -> None:
    found = parts(
        issued=[sold(item("12.00"))],
        payments=[paid("12.00")],
        allocations=[settles("12.00"), settles("-12.00", on=june(20))],
        reversals=[back("12.00", Back.RETURNED, on=june(20))],
    )
    assert found == [(1, "20", "12.00", "2.00"), (20, "20", "-12.00", "-2.00")]


def test_money_on_account_is_collected_when_it_settles() -> None:
    found = parts(
        issued=[sold(item("12.00"), issued_on=june(20))],
        payments=[paid("12.00", on=june(5))],
        allocations=[settles("12.00", on=june(20))],
    )
    assert found == [(20, "20", "12.00", "2.00")]


def test_an_invoice_whose_rates_cancel_out_is_collected_when_it_is_issued() -> None:
    found = parts(issued=[sold(item("12.00"), item("-12.00", rate="0"))])
    assert found == [(1, "0", "-12.00", "0.00"), (1, "20", "12.00", "2.00")]


def test_a_security_deposit_is_apart_from_services_without_vat() -> None:
    bought = sold(item("50.00", rate="0"), item("30.00", rate="0"), purposes=[DEPOSIT, "desk"])
    assert buckets_of(bought) == {
        Bucket(ZERO): Amount(Decimal("30.00")),
        Bucket(ZERO, outside=True): Amount(Decimal("50.00")),
    }


def entries(bought: Issued, *days: date) -> list[tuple[str, list[tuple[str, str]]]]:
    payments = [paid("10.00", number=number, on=day) for number, day in enumerate(days, start=1)]
    allocations = [settles("10.00", on=day, payment=number) for number, day in enumerate(days, start=1)]
    return [said(one) for one in entries_of(issued=[bought], payments=payments, allocations=allocations)]


def test_each_payment_turns_its_share_of_the_waiting_vat_into_vat_due() -> None:
    assert entries(sold(item("30.00")), june(2), june(3), june(4))[2::2] == [
        ("OD", [("44588", "1.67"), ("44571", "-1.67")]),
        ("OD", [("44588", "1.66"), ("44571", "-1.66")]),
        ("OD", [("44588", "1.67"), ("44571", "-1.67")]),
    ]


def test_on_debits_a_payment_moves_no_vat() -> None:
    journals = [journal for journal, _lines in entries(sold(item("30.00"), tax_on_debits=True), june(2))]
    assert journals == ["VE", "BQ"]


def test_a_credit_note_waits_as_its_invoice_did_though_the_option_was_taken_since() -> None:
    bought = sold(item("12.00"))
    note = credit(bought, {1: "12.00"}, on=june(9))
    on_debits = credit(sold(item("12.00"), tax_on_debits=True), {1: "12.00"}, on=june(9))
    for one in (note, on_debits):
        assert balance(entries_of(issued=[bought, one]), "44588") == ZERO


@settings(max_examples=100, deadline=None)
@given(lives())
def test_what_is_collected_is_what_money_settles(life: Life) -> None:
    facts = life.facts()
    moved = total_of(
        share.amount
        for move in moves_of(facts).found
        for share in move.shares
        if share.where is Where.INVOICE
    )
    assert total_of(one.amount.gross for one in collected(facts)) == moved


@settings(max_examples=100, deadline=None)
@given(lives())
def test_once_everything_is_settled_no_vat_waits_any_more(life: Life) -> None:
    settle_everything(life)
    assert balance(entries_of_life(life), "44588") == ZERO
    assert balance(entries_of_life(life), "411", "4191") == ZERO


def entries_of_life(life: Life) -> list[Any]:
    facts = life.facts()
    return entries_of(
        issued=facts.issued,
        payments=facts.payments,
        reversals=facts.reversals,
        allocations=facts.allocations,
        differences=facts.differences,
    )
