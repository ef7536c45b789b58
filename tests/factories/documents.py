"""Invoices and credit notes as they are frozen, one for each way of selling, without a database."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from billing.rules.invoices.content import (
    Document,
    Kind,
    Mandate,
    Mention,
    Party,
    Transfer,
)
from billing.rules.invoices.layout import Exemption, Item, laid_out

NOON = dt.datetime(2026, 11, 3, 11, 0, tzinfo=dt.UTC)
ISSUED, DUE = dt.date(2026, 11, 3), dt.date(2026, 12, 3)
SELLER = Party(
    name="Les Ateliers de la Gare",
    address="2 place de la Gare",
    postcode="47500",
    town="Fumel",
    siren="820471963",
    siret="82047196300017",
    vat_number="FR71820471963",
    legal="SCIC SA à capital variable, RCS Agen 820 471 963",
    email="compta@ateliers.example",
    phone="05 53 00 00 00",
    is_professional=True,
)
BUYER = Party(
    name="Menuiserie Delmas",
    address="14 rue du Lot",
    postcode="47500",
    town="Montayral",
    siren="732829320",
    siret="73282932000074",
    vat_number="FR44732829320",
    email="delmas@example.org",
    is_professional=True,
)
TOWN_HALL = Party(
    name="Commune de Fumel",
    address="Hôtel de ville\nPlace du Château",
    postcode="47500",
    town="Fumel",
    siren="214701061",
    siret="21470106100012",
    email="mairie@example.org",
    is_professional=True,
    is_public=True,
)
CONSUMER = Party(
    name="Jeanne Petit", address="3 chemin bas", postcode="47500", town="Fumel", email="jeanne@example.org"
)
PROFESSIONAL = (
    Mention("PMT", "Indemnité forfaitaire pour frais de recouvrement : 40 €."),
    Mention("PMD", "Pénalités de retard : taux de la BCE majoré de 10 points."),
    Mention("AAB", "Pas d'escompte pour paiement anticipé."),
)
FRANCHISE = Exemption("VATEX-FR-FRANCHISE", "TVA non applicable, article 293 B du CGI")
ASSOCIATION = Exemption("VATEX-FR-CGI261-7", "Exonération de TVA, art. 261, 7-1° du CGI")
DEPOSIT = Exemption("", "Dépôt de garantie, hors du champ de la TVA")
ACCOUNT = Transfer(
    "Les Ateliers de la Gare", "FR76 3000 6000 0112 3456 7890 189", "AGRIFRPP", "FA-2026-000123"
)
MANDATE = Mandate("MD-2026-0042", "FR12ZZZ123456", "FR•• •••• •••• 0189")


def item(label: str, amount: str | int, rate: str | int = 20, **more: Any) -> Item:
    """One line; with `quantity=` and `price=` when it counts more than one. Without tax unless `with_tax=True`."""
    quantity, total = Decimal(more.pop("quantity", 1)), Decimal(amount)
    price = Decimal(more.pop("price", total / quantity))
    days = {"first_day": dt.date(2026, 10, 1), "last_day": dt.date(2026, 10, 31)} | more.pop("days", {})
    return Item(label, quantity, price, total, more.pop("with_tax", False), Decimal(rate), **days, **more)


ITEMS = (
    item("Abonnement 10 jours, octobre 2026", 120),
    item("Open space, jeudi 8 octobre 2026, demi-journée", 18, quantity=3, price=6),
)


def document(*items: Item, exemption: Exemption | None = None, **changes: Any) -> Document:
    lines, totals = laid_out(items or ITEMS, exemption)
    content: dict[str, Any] = {
        "kind": Kind.INVOICE,
        "reference": "FA-2026-000123",
        "issued_at": NOON,
        "issued_on": ISSUED,
        "due_on": DUE,
        "seller": SELLER,
        "buyer": BUYER,
        "lines": lines,
        "totals": totals,
        "regime": "normal",
        "mentions": PROFESSIONAL,
        "transfer": ACCOUNT,
        "software": "Espaces 0.1.0",
    }
    return Document(**content | changes)


def paid(content: Document, means: str, on: dt.date = ISSUED) -> dict[str, Any]:
    """What changes when it was paid before it was issued."""
    return {"paid": content.gross, "paid_on": on, "means": means, "transfer": None}
