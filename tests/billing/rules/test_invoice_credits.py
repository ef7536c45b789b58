"""Credit notes: what is left of an invoice, and that all of them end at exactly zero."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from billing.rules.invoices.content import Document, RateTotal
from billing.rules.invoices.credits import (
    MoreThanLeft,
    credit_items,
    laid_out_credit,
    left_of_lines,
    left_of_rates,
)
from billing.rules.invoices.layout import Item
from billing.rules.pricing.rounding import CENT
from tests.billing.rules.invoice_world import credit_note, invoice, item, items


def credited(document: Document, earlier: list[Document], wanted: dict[int, str]) -> Document:
    asked = {position: Decimal(amount) for position, amount in wanted.items()}
    return credit_note(document, *laid_out_credit(document, earlier, credit_items(document, earlier, asked)))


def everything_left(document: Document, earlier: list[Document]) -> tuple[Item, ...]:
    return credit_items(document, earlier, left_of_lines(document, earlier))


def is_wholly_credited(document: Document, earlier: list[Document]) -> bool:
    return not any(left_of_lines(document, earlier).values())


def wholly(document: Document, earlier: list[Document]) -> Document:
    return credit_note(document, *laid_out_credit(document, earlier, everything_left(document, earlier)))


def said(document: Document) -> list[tuple[str, str, str]]:
    return [(f"{total.rate:.2f}", str(total.net), str(total.tax)) for total in document.totals]


def test_MO12_half_of_24_is_given_back_then_the_rest() -> None:
    document = invoice(item("24.00"))
    half = credited(document, [], {1: "12.00"})
    assert (half.gross, said(half)) == (Decimal("12.00"), [("20.00", "10.00", "2.00")])
    assert [(line.corrects, line.amount, line.quantity, line.unit_price) for line in half.lines] == [
        (1, 12, 1, 12)
    ]
    assert left_of_lines(document, [half]) == {1: Decimal("12.00")}
    rest = wholly(document, [half])
    assert (rest.gross, is_wholly_credited(document, [half, rest])) == (Decimal("12.00"), True)
    assert not is_wholly_credited(document, [half])


def test_cents_do_not_drift_and_the_last_takes_what_remains() -> None:
    document = invoice(*[item("5.00")] * 3)
    earlier: list[Document] = []
    for position in (1, 2, 3):
        earlier.append(credited(document, earlier, {position: "5.00"}))
    assert [said(credit) for credit in earlier] == [
        [("20.00", "4.17", "0.83")],
        [("20.00", "4.16", "0.84")],
        [("20.00", "4.17", "0.83")],
    ]
    assert left_of_rates(document, earlier) == {Decimal(20): (0, 0)}


def test_the_last_takes_what_the_invoice_really_said() -> None:
    """An invoice that was rounded otherwise, by an older edition of the software."""
    document = invoice(item("5.00"), item("5.00"))
    document = replace(document, totals=(RateTotal(Decimal(20), Decimal("8.34"), Decimal("1.66")),))
    first = credited(document, [], {1: "5.00"})
    assert said(first) == [("20.00", "4.17", "0.83")]
    assert said(wholly(document, [first])) == [("20.00", "4.17", "0.83")]


def test_a_whole_line_keeps_its_quantity_and_unit_price() -> None:
    document = invoice(item("1.01", unit_price="1.005"))
    assert [(i.quantity, i.unit_price) for i in everything_left(document, [])] == [(1, Decimal("1.005"))]


@pytest.mark.parametrize("wanted", ["24.01", "-1.00"])
def test_more_than_the_line_is_refused(wanted: str) -> None:
    with pytest.raises(MoreThanLeft):
        credit_items(invoice(item("24.00")), [], {1: Decimal(wanted)})


def test_more_than_what_earlier_credits_left_is_refused() -> None:
    document = invoice(item("24.00"))
    half = credited(document, [], {1: "12.00"})
    with pytest.raises(MoreThanLeft, match=r"12\.00"):
        credit_items(document, [half], {1: Decimal("12.01")})
    with pytest.raises(ValueError, match="gives something back"):
        everything_left(document, [half, wholly(document, [half])])


def test_a_line_that_is_not_on_the_invoice_is_refused() -> None:
    document = invoice(item("24.00"))
    with pytest.raises(ValueError, match="lines of its invoice"):
        laid_out_credit(document, [], [item("1.00", corrects=2)])
    with pytest.raises(ValueError, match="lines of its invoice"):
        laid_out_credit(document, [], [item("1.00")])


def test_days_given_back_on_the_invoice_are_not_given_back_twice() -> None:
    """100 less 60 was asked for: 40 is all that can come back, though one line says 100."""
    document = invoice(item("100.00"), item("-60.00"))
    with pytest.raises(MoreThanLeft):
        credited(document, [], {1: "100.00"})
    assert credited(document, [], {1: "40.00"}).gross == 40
    assert wholly(document, []).gross == 40
    assert [line.amount for line in wholly(document, []).lines] == [100, -60]


def test_the_whole_credit_note_mirrors_the_invoice() -> None:
    document = invoice(
        item("9.99"), item("5.00"), item("7.77", rate="5.5", with_tax=False), item("3", rate="0")
    )
    back = wholly(document, [])
    assert back.totals == document.totals
    assert [line.net for line in back.lines] == [line.net for line in document.lines]


@given(items(least="0.01", most=5), st.data())
def test_any_credits_end_at_zero_and_never_below(listed: list[Item], data: st.DataObject) -> None:
    document = invoice(*listed)
    earlier: list[Document] = []
    for _ in range(data.draw(st.integers(0, 5))):
        left = {position: amount for position, amount in left_of_lines(document, earlier).items() if amount}
        if not left:
            break
        position = data.draw(st.sampled_from(sorted(left)))
        part = data.draw(st.decimals(CENT, left[position], places=2))
        earlier.append(credited(document, earlier, {position: str(part)}))
        assert all(net >= 0 and tax >= 0 for net, tax in left_of_rates(document, earlier).values())
        assert sum(line.net for line in earlier[-1].lines) == earlier[-1].net
        assert all(total.net >= 0 and total.tax >= 0 for total in earlier[-1].totals)
    if not is_wholly_credited(document, earlier):
        earlier.append(wholly(document, earlier))
    assert all(left == (0, 0) for left in left_of_rates(document, earlier).values())
    assert document.gross == sum(credit.gross for credit in earlier)
