"""Which invoices a line of a statement pays, and which payments came back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, strategies as st
from stdnum import iso11649

from billing.rules.bank.accounts import OpenInvoice
from billing.rules.bank.lines import StatementLine
from billing.rules.bank.matching import Confidence, Proposal, matched, proposals
from billing.rules.bank.names import names_customer
from billing.rules.bank.references import names_invoice, names_payment_reference, payment_reference
from billing.rules.bank.returns import ReceivedPayment, returned

ADA, BOB = 42, 43
OPEN = [
    OpenInvoice(
        1, "FA-2026-000123", ADA, "Ada Martin", Decimal("24.00"), date(2026, 11, 30), payment_reference(ADA)
    ),
    OpenInvoice(
        2, "FA-2026-000124", ADA, "Ada Martin", Decimal("60.00"), date(2026, 12, 31), payment_reference(ADA)
    ),
    OpenInvoice(
        3,
        "FA-2026-000125",
        BOB,
        "SARL Bob & fils",
        Decimal("24.00"),
        date(2026, 11, 30),
        payment_reference(BOB),
    ),
]


def line(label: str, amount: str) -> StatementLine:
    return StatementLine(date(2026, 12, 1), label, Decimal(amount), 2)


def said(proposal: Proposal) -> tuple[str, list[tuple[int, str]], str]:
    return (
        proposal.confidence.name,
        [(invoice, str(share)) for invoice, share in proposal.shares],
        str(proposal.excess),
    )


def best(label: str, amount: str) -> tuple[str, list[tuple[int, str]], str]:
    return said(proposals(line(label, amount), OPEN)[0])


@pytest.mark.parametrize(
    "label",
    [
        "VIR FA-2026-000123",
        "VIR fa 2026 000 123 merci",
        "VIRFA2026000123/AXA",
        "FACTURE FA2026-000123 15/11/2026",
        "FA 2026 123",
        "fa-2026/0123",
    ],
)
def test_a_reference_is_found_however_it_is_written(label: str) -> None:
    assert names_invoice(label, "FA-2026-000123")
    assert best(label, "24.00") == ("SURE", [(1, "24.00")], "0.00")


@pytest.mark.parametrize(
    "label",
    [
        "FA-2026-0001234",
        "FA-2025-000123",
        "AV-2026-000123",
        "FA 2026 12 3",
        "SOFA 2026 123",
        "FA 2026 1234",
        "000123",
    ],
)
def test_another_number_is_not_taken_for_it(label: str) -> None:
    assert not names_invoice(label, "FA-2026-000123")


def test_a_reference_with_the_prefix_of_its_structure() -> None:
    assert names_invoice("VIR MDL FA 2026 000001", "MDL-FA-2026-000001")
    assert not names_invoice("VIR FA 2026 000001", "MDL-FA-2026-000001")


def test_several_references_in_one_label_are_paid_together() -> None:
    assert best("FA-2026-000124 ET FA-2026-000123", "84.00") == ("SURE", [(1, "24.00"), (2, "60.00")], "0.00")


def test_what_is_named_is_paid_first_when_the_amount_differs() -> None:
    assert best("FA-2026-000124", "70.00") == ("LIKELY", [(2, "60.00"), (1, "10.00")], "0.00")
    assert best("FA-2026-000124", "50.00") == ("LIKELY", [(2, "50.00")], "0.00")
    assert best("FA-2026-000124", "100.00") == ("LIKELY", [(2, "60.00"), (1, "24.00")], "16.00")


def test_the_payment_reference_of_a_customer() -> None:
    assert payment_reference(ADA) == "RF16 C000 042"
    assert best("VIR rf16c000042", "60.00") == ("SURE", [(2, "60.00")], "0.00")
    assert best("VIR RF16 C000 042", "84.00") == ("SURE", [(1, "24.00"), (2, "60.00")], "0.00")
    assert best("VIR RF16 C000 042", "70.00") == ("LIKELY", [(1, "24.00"), (2, "46.00")], "0.00")


def test_the_name_and_the_sum_then_the_sum_alone() -> None:
    by_name = proposals(line("VIR DE M. MARTIN ADA", "24.00"), OPEN)
    assert [(said(one), one.customer) for one in by_name] == [
        (("LIKELY", [(1, "24.00")], "0.00"), ADA),
        (("POSSIBLE", [(3, "24.00")], "0.00"), BOB),
    ]
    assert by_name[0].reason == "Le libellé nomme Ada Martin, qui doit cette somme (FA-2026-000123)."
    assert [one.confidence for one in proposals(line("VIREMENT", "24.00"), OPEN)] == [Confidence.POSSIBLE] * 2
    assert proposals(line("VIR DE ADA MARTIN", "25.00"), OPEN) == []


def test_some_of_the_invoices_of_a_customer() -> None:
    third = OpenInvoice(4, "FA-2026-000126", ADA, "Ada Martin", Decimal("6.00"), date(2027, 1, 31))
    assert said(proposals(line("VIR ADA MARTIN", "66.00"), [*OPEN, third])[0]) == (
        "LIKELY",
        [(2, "60.00"), (4, "6.00")],
        "0.00",
    )


@pytest.mark.parametrize("amount", ["-24.00", "0.00"])
def test_money_that_left_pays_nothing(amount: str) -> None:
    assert proposals(line("VIR FA-2026-000123", amount), OPEN) == []


def test_an_invoice_that_is_paid_is_not_proposed() -> None:
    paid = [OpenInvoice(1, "FA-2026-000123", ADA, "Ada Martin", Decimal("0.00"), date(2026, 11, 30))]
    assert proposals(line("VIR FA-2026-000123", "24.00"), paid) == []


def test_a_statement_pays_each_invoice_once_and_the_surest_line_first() -> None:
    lines = [line("VIREMENT", "24.00"), line("VIR FA-2026-000123", "24.00"), line("VIREMENT", "24.00")]
    result = matched(lines, OPEN)
    assert [one for one, _proposed in result] == lines
    assert [[said(one) for one in proposed] for _line, proposed in result] == [
        [("POSSIBLE", [(3, "24.00")], "0.00")],
        [("SURE", [(1, "24.00")], "0.00"), ("POSSIBLE", [(3, "24.00")], "0.00")],
        [("POSSIBLE", [(3, "24.00")], "0.00")],
    ]


def test_what_one_line_leaves_of_an_invoice_is_open_for_the_next() -> None:
    lines = [
        line("FA-2026-000124", "50.00"),
        line("VIR ADA MARTIN", "10.00"),
        line("VIR ADA MARTIN", "34.00"),
    ]
    assert [[said(one) for one in proposed] for _line, proposed in matched(lines, OPEN)] == [
        [("LIKELY", [(2, "50.00")], "0.00")],
        [("LIKELY", [(2, "10.00")], "0.00")],
        [],
    ]


def test_a_sum_that_many_owe_tells_nothing() -> None:
    many = [replace(OPEN[0], id=n, customer=n, reference=f"FA-2026-{n:06d}") for n in range(1, 5)]
    assert len(proposals(line("VIREMENT", "24.00"), many[:3])) == 3
    assert proposals(line("VIREMENT", "24.00"), many) == []
    assert [one.customer for one in proposals(line("FA-2026-000002", "24.00"), many)] == [2]


@given(st.integers(1, 10**9))
def test_every_payment_reference_is_a_creditor_reference_that_is_found_again(customer: int) -> None:
    reference = payment_reference(customer)
    assert iso11649.is_valid(reference)
    assert names_payment_reference(f"VIR {reference.replace(' ', '').lower()} merci", reference)
    assert not names_payment_reference(f"VIR {reference}1", reference)


def test_customers_are_numbered_from_one() -> None:
    with pytest.raises(ValueError, match="from 1"):
        payment_reference(0)


@pytest.mark.parametrize(
    ("label", "name", "is_named"),
    [
        ("VIR SEPA LEFEVRE HELENE", "Hélène Lefèvre", True),
        ("VIR MME LEFEVRE-DUPONT H", "Hélène Lefèvre", False),
        ("VIR LEFEBRE HELENE", "Hélène Lefèbvre", True),
        ("VIR LA FONTAINE", "Association La Fontaine", True),
        ("VIR FONTAINEBLEAU", "La Fontaine", False),
        ("VIR SARL", "SARL", True),
        ("VIR DE LA", "M. de La", False),
        ("", "Ada Martin", False),
        ("VIR ADA MARTIN", "", False),
    ],
)
def test_names_in_labels(label: str, name: str, is_named: bool) -> None:
    assert names_customer(label, name) is is_named


PAYMENTS = [
    ReceivedPayment(1, "cheque", Decimal("24.00"), date(2026, 11, 20), "Ada Martin"),
    ReceivedPayment(2, "sepa", Decimal("24.00"), date(2026, 11, 25), "Bob", ("FA-2026-000125",)),
    ReceivedPayment(3, "cash", Decimal("24.00"), date(2026, 11, 25), "Ada Martin"),
    ReceivedPayment(4, "sepa", Decimal("24.00"), date(2026, 12, 5), "Ada Martin"),
]


def came_back(label: str, amount: str = "-24.00") -> list[tuple[int, str]]:
    return [(one.payment, one.confidence.name) for one in returned(line(label, amount), PAYMENTS)]


def test_a_returned_cheque_or_debit_is_recognised() -> None:
    assert came_back("CHEQUE IMPAYE MARTIN ADA") == [(1, "LIKELY")]
    assert came_back("REJET PRLV SEPA FA-2026-000125") == [(2, "SURE")]
    assert came_back("REJET PRELEVEMENT") == [(2, "POSSIBLE")]
    assert came_back("IMPAYÉ") == [(2, "POSSIBLE"), (1, "POSSIBLE")]


@pytest.mark.parametrize(
    ("label", "amount"),
    [
        ("REJET PRLV SEPA", "24.00"),
        ("REJET PRLV SEPA", "-24.01"),
        ("PRLV SEPA EDF", "-24.00"),
        ("RETRAIT DAB", "-24.00"),
        ("RET DAB CARTE", "-24.00"),
        ("REJET VIREMENT", "-24.00"),
    ],
)
def test_other_debits_are_not_taken_for_returns(label: str, amount: str) -> None:
    assert came_back(label, amount) == []


def test_why_a_payment_is_thought_to_have_come_back() -> None:
    (found,) = returned(line("CHEQUE IMPAYE ADA MARTIN", "-24.00"), PAYMENTS)
    assert found.reason == (
        "Le libellé annonce un impayé et nomme Ada Martin\N{NO-BREAK SPACE}; "
        "le montant est celui d’un de ses paiements."
    )


LABELS = st.sampled_from(
    ["VIREMENT", "VIR ADA MARTIN", "FA-2026-000123", "FA 2026 124 ET FA 2026 125", "RF16C000042", "BOB FILS"]
)
SUMS = st.sampled_from(["24.00", "60.00", "84.00", "48.00", "10.00", "200.00", "-24.00"])


@given(st.lists(st.builds(line, LABELS, SUMS), max_size=6))
def test_what_is_proposed_with_confidence_never_pays_more_than_is_owed(lines: list[StatementLine]) -> None:
    left = {invoice.id: invoice.left for invoice in OPEN}
    for paying, proposed in matched(lines, OPEN):
        for one in proposed:
            assert sum(share for _invoice, share in one.shares) + one.excess == paying.amount
        if proposed and proposed[0].confidence > Confidence.POSSIBLE:
            for invoice, share in proposed[0].shares:
                left[invoice] -= share
    assert min(left.values()) >= 0
