"""From events to entries: which accounts, which side, to the cent (5-french-rules.md, section 4)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from billing.rules.accounting.chart import Account, Role, chart_with
from billing.rules.accounting.facts import (
    Back,
    Deferral,
    Difference,
    Means,
    Payout,
    Purpose,
    Slip,
)
from billing.rules.invoices.content import Kind
from tests.billing.rules.books_world import (
    DEPOSIT,
    FEE,
    back,
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


def test_an_invoice_on_debits_owes_its_vat_at_once() -> None:
    [entry] = entries_of(issued=[sold(item("120.00"), tax_on_debits=True)])
    assert said(entry) == ("VE", [("411", "120.00"), ("7061", "-100.00"), ("44571", "-20.00")])
    assert (entry.piece, entry.day, entry.lines[0].auxiliary) == ("FA-1", june(1), "C000001")


def test_an_invoice_on_receipts_keeps_its_vat_waiting() -> None:
    [entry] = entries_of(issued=[sold(item("120.00"))])
    assert said(entry) == ("VE", [("411", "120.00"), ("7061", "-100.00"), ("44588", "-20.00")])


@pytest.mark.parametrize("regime", ["franchise", "exempt"])
def test_without_vat_there_is_no_line_of_vat(regime: str) -> None:
    [entry] = entries_of(issued=[sold(item("60.00", rate="0"), regime=regime)])
    assert said(entry) == ("VE", [("411", "60.00"), ("7061", "-60.00")])


def test_each_purpose_has_its_account_and_each_rate_its_line() -> None:
    items = [
        item("12.00"),
        item("10.55", rate="5.5"),
        item("50.00", rate="0"),
        item("20.00", rate="0"),
        item("24.00"),
    ]
    purposes = [Purpose.DESK, Purpose.SALE, DEPOSIT, FEE, Purpose.ROOM]
    [entry] = entries_of(issued=[sold(*items, purposes=purposes, tax_on_debits=True)])
    assert said(entry)[1] == [
        ("411", "116.55"),
        ("7061", "-10.00"),
        ("7068", "-10.00"),
        ("165", "-50.00"),
        ("756", "-20.00"),
        ("7064", "-20.00"),
        ("44571", "-0.55"),
        ("44571", "-6.00"),
    ]
    assert [line.auxiliary for line in entry.lines if line.account == "165"] == ["C000001"]


def test_what_comes_back_on_an_invoice_is_debited() -> None:
    items = [item("60.00", rate="0"), item("-15.00", rate="0")]
    [entry] = entries_of(issued=[sold(*items, purposes=[Purpose.DESK, Purpose.PACK])])
    assert said(entry)[1] == [("411", "45.00"), ("7061", "-60.00"), ("7063", "15.00")]
    assert all(line.debit >= 0 and line.credit >= 0 for line in entry.lines)


def test_an_advance_is_not_earned_until_its_last_invoice_takes_it_off() -> None:
    advance = sold(item("36.00"), kind=Kind.ADVANCE, tax_on_debits=True)
    rest = sold(
        item("120.00"),
        item("-36.00"),
        purposes=[Purpose.ROOM, Purpose.ADVANCE],
        reference="FA-2",
        after_advance=True,
        tax_on_debits=True,
    )
    first, last = entries_of(issued=[advance, rest])
    assert said(first)[1] == [("411", "36.00"), ("4191", "-30.00"), ("44571", "-6.00")]
    assert said(last)[1] == [("411", "84.00"), ("7064", "-100.00"), ("4191", "30.00"), ("44571", "-14.00")]


def test_a_credit_note_takes_back_the_revenue_of_its_lines() -> None:
    bought = sold(item("120.00"), tax_on_debits=True)
    _, entry = entries_of(issued=[bought, credit(bought, {1: "60.00"}, on=june(9))])
    assert said(entry) == ("VE", [("411", "-60.00"), ("7061", "50.00"), ("44571", "10.00")])
    assert (entry.piece, entry.lines[0].group) == ("AV-1", "FA-1")


def test_credit_notes_have_an_account_of_their_own_where_one_is_chosen_but_not_deposits() -> None:
    chart = chart_with({Role.CREDIT_NOTES: Account("709", "Rabais")})
    bought = sold(
        item("120.00"), item("50.00", rate="0"), purposes=[Purpose.DESK, DEPOSIT], tax_on_debits=True
    )
    _, entry = entries_of(chart, issued=[bought, credit(bought, {1: "60.00", 2: "50.00"}, on=june(9))])
    assert said(entry)[1] == [("411", "-110.00"), ("709", "50.00"), ("165", "50.00"), ("44571", "10.00")]


def test_an_accountant_chooses_his_accounts() -> None:
    chart = chart_with(
        {Purpose.DESK: Account("70610000", "Postes"), Role.CUSTOMERS: Account("4110", "Usagers")}
    )
    [entry] = entries_of(chart, issued=[sold(item("60.00", rate="0"), regime="franchise")])
    assert said(entry)[1] == [("4110", "60.00"), ("70610000", "-60.00")]
    assert entry.lines[1].account_label == "Postes"


@pytest.mark.parametrize(
    ("means", "journal", "account"),
    [
        (Means.CARD, "BQ", "5115"),
        (Means.SEPA, "BQ", "5115"),
        (Means.TRANSFER, "BQ", "512"),
        (Means.CHEQUE, "BQ", "5112"),
        (Means.CASH, "CA", "530"),
    ],
)
def test_each_means_of_payment_has_its_account(means: Means, journal: str, account: str) -> None:
    bought = sold(item("60.00", rate="0"), regime="franchise")
    _, entry = entries_of(
        issued=[bought], payments=[paid("60.00", means=means)], allocations=[settles("60.00")]
    )
    assert said(entry) == (journal, [(account, "60.00"), ("411", "-60.00")])


def test_one_payment_of_several_invoices_and_its_rest_on_account() -> None:
    first, second = sold(item("60.00", rate="0")), sold(item("30.00", rate="0"), reference="FA-2")
    entries = entries_of(
        issued=[first, second],
        payments=[paid("100.00", on=june(5))],
        allocations=[settles("60.00", on=june(5)), settles("30.00", invoice="FA-2", on=june(5))],
    )
    assert said(entries[-1])[1] == [
        ("512", "100.00"),
        ("411", "-60.00"),
        ("411", "-30.00"),
        ("4191", "-10.00"),
    ]
    assert [line.group for line in entries[-1].lines] == ["", "FA-1", "FA-2", ""]


def test_money_on_account_settles_an_invoice_later() -> None:
    entries = entries_of(
        issued=[sold(item("60.00", rate="0"), issued_on=june(20))],
        payments=[paid("60.00", on=june(5))],
        allocations=[settles("60.00", on=june(20))],
    )
    assert [said(entry) for entry in entries] == [
        ("BQ", [("512", "60.00"), ("4191", "-60.00")]),
        ("VE", [("411", "60.00"), ("7061", "-60.00")]),
        ("OD", [("411", "-60.00"), ("4191", "60.00")]),
    ]


def test_a_credit_note_pays_another_invoice() -> None:
    first, second = (
        sold(item("60.00", rate="0")),
        sold(item("90.00", rate="0"), reference="FA-2", issued_on=june(8)),
    )
    entries = entries_of(
        issued=[first, credit(first, {1: "60.00"}, on=june(9)), second],
        payments=[paid("60.00", on=june(2))],
        allocations=[
            settles("60.00", on=june(2)),
            settles("60.00", invoice="FA-2", on=june(10), payment=None, credit_note="AV-1"),
        ],
    )
    assert said(entries[-1]) == ("OD", [("411", "-60.00"), ("411", "60.00")])
    assert [line.group for line in entries[-1].lines] == ["FA-2", "FA-1"]


def test_a_credit_note_on_its_own_invoice_moves_nothing_more() -> None:
    bought = sold(item("60.00", rate="0"))
    entries = entries_of(
        issued=[bought, credit(bought, {1: "60.00"})],
        allocations=[settles("60.00", payment=None, credit_note="AV-1")],
    )
    assert [entry.piece for entry in entries] == ["FA-1", "AV-1"]


def test_a_refund_of_a_credit_note_goes_back_by_the_same_means() -> None:
    bought = sold(item("24.00", rate="0"))
    entries = entries_of(
        issued=[bought, credit(bought, {1: "12.00"}, on=june(9))],
        payments=[paid("24.00", means=Means.CARD)],
        allocations=[settles("24.00"), *set_off("12.00", june(9), freed="12.00")],
        reversals=[back("12.00", on=june(9), credit_note="AV-1")],
    )
    assert said(entries[-1]) == ("BQ", [("411", "12.00"), ("5115", "-12.00")])
    assert entries[-1].lines[0].group == "FA-1"


def test_what_a_credit_note_frees_stays_on_its_invoice_until_it_is_given_back() -> None:
    bought = sold(item("24.00", rate="0"))
    entries = entries_of(
        issued=[bought, credit(bought, {1: "12.00"}, on=june(9))],
        payments=[paid("24.00", means=Means.CARD)],
        allocations=[settles("24.00"), *set_off("12.00", june(9), freed="12.00")],
        reversals=[back("12.00", on=june(20), credit_note="AV-1", means=Means.TRANSFER)],
    )
    assert [entry.piece for entry in entries] == ["FA-1", "P1", "AV-1", "R1"]
    assert said(entries[-1]) == ("BQ", [("411", "12.00"), ("512", "-12.00")])


def test_what_a_credit_note_frees_pays_another_invoice() -> None:
    bought = sold(item("24.00", rate="0"))
    entries = entries_of(
        issued=[
            bought,
            credit(bought, {1: "12.00"}, on=june(9)),
            sold(item("30.00", rate="0"), reference="FA-2", issued_on=june(10)),
        ],
        payments=[paid("24.00")],
        allocations=[
            settles("24.00"),
            *set_off("12.00", june(9), freed="12.00"),
            settles("12.00", invoice="FA-2", on=june(15)),
        ],
    )
    assert said(entries[-1]) == ("OD", [("411", "-12.00"), ("411", "12.00")])
    assert [line.group for line in entries[-1].lines] == ["FA-2", "FA-1"]


def test_a_refund_first_takes_the_credit_of_its_own_credit_note() -> None:
    bought = sold(item("24.00", rate="0"))
    entries = entries_of(
        issued=[bought, credit(bought, {1: "12.00"}, on=june(9))],
        payments=[paid("30.00")],
        allocations=[settles("24.00"), *set_off("12.00", june(9), freed="12.00")],
        reversals=[back("13.00", on=june(20), credit_note="AV-1")],
    )
    assert said(entries[-1])[1] == [("411", "12.00"), ("4191", "1.00"), ("512", "-13.00")]


def test_a_debit_that_comes_back_opens_its_invoice_and_costs_a_fee() -> None:
    entries = entries_of(
        issued=[sold(item("60.00", rate="0"))],
        payments=[paid("60.00", means=Means.SEPA)],
        allocations=[settles("60.00"), settles("-60.00", on=june(20))],
        reversals=[back("60.00", Back.RETURNED, on=june(20), fee=Decimal("7.50"))],
    )
    assert said(entries[-1]) == (
        "BQ",
        [("411", "60.00"), ("5115", "-60.00"), ("6278", "7.50"), ("5115", "-7.50")],
    )


@pytest.mark.parametrize(
    ("deposited", "kind", "account"),
    [
        (june(10), Back.RETURNED, "512"),
        (None, Back.MISTAKE, "5112"),
        (june(28), Back.MISTAKE, "5112"),
        (None, Back.REFUND, "512"),
    ],
    ids=[
        "unpaid after the bank had it",
        "struck out in the drawer",
        "struck out before the slip",
        "refunded",
    ],
)
def test_a_cheque_leaves_the_account_where_it_is(deposited: date | None, kind: Back, account: str) -> None:
    entries = entries_of(
        issued=[sold(item("60.00", rate="0"))],
        payments=[paid("60.00", means=Means.CHEQUE, deposited_on=deposited)],
        allocations=[settles("60.00"), settles("-60.00", on=june(20))],
        reversals=[back("60.00", kind, on=june(20))],
    )
    assert said(entries[-1])[1] == [("411", "60.00"), (account, "-60.00")]


def test_money_on_account_that_goes_back_leaves_the_account() -> None:
    entries = entries_of(payments=[paid("20.00")], reversals=[back("20.00", on=june(9))])
    assert said(entries[-1])[1] == [("4191", "20.00"), ("512", "-20.00")]


def test_money_taken_off_an_invoice_on_another_day_is_not_that_of_a_refund() -> None:
    entries = entries_of(
        issued=[sold(item("60.00", rate="0"))],
        payments=[paid("70.00")],
        allocations=[settles("60.00"), settles("-60.00", on=june(20))],
        reversals=[back("10.00", on=june(9))],
    )
    assert [said(entry) for entry in entries[2:]] == [
        ("BQ", [("4191", "10.00"), ("512", "-10.00")]),
        ("OD", [("411", "60.00"), ("4191", "-60.00")]),
    ]


def test_a_security_deposit_given_back_needs_no_credit_note() -> None:
    entries = entries_of(
        issued=[sold(item("50.00", rate="0"), purposes=[DEPOSIT])],
        payments=[paid("50.00")],
        allocations=[settles("50.00")],
        reversals=[back("50.00", on=june(9), security_deposit=Decimal("50.00"))],
    )
    assert said(entries[-1])[1] == [("165", "50.00"), ("512", "-50.00")]


def test_a_payout_pays_its_fees_and_their_vat() -> None:
    [entry] = entries_of(
        payouts=[Payout("po_1", Decimal("97.00"), Decimal("2.50"), june(9), Decimal("0.50"))]
    )
    assert said(entry) == ("BQ", [("512", "97.00"), ("6278", "2.50"), ("44566", "0.50"), ("5115", "-100.00")])


def test_a_payout_below_zero_is_taken_from_the_bank() -> None:
    [entry] = entries_of(payouts=[Payout("po_1", Decimal("-15.00"), Decimal("15.00"), june(9))])
    assert said(entry)[1] == [("512", "-15.00"), ("6278", "15.00")]


def test_cheques_and_cash_are_brought_to_the_bank() -> None:
    slips = [Slip(4, Means.CHEQUE, Decimal("80.00"), june(9)), Slip(2, Means.CASH, Decimal("35.00"), june(9))]
    assert [(said(entry), entry.piece) for entry in entries_of(slips=slips)] == [
        (("BQ", [("512", "80.00"), ("5112", "-80.00")]), "CHQ-4"),
        (("CA", [("512", "35.00"), ("530", "-35.00")]), "ESP-2"),
    ]


def test_packs_still_to_be_used_are_revenue_of_the_next_year() -> None:
    deferral = Deferral("FA-1", Decimal("30.00"), date(2026, 12, 31))
    there, again = entries_of(deferrals=[deferral])
    assert (said(there), there.day) == (("OD", [("7063", "30.00"), ("487", "-30.00")]), date(2026, 12, 31))
    assert (said(again), again.day) == (("OD", [("487", "30.00"), ("7063", "-30.00")]), date(2027, 1, 1))


def test_cents_given_up_are_a_loss_and_cents_too_many_a_gain() -> None:
    bought = [sold(item("60.00", rate="0")), sold(item("30.00", rate="0"), reference="FA-2")]
    differences = [
        Difference("FA-1", Decimal("0.02"), june(9)),
        Difference("FA-2", Decimal("-0.01"), june(9)),
    ]
    *_, loss, gain = entries_of(issued=bought, differences=differences)
    assert said(loss) == ("OD", [("411", "-0.02"), ("658", "0.02")])
    assert said(gain) == ("OD", [("411", "0.01"), ("758", "-0.01")])


def test_what_was_recorded_later_was_validated_later() -> None:
    [entry] = entries_of(payments=[paid("20.00", on=june(1), recorded_on=june(8))])
    assert (entry.day, entry.validated_on) == (june(1), june(8))
