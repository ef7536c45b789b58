"""How a structure bills on a day, and what it still lacks to do so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.utils.translation import gettext as _, gettext_lazy

from billing.models import CustomerAccount, Invoice, LegalMention, StructureAccount, TaxRegime
from billing.rules.books.keys import Keys, parse_keys
from billing.rules.invoices.content import Party, Transfer
from billing.rules.invoices.mentions import DatedMention
from billing.rules.invoices.standard_mentions import STANDARD_MENTIONS
from billing.rules.invoices.stored import from_json
from espaces.models import Customer, Structure

WITHOUT_ACCOUNT = gettext_lazy("How the structure bills: its legal form and the days to pay.")


def account_of(structure: Structure | int) -> StructureAccount | None:
    return StructureAccount.objects.select_related("structure").filter(structure=structure).first()


def regime_on(structure: Structure | int, day: date) -> str:
    """normal, franchise or exempt; empty when the structure never said."""
    rows = TaxRegime.objects.filter(structure=structure, valid_from__lte=day).order_by("-valid_from")
    return rows.values_list("regime", flat=True).first() or ""


def books_keys() -> Keys:
    return parse_keys(settings.BOOKS_KEYS)


def what_lacks_to_issue(structure: Structure, account: StructureAccount | None, day: date) -> list[str]:
    """In sentences, in the order in which a manager would put it right; empty when invoices can be issued."""
    return [lack.sentence for lack in lacks_to_issue(structure, account, day)]


@dataclass(frozen=True)
class Lack:
    """`where`: account, structure, tax or site, the page on which it is put right."""

    where: str
    sentence: str


def lacks_to_issue(structure: Structure, account: StructureAccount | None, day: date) -> list[Lack]:
    has_address = structure.address and structure.postcode and structure.town
    is_association = structure.kind == Structure.Kind.ASSOCIATION
    regime = regime_on(structure, day)
    lacks = [
        (account is None, Lack("account", str(WITHOUT_ACCOUNT))),
        (not has_address, Lack("structure", _("The address of the structure."))),
        (
            not structure.siren and not is_association,
            Lack("structure", _("The SIREN number of the structure.")),
        ),
        (not regime, Lack("tax", _("Whether the structure charges VAT."))),
        (
            regime == TaxRegime.Regime.NORMAL and account is not None and not account.vat_number,
            Lack("account", _("The VAT number of the structure.")),
        ),
        (
            not books_keys(),
            Lack("site", _("A key to sign the books: ask whoever runs this site (setting BOOKS_KEYS).")),
        ),
    ]
    return [lack for is_lacking, lack in lacks if is_lacking]


def seller_of(structure: Structure, account: StructureAccount) -> Party:
    return Party(
        name=structure.name,
        address=structure.address,
        postcode=structure.postcode,
        town=structure.town,
        siren=structure.siren or structure.siret[:9],
        siret=structure.siret,
        vat_number=account.vat_number,
        legal=" · ".join(part for part in (account.legal_form, account.register) if part),
        email=structure.email,
        phone=structure.phone,
        is_professional=True,
        is_public=structure.kind == Structure.Kind.PUBLIC_BODY,
    )


def buyer_of(customer: Customer) -> Party:
    """A person without a SIRET is a consumer."""
    person = customer.person
    return Party(
        name=str(customer),
        address=customer.address,
        postcode=customer.postcode,
        town=customer.town,
        siren=customer.siret[:9],
        siret=customer.siret,
        vat_number=customer.vat_number,
        email=customer.email or (person.email if person else ""),
        is_professional=person is None or bool(customer.siret),
        is_public=customer.is_public,
    )


def transfer_to(account: StructureAccount, reference: str) -> Transfer | None:
    if not account.iban:
        return None
    holder = account.holder or account.structure.name
    return Transfer(holder=holder, iban=account.iban, bic=account.bic, reference=reference)


def transfer_for(invoice: Invoice) -> Transfer | None:
    """As it says itself; where a debit was announced and will not be taken, to the account of the structure now."""
    document = from_json(invoice.content)
    if document.transfer or not (document.mandate or document.card):
        return document.transfer
    account = account_of(invoice.structure)
    return transfer_to(account, invoice.reference) if account else None


def customer_account(structure_id: int, customer_id: int) -> CustomerAccount:
    """Not saved when the structure has kept nothing of this customer yet."""
    found = CustomerAccount.objects.filter(structure=structure_id, customer=customer_id).first()
    return found or CustomerAccount(structure_id=structure_id, customer_id=customer_id)


def mentions_known(codes: Iterable[str]) -> list[DatedMention]:
    """Those that come with the product, and those added since by its administrators: the latest in force wins."""
    codes = set(codes)
    standard = [mention for mention in STANDARD_MENTIONS if mention.code in codes]
    rows = LegalMention.objects.filter(code__in=codes).order_by("code", "valid_from")
    return standard + [
        DatedMention(row.code, row.text, row.valid_from, _last_day(row.valid_to)) for row in rows
    ]


def _last_day(end: date | None) -> date | None:
    return end - timedelta(days=1) if end else None
