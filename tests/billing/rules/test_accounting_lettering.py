"""A letter for each invoice that is settled, and none for one that is open again."""

from __future__ import annotations

from datetime import date
from typing import Any

from billing.rules.accounting.facts import Back
from billing.rules.accounting.lettering import letter
from tests.billing.rules.books_world import back, credit, entries_of, june, paid, set_off, settles, sold
from tests.billing.rules.invoice_world import item

FREE = "0"


def letters(**facts: Any) -> list[tuple[str, str, date | None]]:
    """Piece, letter and its day, of the lines of customers."""
    return [
        (entry.piece, line.letter, line.lettered_on)
        for entry in entries_of(**facts)
        for line in entry.lines
        if line.account == "411"
    ]


def test_letters_go_on_after_z() -> None:
    assert [letter(number) for number in (0, 1, 25, 26, 27, 701, 702)] == [
        "A",
        "B",
        "Z",
        "AA",
        "AB",
        "ZZ",
        "AAA",
    ]


def test_an_invoice_paid_in_parts_is_lettered_on_the_day_of_the_last() -> None:
    assert letters(
        issued=[sold(item("60.00", rate=FREE))],
        payments=[paid("20.00", number=1, on=june(2)), paid("40.00", number=2, on=june(9))],
        allocations=[settles("20.00", on=june(2)), settles("40.00", on=june(9), payment=2)],
    ) == [("FA-1", "A", june(9)), ("P1", "A", june(9)), ("P2", "A", june(9))]


def test_what_is_partly_paid_has_no_letter() -> None:
    found = letters(
        issued=[sold(item("60.00", rate=FREE))], payments=[paid("20.00")], allocations=[settles("20.00")]
    )
    assert found == [("FA-1", "", None), ("P1", "", None)]


def test_letters_follow_the_days_on_which_invoices_were_settled() -> None:
    found = letters(
        issued=[sold(item("60.00", rate=FREE)), sold(item("30.00", rate=FREE), reference="FA-2")],
        payments=[paid("30.00", number=1, on=june(2)), paid("60.00", number=2, on=june(9))],
        allocations=[settles("30.00", invoice="FA-2", on=june(2)), settles("60.00", on=june(9), payment=2)],
    )
    assert found == [
        ("FA-1", "B", june(9)),
        ("FA-2", "A", june(2)),
        ("P1", "A", june(2)),
        ("P2", "B", june(9)),
    ]


def test_a_credit_note_and_its_refund_close_with_the_invoice() -> None:
    bought = sold(item("24.00", rate=FREE))
    found = letters(
        issued=[bought, credit(bought, {1: "12.00"}, on=june(9))],
        payments=[paid("24.00")],
        allocations=[settles("24.00"), *set_off("12.00", june(9), freed="12.00")],
        reversals=[back("12.00", on=june(12), credit_note="AV-1")],
    )
    assert found == [(piece, "A", june(12)) for piece in ("FA-1", "P1", "AV-1", "R1")]


def test_a_debit_that_comes_back_takes_the_letter_away() -> None:
    found = letters(
        issued=[sold(item("24.00", rate=FREE))],
        payments=[paid("24.00")],
        allocations=[settles("24.00"), settles("-24.00", on=june(20))],
        reversals=[back("24.00", Back.RETURNED, on=june(20))],
    )
    assert found == [("FA-1", "", None), ("P1", "", None), ("R1", "", None)]
