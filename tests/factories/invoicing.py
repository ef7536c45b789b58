from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.utils import timezone
from stdnum import luhn

from billing.models import Charge, Invoice, StructureAccount, TaxRegime
from billing.services.invoicing import Billing, bill_customer
from billing.services.receiving import Received, record_payment
from espaces.models import Customer, Structure
from tests.factories.places import StructureFactory

LONG_AGO = dt.date(2020, 1, 1)
IBAN = "FR7630006000011234567890189"


def make_biller(*, regime: str = "normal", structure: Structure | None = None, **account: Any) -> Structure:
    """A structure that can issue invoices: an address, identifiers, a VAT regime, an IBAN."""
    structure = structure or StructureFactory()
    structure.siren = structure.siren or siren_of(structure.pk)
    structure.address, structure.postcode, structure.town = "1 place de la Mairie", "57260", "Dieuze"
    structure.email = structure.email or "bonjour@biller.example"
    structure.save()
    TaxRegime.objects.get_or_create(structure=structure, valid_from=LONG_AGO, defaults={"regime": regime})
    terms = {
        "vat_number": vat_number_of(structure.siren),
        "iban": IBAN,
        "legal_form": "Association loi 1901",
    } | account
    StructureAccount.objects.update_or_create(structure=structure, defaults=terms)
    return structure


def siren_of(number: int) -> str:
    """A valid one for each number."""
    start = f"{73000000 + number:08d}"
    return start + luhn.calc_check_digit(start)


def vat_number_of(siren: str) -> str:
    return f"FR{(12 + 3 * (int(siren) % 97)) % 97:02d}{siren}"


def make_charge(
    structure: Structure, customer: Customer, amount: str | int, *, rate: str | int = 20, **more: Any
) -> Charge:
    """An open charge of another sale, with tax included unless said."""
    amount = Decimal(amount)
    numbers = {"source_kind": Charge.Source.SALE, "source_id": Charge.objects.count() + 1_000_000}
    facts = {
        "part": f"{Decimal(rate):.2f}",
        "label": "Carte d'accès",
        "happened_on": timezone.localdate(),
        "unit_price": amount,
        "includes_tax": True,
        "made_at": timezone.now(),
    }
    return Charge.objects.create(
        structure=structure,
        customer=customer,
        amount=amount,
        tax_rate=Decimal(rate),
        **(numbers | facts | more),
    )


def invoiced(structure: Structure, customer: Customer, *amounts: str | int, **more: Any) -> Invoice:
    """One issued invoice of these amounts, with tax."""
    charges = [make_charge(structure, customer, amount, **more) for amount in amounts]
    wanted = Billing(structure, customer, uuid4(), charges=[charge.pk for charge in charges])
    (invoice,) = bill_customer(wanted, actor=None)
    return invoice


def paid(invoice: Invoice, amount: str | int | None = None, means: str = "transfer") -> Any:
    """A payment of the invoice, of all of it unless said, received today."""
    received = Received(means, Decimal(amount or invoice.gross), timezone.localdate())
    return record_payment(
        actor=None,
        structure=invoice.structure,
        customer=invoice.customer,
        received=received,
        token=uuid4(),
        asked={invoice.pk: None},
    )
