"""One document for each way of selling; those of consumers are not asked what France asks between professionals."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from decimal import Decimal
from random import Random

from billing import einvoice
from billing.rules.invoices.content import Document, Kind, Mention, Party, Reference
from billing.rules.invoices.layout import Item
from tests.factories.documents import (
    ASSOCIATION,
    BUYER,
    CONSUMER,
    DEPOSIT,
    FRANCHISE,
    MANDATE,
    SELLER,
    TOWN_HALL,
    document,
    item,
    paid,
)

WITHOUT_VAT = replace(SELLER, vat_number="")
LATER = dt.date(2026, 11, 20)
HOSTILE = (
    "#panic(\"x\") $x^2$ *gras* _ital_ @ref [contenu] <étiquette> \\ // `code` & 'q' \x0b 😀 漢字 "
    + "mot" * 70
)


def in_franchise() -> Document:
    mention = Mention("exemption", FRANCHISE.text)
    content = document(item("Journées d'octobre", 90, 0), exemption=FRANCHISE, regime="franchise")
    return replace(content, seller=WITHOUT_VAT, mentions=(*content.mentions, mention))


def of_an_association() -> Document:
    seller = replace(
        WITHOUT_VAT, name="Association La Fabrique", legal="Association loi 1901, RNA W472003456"
    )
    return document(item("Adhésion", 15, 0), exemption=ASSOCIATION, regime="exempt", seller=seller)


def with_several_rates() -> Document:
    items = (item("Bureau", 100), item("Repas", 30, 10), item("Livre", "10.55", "5.5"))
    return document(*items, tax_on_debits=True)


def credit_note() -> Document:
    return document(
        item("Abonnement 10 jours, octobre 2026", 40, corrects=1),
        kind=Kind.CREDIT_NOTE,
        reference="AV-2026-000007",
        corrects=Reference("FA-2026-000101", dt.date(2026, 10, 2)),
        reason="Abonnement arrêté au 20 octobre.",
    )


def paid_by_card() -> Document:
    content = document(item("Carnet de 10 journées", "12.99", with_tax=True))
    return replace(content, **paid(content, "card", dt.date(2026, 11, 2)))


def advance() -> Document:
    return document(item("Acompte sur la salle du 4 décembre 2026", 300), kind=Kind.ADVANCE, due_on=LATER)


def rest_after_an_advance() -> Document:
    return document(
        item("Salle, 4 décembre 2026", 1000),
        item("Acompte FA-2026-000120", -300),
        after_advance=True,
        advances=(Reference("FA-2026-000120", dt.date(2026, 10, 2)),),
    )


def with_a_deposit() -> Document:
    return document(item("Abonnement", 150), item("Dépôt de garantie, badge", 30, 0), exemption=DEPOSIT)


def of_a_town_hall() -> Document:
    return document(buyer=TOWN_HALL, engagement="ENG2026-4471", service_code="SERV-ECO")


def in_both_bases() -> Document:
    taxed = item("Journées", "36.00", quantity=4, price=9, with_tax=True)
    return document(taxed, item("Bureau fermé, octobre 2026", "180.35"))


def by_debit() -> Document:
    return document(means="sepa", mandate=MANDATE, transfer=None)


def with_a_discount() -> Document:
    return document(item("Abonnement", "120.00"), item("Remise de 12,5 %", "-15.00"))


def of_a_consumer() -> Document:
    content = document(item("Journée", "12.99", with_tax=True), buyer=CONSUMER, mentions=())
    return replace(content, **paid(content, "cash"))


def with_hostile_words() -> Document:
    return document(item(HOSTILE, 10), buyer=replace(BUYER, name=HOSTILE))


def abroad() -> Document:
    buyer = Party(
        "Studio Gent", "Kouter 1", "9000", "Gent", "BE", vat_number="BE0403019261", email="a@b.example"
    )
    return document(buyer=replace(buyer, is_professional=True))


def paid_in_part() -> Document:
    return document(paid=Decimal("60.00"), paid_on=LATER)


PROFESSIONAL = {
    "normal": document(),
    "franchise": in_franchise(),
    "association": of_an_association(),
    "rates": with_several_rates(),
    "credit-note": credit_note(),
    "card": paid_by_card(),
    "advance": advance(),
    "rest": rest_after_an_advance(),
    "deposit": with_a_deposit(),
    "town-hall": of_a_town_hall(),
    "bases": in_both_bases(),
    "debit": by_debit(),
    "discount": with_a_discount(),
    "hostile": with_hostile_words(),
    "abroad": abroad(),
    "part": paid_in_part(),
}
ALL = PROFESSIONAL | {"consumer": of_a_consumer()}


def at_random(seed: int) -> Document:
    """Any amounts, rates and bases, with things that come back; more is owed than given back at each rate."""
    chance = Random(seed)
    items = [
        _any_item(chance, rate) for rate in ("0", "5.5", "10", "20") for _n in range(chance.randint(0, 6))
    ]
    return document(*items, *_something(chance), exemption=DEPOSIT)


def _any_item(chance: Random, rate: str) -> Item:
    quantity, price = chance.randint(1, 40), Decimal(chance.randint(-500, 9_999)) / 100
    return item(
        "Ligne", quantity * price, rate, quantity=quantity, price=price, with_tax=chance.random() < 0.5
    )


def _something(chance: Random) -> list[Item]:
    return [item("Salle", 9_000 + chance.randint(0, 999), rate) for rate in ("0", "5.5", "10", "20")]


AT_RANDOM = {f"random-{seed}": at_random(seed) for seed in range(30)}


def controls() -> dict[str, bytes]:
    """Documents that must be refused: the check would be worth nothing if it accepted them."""
    right = einvoice.structured(document())
    credit = einvoice.structured(credit_note())
    wrong_total = right.replace(b"<ram:GrandTotalAmount>165.60<", b"<ram:GrandTotalAmount>165.70<")
    spaced = right.replace(b"<ram:ID>FA-2026-000123<", b"<ram:ID>FA 2026 000123<")
    silent = right.replace(b"<ram:SubjectCode>PMT<", b"<ram:SubjectCode>AAI<")
    alone = re.sub(
        rb"<ram:InvoiceReferencedDocument>.*</ram:InvoiceReferencedDocument>", b"", credit, flags=re.S
    )
    made = {"wrong-total": wrong_total, "spaced": spaced, "silent": silent, "alone": alone}
    assert all(xml not in {right, credit} for xml in made.values())
    return made
