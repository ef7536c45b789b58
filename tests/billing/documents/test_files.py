"""The file that is stored: a PDF to be kept, read by people and aloud, that carries its XML."""

from __future__ import annotations

import io
import re

import pypdf
import pytest
from django.utils import translation

from billing import einvoice
from billing.documents.invoice import document_file, draw
from billing.rules.invoices.content import Document, Mention
from billing.rules.invoices.layout import Exemption
from tests.billing.documents import corpus
from tests.factories.documents import document, item


def opened(content: Document) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(document_file(content)))


def text_of(content: Document) -> str:
    """On one line, with plain spaces."""
    return " ".join(" ".join(page.extract_text() for page in opened(content).pages).split())


@pytest.mark.parametrize("name", corpus.ALL)
def test_the_file_carries_exactly_its_structured_form(name: str) -> None:
    content = corpus.ALL[name]
    assert einvoice.read_structured(document_file(content)) == einvoice.structured(content)


def test_a_page_alone_carries_nothing() -> None:
    with pytest.raises(ValueError, match="no structured invoice"):
        einvoice.read_structured(draw(document()))


def test_what_archives_ask_for() -> None:
    pdf = opened(document())
    root = pdf.trailer["/Root"]
    metadata = root["/Metadata"].get_data().decode()
    assert not pdf.is_encrypted
    assert root["/OutputIntents"][0]["/S"] == "/GTS_PDFA1"
    assert "<pdfaid:part>3<" in metadata
    assert "<pdfaid:conformance>B<" in metadata
    assert "urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#" in metadata
    assert "<fx:ConformanceLevel>EN 16931<" in metadata
    attached = [one.get_object() for one in root["/AF"]]
    assert [(one["/UF"], one["/AFRelationship"]) for one in attached] == [("factur-x.xml", "/Data")]


def test_every_font_is_in_the_file() -> None:
    fonts = {
        font.get_object()["/BaseFont"]: font.get_object()["/DescendantFonts"][0]["/FontDescriptor"]
        for page in opened(document()).pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert {name.split("+")[1] for name in fonts} == {
        "Fraunces-SemiBold",
        "SourceSans3-Regular",
        "SourceSans3-SemiBold",
    }
    assert all({"/FontFile2", "/FontFile3"} & set(one.get_object()) for one in fonts.values())


def test_it_can_be_read_aloud() -> None:
    pdf = opened(document())
    root = pdf.trailer["/Root"]
    assert root["/Lang"] == "fr-FR"
    assert root["/MarkInfo"]["/Marked"].value is True
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    assert pdf.metadata is not None
    assert pdf.metadata.title == "Facture FA-2026-000123 · Les Ateliers de la Gare"
    assert "/TH" in _kinds(root["/StructTreeRoot"])


def _kinds(node: object) -> set[str]:
    if not isinstance(node, pypdf.generic.DictionaryObject):
        return set()
    below = node.get("/K", [])
    parts = below if isinstance(below, list) else [below]
    return {str(node.get("/S", ""))}.union(*(_kinds(one.get_object()) for one in parts))


def test_documents_are_french_whoever_asks() -> None:
    with translation.override("en"):
        said = text_of(document())
    assert said.startswith("Les Ateliers de la Gare")
    for words in (
        "SCIC SA à capital variable, RCS Agen 820 471 963",
        "SIRET 820 471 963 00017",
        "N° TVA FR71820471963",
        "Menuiserie Delmas",
        "Facture FA-2026-000123",
        "Date d’émission 3 novembre 2026",
        "Prestations du 1er octobre 2026 au 31 octobre 2026",
        "Échéance 3 décembre 2026",
        "Open space, jeudi 8 octobre 2026, demi-journée 3 6,00 € 20 % 18,00 €",
        "Total HT 138,00 €",
        "TVA 20 % sur 138,00 € 27,60 €",
        "Total TTC 165,60 €",
        "À payer 165,60 €",
        "À régler au plus tard le 3 décembre 2026 par virement sur ce compte :",
        "IBAN FR76 3000 6000 0112 3456 7890 189",
        "Référence à indiquer FA-2026-000123",
        "Indemnité forfaitaire pour frais de recouvrement : 40 €.",
        "Espaces 0.1.0",
        "Page 1 / 1",
    ):
        assert words in said, words


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("card", ["acquittée", "12,99 € réglés par carte le 2 novembre 2026.", "À payer 0,00 €"]),
        ("card", ["Carnet de 10 journées 1 10,83 € 20 % 10,83 € 12,99 €"]),
        ("part", ["60,00 € réglés le 20 novembre 2026.", "Déjà réglé −60,00 €", "À payer 105,60 €"]),
        ("advance", ["Facture d’acompte FA-2026-000123"]),
        ("rest", ["Acompte FA-2026-000120 du 2 octobre 2026", "−300,00 €", "À payer 840,00 €"]),
        ("credit-note", ["Avoir AV-2026-000007", "Corrige FA-2026-000101 du 2 octobre 2026"]),
        ("credit-note", ["Motif Abonnement arrêté au 20 octobre.", "À votre crédit 48,00 €"]),
        ("town-hall", ["Numéro d’engagement ENG2026-4471", "Code service SERV-ECO"]),
        (
            "debit",
            ["sera prélevée le 3 décembre 2026 sur le compte FR•• •••• •••• 0189 (mandat MD-2026-0042"],
        ),
        ("deposit", ["Pas de TVA sur 30,00 € 0,00 €", "Dépôt de garantie, hors du champ de la TVA"]),
        ("discount", ["Remise de 12,5 % 1 −15,00 € 20 % −15,00 €"]),
        (
            "association",
            ["Association loi 1901, RNA W472003456", "Exonération de TVA, art. 261, 7-1° du CGI"],
        ),
    ],
)
def test_what_each_way_of_selling_says(name: str, words: list[str]) -> None:
    said = text_of(corpus.ALL[name])
    assert [one for one in words if one not in said] == [], said


def test_without_tax_nothing_is_called_so() -> None:
    said = text_of(corpus.in_franchise())
    assert said.count("TVA non applicable, article 293 B du CGI") == 1
    assert "HT" not in re.findall(r"\w+", said)
    assert "Total 90,00 €" in said


def test_two_reasons_for_no_tax_are_said_once() -> None:
    deposit, fee = "Dépôt de garantie : hors du champ.", "Adhésion : hors du champ."
    mentions = (Mention("DEPOSIT", deposit), Mention("ASSOCIATION", fee))
    exemption = Exemption("", f"{deposit} {fee}")
    items = (item("Abonnement", 90), item("Badge", 30, 0), item("Adhésion", 10, 0))
    said = text_of(document(*items, exemption=exemption, mentions=mentions))
    assert (said.count(deposit), said.count(fee)) == (1, 1)


def test_hostile_words_are_only_words() -> None:
    said = text_of(corpus.with_hostile_words())
    assert "#panic(\"x\") $x^2$ *gras* _ital_ @ref [contenu] <étiquette> \\ // `code` & 'q'" in said


def test_a_price_that_needs_them_has_four_decimals() -> None:
    said = text_of(document(item("Journées", "38.97", quantity=3, price="12.99", with_tax=True)))
    assert "Journées 3 10,8267 € 20 % 32,48 € 38,97 €" in said
    assert "Prise 1000 0,125 € 20 % 125,00 €" in text_of(
        document(item("Prise", "125.00", quantity=1000, price="0.125"))
    ).replace("1 000", "1000")


def test_a_credit_note_asks_for_no_payment() -> None:
    said = text_of(corpus.credit_note())
    assert "À régler" not in said
    assert "Échéance" not in said
    assert "IBAN" not in said


def test_two_hundred_lines_break_over_pages_under_their_header() -> None:
    content = document(*(item(f"Demi-journée n° {rank} d'octobre", "6.35") for rank in range(1, 201)))
    pages = [page.extract_text() for page in opened(content).pages]
    assert 6 <= len(pages) <= 8
    assert re.findall(r"Demi-journée n° (\d+) ", "\n".join(pages)) == [str(rank) for rank in range(1, 201)]
    tables = [page for page in pages if "Demi-journée" in page]
    assert all(page.count("Prix unitaire HT") == 1 for page in tables)
    for number, page in enumerate(pages, start=1):
        assert f"Page {number} / {len(pages)}" in " ".join(page.split())
    assert "À payer" in pages[-1]
    assert "Total HT" in pages[-1]
