"""The XML says what the document says, to the cent and to the code."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from lxml import etree

from billing import einvoice
from billing.rules.invoices.content import Document, Mention
from tests.billing.documents import corpus
from tests.factories.documents import BUYER, CONSUMER, TOWN_HALL, document, item, paid

RAM = {"ram": "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100"}


def said(content: Document, path: str) -> list[str]:
    """The texts at a path of local names, such as "SellerTradeParty/Name"."""
    root = etree.fromstring(einvoice.structured(content))
    steps = "/".join(f"ram:{step}" if step[0] not in "@*" else step for step in path.split("/"))
    found = root.xpath(f"//{steps}", namespaces=RAM)
    return [(one if isinstance(one, str) else "".join(one.itertext()).strip()) for one in found]


def notes(content: Document) -> list[tuple[str, ...]]:
    root = etree.fromstring(einvoice.structured(content))
    return [tuple(part.text for part in note) for note in root.iterfind(".//ram:IncludedNote", RAM)]


@pytest.mark.parametrize("name", corpus.ALL)
def test_totals_are_those_of_the_document(name: str) -> None:
    content = corpus.ALL[name]
    summed = "SpecifiedTradeSettlementHeaderMonetarySummation/"
    amounts = {
        "LineTotalAmount": content.net,
        "TaxBasisTotalAmount": content.net,
        "TaxTotalAmount": content.tax,
        "GrandTotalAmount": content.gross,
        "DuePayableAmount": content.due,
    }
    assert {tag: said(content, summed + tag) for tag in amounts} == {
        tag: [str(amount)] for tag, amount in amounts.items()
    }
    per_rate = zip(
        said(content, "ApplicableHeaderTradeSettlement/ApplicableTradeTax/BasisAmount"),
        said(content, "ApplicableHeaderTradeSettlement/ApplicableTradeTax/CalculatedAmount"),
        strict=True,
    )
    assert [tuple(map(Decimal, pair)) for pair in per_rate] == [(one.net, one.tax) for one in content.totals]
    lines = said(content, "SpecifiedTradeSettlementLineMonetarySummation/LineTotalAmount")
    assert [Decimal(line) for line in lines] == [line.net for line in content.lines]


@pytest.mark.parametrize(
    ("name", "kind", "frame"),
    [
        ("normal", "380", "S1"),
        ("card", "380", "S2"),
        ("part", "380", "S1"),
        ("advance", "386", "S1"),
        ("rest", "380", "S4"),
        ("credit-note", "381", "S1"),
    ],
)
def test_kinds_and_frames(name: str, kind: str, frame: str) -> None:
    content = corpus.ALL[name]
    root = etree.fromstring(einvoice.structured(content))
    assert root.xpath("/*/*[2]/ram:TypeCode/text()", namespaces=RAM) == [kind]
    assert said(content, "BusinessProcessSpecifiedDocumentContextParameter/ID") == [frame]


def test_paid_before_it_was_issued_is_due_on_the_day_it_was_paid() -> None:
    content = corpus.paid_by_card()
    assert content.paid == Decimal("12.99")
    assert said(content, "TotalPrepaidAmount") == ["12.99"]
    assert said(content, "DueDateDateTime") == ["20261102"]


def test_due_on_a_day_before_the_issue_is_due_on_issue() -> None:
    assert said(document(due_on=dt.date(2026, 10, 1)), "DueDateDateTime") == ["20261103"]


def test_a_price_with_tax_gives_its_price_without() -> None:
    content = document(item("Journées", "38.97", quantity=3, price="12.99", with_tax=True))
    assert said(content, "NetPriceProductTradePrice/ChargeAmount") == ["10.826667"]
    assert said(content, "LineTotalAmount") == ["32.48", "32.48"]


def test_what_comes_back_has_a_positive_price_and_a_negative_quantity() -> None:
    content = corpus.with_a_discount()
    assert said(content, "NetPriceProductTradePrice/ChargeAmount") == ["120", "15"]
    assert said(content, "BilledQuantity") == ["1", "-1"]


def test_a_line_for_nothing_has_a_price_of_zero() -> None:
    content = document(item("Journée", 10), item("Café", 0))
    assert said(content, "NetPriceProductTradePrice/ChargeAmount") == ["10", "0"]


def test_without_tax_the_siren_registers_the_seller_and_the_exemption_is_said() -> None:
    content = corpus.in_franchise()
    assert said(content, "SellerTradeParty/SpecifiedTaxRegistration/ID/@schemeID") == ["FC"]
    assert said(content, "SellerTradeParty/SpecifiedTaxRegistration/ID") == ["820471963"]
    assert said(content, "ExemptionReasonCode") == ["VATEX-FR-FRANCHISE"]
    assert said(corpus.of_an_association(), "ExemptionReasonCode") == ["VATEX-FR-CGI261-7"]


def test_an_amount_at_zero_that_nobody_explains_is_outside_tax() -> None:
    content = document(item("Abonnement", 150), item("Badge", 30, 0))
    assert said(content, "ExemptionReason") == ["Somme hors du champ de la TVA"]
    assert said(corpus.with_a_deposit(), "ExemptionReason") == ["Dépôt de garantie, hors du champ de la TVA"]


def test_when_tax_is_due() -> None:
    assert set(said(document(), "DueDateTypeCode")) == {"72"}
    assert set(said(document(tax_on_debits=True), "DueDateTypeCode")) == {"5"}
    assert said(corpus.in_franchise(), "DueDateTypeCode") == []


def test_a_credit_note_names_what_it_corrects_and_why() -> None:
    content = corpus.credit_note()
    assert said(content, "InvoiceReferencedDocument/IssuerAssignedID") == ["FA-2026-000101"]
    assert said(content, "InvoiceReferencedDocument/FormattedIssueDateTime") == ["20261002"]
    assert ("Abonnement arrêté au 20 octobre.",) in notes(content)


def test_the_rest_names_the_invoice_of_its_advance() -> None:
    content = corpus.rest_after_an_advance()
    assert said(content, "InvoiceReferencedDocument/IssuerAssignedID") == ["FA-2026-000120"]


def test_notes_have_their_codes_and_others_none() -> None:
    content = document(mentions=(*document().mentions, Mention("short_retention", "Facture d'octobre.")))
    coded = {code for _text, *codes in notes(content) for code in codes}
    assert coded == {"BAR", "PMT", "PMD", "AAB"}
    assert ("Facture d'octobre.",) in notes(content)


@pytest.mark.parametrize(
    ("buyer", "audience", "scheme", "address"),
    [
        (BUYER, "B2B", "0225", "732829320"),
        (TOWN_HALL, "B2B", "0225", "214701061"),
        (CONSUMER, "B2C", "EM", "jeanne@example.org"),
        (replace(BUYER, siren="", siret=""), "B2C", "EM", "delmas@example.org"),
        (replace(BUYER, country="BE", siren="", siret=""), "B2BINT", "EM", "delmas@example.org"),
        (replace(CONSUMER, country="BE"), "B2CINT", "EM", "jeanne@example.org"),
    ],
)
def test_whom_it_is_for_and_where_it_goes(buyer: object, audience: str, scheme: str, address: str) -> None:
    content = document(buyer=buyer)
    assert notes(content)[0] == (audience, "BAR")
    assert said(content, "BuyerTradeParty/URIUniversalCommunication/URIID") == [address]
    assert said(content, "BuyerTradeParty/URIUniversalCommunication/URIID/@schemeID") == [scheme]


def test_the_order_and_the_service_of_a_public_buyer() -> None:
    content = corpus.of_a_town_hall()
    assert said(content, "BuyerReference") == ["SERV-ECO"]
    assert said(content, "BuyerOrderReferencedDocument/IssuerAssignedID") == ["ENG2026-4471"]
    assert said(content, "BuyerTradeParty/PostalTradeAddress/LineTwo") == ["Place du Château"]


@pytest.mark.parametrize(
    ("means", "code"), [("card", "48"), ("cheque", "20"), ("cash", "10"), ("transfer", "1"), ("", "1")]
)
def test_means_of_payment_without_an_account(means: str, code: str) -> None:
    content = document(means=means, transfer=None)
    assert said(content, "SpecifiedTradeSettlementPaymentMeans/TypeCode") == [code]


def test_a_transfer_says_where_and_what_to_write() -> None:
    assert said(document(), "SpecifiedTradeSettlementPaymentMeans/TypeCode") == ["58"]
    assert said(document(), "IBANID") == ["FR7630006000011234567890189"]
    assert said(document(), "PaymentReference") == ["FA-2026-000123"]


def test_a_debit_names_the_mandate_and_no_account() -> None:
    content = corpus.by_debit()
    assert said(content, "SpecifiedTradeSettlementPaymentMeans/TypeCode") == ["59"]
    assert said(content, "DirectDebitMandateID") == ["MD-2026-0042"]
    assert said(content, "CreditorReferenceID") == ["FR12ZZZ123456"]
    assert said(content, "IBANID") == []


def test_periods_of_the_lines_and_of_the_whole() -> None:
    september = {"first_day": dt.date(2026, 9, 4), "last_day": dt.date(2026, 9, 4)}
    content = document(item("Journée", 10, days=september), item("Abonnement", 90))
    assert said(content, "BillingSpecifiedPeriod/StartDateTime") == ["20260904", "20261001", "20260904"]
    assert said(content, "BillingSpecifiedPeriod/EndDateTime") == ["20260904", "20261031", "20261031"]


def test_characters_that_xml_cannot_write_are_left_out() -> None:
    content = document(item("a\x0bb\x00c\ufffe & <d>", 10))
    assert said(content, "SpecifiedTradeProduct/Name") == ["abc & <d>"]


def test_writing_changes_nothing_of_the_document() -> None:
    content, again = corpus.credit_note(), corpus.credit_note()
    einvoice.structured(content)
    assert content == again


def test_a_document_that_does_not_hold_is_refused() -> None:
    with pytest.raises(Exception, match="not valid against the official XML Schema"):
        einvoice.structured(replace(corpus.advance(), lines=()))


def test_paid_in_cash_by_a_consumer() -> None:
    content = replace(document(buyer=CONSUMER), **paid(document(), "cash"))
    assert said(content, "SpecifiedTradeSettlementPaymentMeans/TypeCode") == ["10"]
    assert said(content, "DuePayableAmount") == ["0.00"]
