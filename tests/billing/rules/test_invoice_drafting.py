"""From open charges to an invoice and credit notes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import given, strategies as st

from billing.rules.invoices.drafting import Drafts, OpenCharge, drafted
from billing.rules.invoices.layout import laid_out
from tests.billing.rules.invoice_world import amounts


def charge(
    number: int,
    amount: str,
    *,
    day: int = 1,
    rate: str = "20",
    with_tax: bool = True,
    corrects: tuple[int, int] | None = None,
    nets: bool = False,
    **more: Any,
) -> OpenCharge:
    on = date(2026, 11, day)
    worth = Decimal(amount)
    return OpenCharge(
        id=number,
        label=f"charge {number}",
        quantity=Decimal(1),
        unit_price=worth,
        amount=worth,
        includes_tax=with_tax,
        tax_rate=Decimal(rate),
        happened_on=on,
        last_day=on,
        corrects=corrects,
        nets=nets,
        **more,
    )


def invoiced(drafts: Drafts) -> list[int | None]:
    return [item.charge for item in drafts.invoice]


def waiting(drafts: Drafts) -> list[int]:
    return [one.id for one in drafts.waiting]


def test_lines_follow_the_days_then_the_numbers() -> None:
    drafts = drafted([charge(3, "1.00", day=2), charge(2, "2.00", day=9), charge(1, "3.00", day=2)])
    assert invoiced(drafts) == [1, 3, 2]
    assert (drafts.credits, drafts.waiting) == ({}, ())


def test_nothing_owed_is_nothing_issued() -> None:
    assert drafted([]) == Drafts()
    cancelled = drafted([charge(1, "10.00"), charge(2, "-10.00", corrects=(7, 1), nets=True)])
    assert (cancelled.invoice, cancelled.credits, waiting(cancelled)) == ((), {}, [1, 2])


def test_unused_days_and_new_days_come_on_one_invoice() -> None:
    drafts = drafted([charge(1, "-60.00", corrects=(7, 1), nets=True), charge(2, "100.00")])
    assert invoiced(drafts) == [1, 2]
    assert [(i.quantity, i.unit_price, i.amount, i.corrects) for i in drafts.invoice] == [
        (-1, 60, -60, None),
        (1, 100, 100, None),
    ]
    assert drafts.credits == {}


def test_what_corrects_an_issued_line_is_a_credit_note_even_where_more_is_sold() -> None:
    drafts = drafted([charge(1, "-60.00", corrects=(7, 1)), charge(2, "100.00")])
    assert invoiced(drafts) == [2]
    assert [(item.amount, item.corrects) for item in drafts.credits[7]] == [(60, 1)]


def test_more_given_back_than_sold_is_a_credit_note_for_each_invoice() -> None:
    drafts = drafted(
        [
            charge(1, "20.00"),
            charge(2, "-60.00", corrects=(7, 2), nets=True),
            charge(3, "-5.00", day=2, corrects=(8, 1)),
            charge(4, "-1.00", day=3, corrects=(7, 3), nets=True),
        ]
    )
    assert invoiced(drafts) == [1]
    assert {
        invoice: [(item.charge, item.amount, item.quantity, item.corrects) for item in listed]
        for invoice, listed in drafts.credits.items()
    } == {7: [(2, 60, 1, 2), (4, 1, 1, 3)], 8: [(3, 5, 1, 1)]}
    assert drafts.waiting == ()


def test_one_rate_below_zero_is_enough_for_a_credit_note() -> None:
    drafts = drafted([charge(1, "100.00"), charge(2, "-1.00", rate="5.5", corrects=(7, 1), nets=True)])
    assert invoiced(drafts) == [1]
    assert [item.amount for item in drafts.credits[7]] == [1]


def test_both_bases_of_a_rate_count_together() -> None:
    covered = drafted([charge(1, "10.00", with_tax=False), charge(2, "-11.99", corrects=(7, 1), nets=True)])
    assert invoiced(covered) == [1, 2]
    beyond = drafted([charge(1, "10.00", with_tax=False), charge(2, "-12.01", corrects=(7, 1), nets=True)])
    assert (invoiced(beyond), list(beyond.credits)) == ([1], [7])


def test_what_corrects_nothing_issued_waits_until_it_is_covered() -> None:
    back = charge(1, "-30.00")
    assert drafted([back]) == Drafts(waiting=(back,))
    partly = drafted([back, charge(2, "-4.00", day=2), charge(3, "20.00", day=3)])
    assert (invoiced(partly), waiting(partly), partly.credits) == ([2, 3], [1], {})
    assert invoiced(drafted([back, charge(3, "30.01", day=3)])) == [1, 3]


def test_prices_with_and_without_tax_that_come_to_zero_are_nothing_owed() -> None:
    drafts = drafted([charge(1, "10.00", with_tax=False), charge(2, "-12.00", corrects=(7, 1), nets=True)])
    assert (drafts.invoice, drafts.credits, waiting(drafts)) == ((), {}, [1, 2])


def test_what_waits_never_brings_an_invoice_down_to_zero() -> None:
    drafts = drafted([charge(1, "20.00"), charge(2, "-20.00"), charge(3, "-5.00")])
    assert (invoiced(drafts), waiting(drafts)) == ([1, 3], [2])


def test_an_invoice_of_zero_is_not_issued_for_what_waits() -> None:
    """20 at one rate and 20 given back at another: no rate may go below zero, so nothing covers it."""
    drafts = drafted([charge(1, "20.00"), charge(2, "-20.00", rate="10")])
    assert (invoiced(drafts), waiting(drafts)) == ([1], [2])


CHARGES = st.lists(
    st.builds(
        lambda amount, **facts: (str(amount), facts),
        amounts("-50.00", "50.00"),
        rate=st.sampled_from(("0", "20")),
        with_tax=st.booleans(),
        corrects=st.sampled_from((None, (7, 1), (8, 2))),
        nets=st.booleans(),
    ),
    max_size=8,
)


@given(CHARGES)
def test_each_charge_goes_to_one_place_and_invoices_are_above_zero(
    listed: list[tuple[str, dict[str, Any]]],
) -> None:
    charges = [charge(n, amount, **facts) for n, (amount, facts) in enumerate(listed)]
    drafts = drafted(charges)
    credits = [item.charge for items in drafts.credits.values() for item in items]
    assert sorted([*invoiced(drafts), *credits, *waiting(drafts)]) == [one.id for one in charges]
    totals = laid_out(drafts.invoice, None)[1]
    assert all(total.net >= 0 and total.tax >= 0 for total in totals)
    assert not drafts.invoice or sum(total.net + total.tax for total in totals) > 0
    assert all(item.amount > 0 for items in drafts.credits.values() for item in items)


def test_an_advance_is_invoiced_on_a_document_of_its_own() -> None:
    drafts = drafted([charge(1, "30.00", is_advance=True), charge(2, "12.00")])
    assert [item.charge for item in drafts.advance] == [1]
    assert invoiced(drafts) == [2]


def test_what_takes_off_an_advance_is_on_the_invoice_of_what_it_was_for() -> None:
    off = charge(2, "-30.00", corrects=(7, 1), takes_off=True, net=Decimal("-25.01"))
    drafts = drafted([charge(1, "100.00"), off])
    assert invoiced(drafts) == [1, 2]
    lines, totals = laid_out(drafts.invoice, None)
    assert [line.net for line in lines] == [Decimal("83.33"), Decimal("-25.01")]
    assert [(one.net, one.tax) for one in totals] == [(Decimal("58.32"), Decimal("11.68"))]


def test_an_advance_that_paid_the_whole_has_its_last_invoice() -> None:
    off = charge(2, "-30.00", corrects=(7, 1), takes_off=True, net=Decimal("-25.00"))
    drafts = drafted([charge(1, "30.00"), off])
    assert (invoiced(drafts), drafts.credits, drafts.waiting) == ([1, 2], {}, ())


def test_an_advance_above_what_is_owed_comes_back_whole_and_the_invoice_stands_alone() -> None:
    off = charge(2, "-30.00", corrects=(7, 1), takes_off=True, net=Decimal("-25.00"))
    drafts = drafted([charge(1, "10.00"), off])
    assert invoiced(drafts) == [1]
    assert [(item.amount, item.net) for item in drafts.credits[7]] == [(Decimal("30.00"), Decimal("25.00"))]


def test_taken_off_no_more_it_is_on_the_credit_note_of_the_last_invoice() -> None:
    back = charge(1, "-80.00", corrects=(8, 1))
    less = charge(2, "10.00", corrects=(8, 2), takes_off=True)
    drafts = drafted([back, less])
    assert [(item.corrects, item.amount) for item in drafts.credits[8]] == [
        (1, Decimal("80.00")),
        (2, Decimal("-10.00")),
    ]
    assert drafts.invoice == ()
