"""What cannot be posted says why, and everything else is posted."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from billing.rules.accounting.entries import Refused
from billing.rules.accounting.facts import Difference, Facts
from billing.rules.accounting.posting import posted
from tests.billing.rules.books_world import back, entries_of, june, paid, said, settles, sold, usual
from tests.billing.rules.invoice_world import item


def refused(facts: Facts) -> list[Refused]:
    return list(posted(facts, usual()).refused)


def test_a_line_without_purpose_says_why_it_is_not_posted_and_the_rest_is() -> None:
    lost = replace(sold(item("60.00"), reference="FA-2"), purposes={})
    result = posted(Facts(issued=(sold(item("60.00")), lost)), usual())
    assert [entry.piece for entry in result.entries] == ["FA-1"]
    assert [one.piece for one in result.refused] == ["FA-2"]
    assert "1" in result.refused[0].reason


def test_a_document_whose_lines_differ_from_its_total_is_not_posted() -> None:
    bought = sold(item("60.00", rate="0"))
    [total] = bought.document.totals
    wrong = replace(bought, document=replace(bought.document, totals=(replace(total, net=Decimal("61.00")),)))
    assert [one.piece for one in refused(Facts(issued=(wrong,)))] == ["FA-1"]
    assert "1.00" in refused(Facts(issued=(wrong,)))[0].reason


def test_an_invoice_below_zero_is_not_posted() -> None:
    assert [one.piece for one in refused(Facts(issued=(sold(item("-5.00", rate="0")),)))] == ["FA-1"]


def test_a_cent_between_lines_and_total_is_rounding() -> None:
    bought = sold(item("60.00", rate="0"))
    [total] = bought.document.totals
    off = replace(bought, document=replace(bought.document, totals=(replace(total, net=Decimal("60.01")),)))
    [entry] = entries_of(issued=[off])
    assert said(entry)[1] == [("411", "60.01"), ("7061", "-60.00"), ("758", "-0.01")]


def test_money_on_an_unknown_document_says_so() -> None:
    facts = Facts(
        payments=(paid("20.00"),),
        allocations=(settles("20.00", invoice="FA-9"),),
        reversals=(back("5.00", payment=7),),
        differences=(Difference("FA-8", Decimal("0.01"), june(1)),),
    )
    assert sorted(one.piece for one in refused(facts)) == ["FA-8", "FA-9", "R1"]
    assert [said(entry)[1] for entry in posted(facts, usual()).entries] == [
        [("512", "20.00"), ("4191", "-20.00")]
    ]
