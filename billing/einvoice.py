"""The structured invoice: UN/CEFACT CII of the profile EN 16931, alone and inside its PDF (Factur-X).

The only module that knows factur-x, whose dictionary has the keys of EN 16931: BT-1 is the number of the invoice,
BG-25 its lines. What France adds to the European rules (notes, frames, addresses): 5-french-rules.md, section 2.3.
"""

from __future__ import annotations

import logging
import re
from decimal import Decimal
from typing import Any

import facturx

from billing.rules.invoices.content import Category, Document, Kind, Line, Mention, Party, RateTotal
from billing.rules.invoices.unit_prices import net_unit_price
from billing.rules.pricing.rounding import ZERO, cents

logging.getLogger("factur-x").setLevel(logging.WARNING)  # it tells of each file, and what is in some

LEVEL = "en16931"
Fields = dict[str, Any]

TYPES = {Kind.INVOICE: "380", Kind.ADVANCE: "386", Kind.CREDIT_NOTE: "381"}
MEANS = {"transfer": "58", "sepa": "59", "card": "48", "cheque": "20", "cash": "10"}
UNKNOWN_MEANS = "1"
DEBIT = "49"
ONE = "C62"
"""The unit of any quantity: a line says in its label whether it counts hours, days or tickets."""

PAYMENT_MENTIONS = {"PMT", "PMD", "AAB"}
"""Recovery costs, penalties, discount: the codes under which France looks for them."""

OUTSIDE_TAX = "Somme hors du champ de la TVA"
"""Of an amount at zero that no exemption explains, such as a security deposit."""

PRICE_STEP = Decimal("0.000001")
NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def structured(document: Document) -> bytes:
    """The XML, checked against its schema. Raises when it does not hold."""
    fields = without_controls(fields_of(document))
    # Neither the rules written as schematrons nor their code lists are asked for: that would call a server.
    return bytes(facturx.generate_cii_xml(fields, level=LEVEL, check_xsd=True, check_schematron=None))


def carrying(pdf: bytes, xml: bytes, document: Document, title: str = "") -> bytes:
    """The PDF/A-3 with the XML as its attachment factur-x.xml.

    `pdf` is PDF/A-3 already; its metadata is written again, with `title` or the number alone.
    """
    metadata = {
        "author": document.seller.name,
        "title": f"{title or document.reference} · {document.seller.name}",
        "subject": f"{document.reference}, {document.issued_on.isoformat()}",
        "keywords": "Factur-X",
    }
    return bytes(
        facturx.generate_from_binary(
            pdf,
            xml,
            flavor="factur-x",
            level=LEVEL,
            check_xsd=False,
            pdf_metadata=without_controls(metadata),
            lang="fr-FR",
            xmp_compression=False,
        )
    )


def read_structured(pdf: bytes) -> bytes:
    """The XML that a PDF carries. Raises ValueError when it carries none that is valid."""
    _name, xml = facturx.get_xml_from_pdf(pdf, check_xsd=True, filenames=["factur-x.xml"])
    if not xml:
        raise ValueError("no structured invoice in this PDF")
    return bytes(xml)


def fields_of(document: Document) -> Fields:
    return {
        "BT-1": document.reference,
        "BT-2": document.issued_on,
        "BT-3": TYPES[document.kind],
        "BT-5": "EUR",
        "BT-8": _tax_point(document),
        "BT-9": _payment_day(document),
        "BT-10": document.service_code,
        "BT-13": document.engagement,
        "BT-23": _frame(document),
        "BG-1": _notes(document),
        "BG-3": _preceding(document),
        "BG-4": _seller(document),
        "BG-7": _party(document.buyer),
        **_period(document),
        **_payment(document),
        **_totals(document),
        "BG-23": [_rate_total(total) for total in document.totals],
        "BG-25": [_line(line, document) for line in document.lines],
    }


def _tax_point(document: Document) -> str:
    """When the tax of services is due: on payment, unless the seller opted for the debits."""
    if document.regime != "normal":
        return ""
    return "invoice" if document.tax_on_debits else "payment"


def _is_paid(document: Document) -> bool:
    return bool(document.paid) and document.due == ZERO and document.paid_on is not None


def _payment_day(document: Document) -> Any:
    """Paid already: the day it was (BR-FR-CO-09). Due otherwise, never before the issue (BR-FR-CO-07)."""
    if _frame(document) == "S2":
        return document.paid_on
    return max(document.due_on, document.issued_on)


def _frame(document: Document) -> str:
    """Services: to pay, paid already, or the rest after an advance."""
    if document.after_advance and document.kind is Kind.INVOICE:
        return "S4"
    return "S2" if _is_paid(document) else "S1"


def _notes(document: Document) -> list[Fields]:
    said = [Mention("BAR", _audience(document.buyer)), *document.mentions]
    notes: list[Fields] = [
        {"BT-21": mention.code if mention.code in {"BAR", *PAYMENT_MENTIONS} else "", "BT-22": mention.text}
        for mention in said
    ]
    return [*notes, {"BT-22": document.reason}] if document.reason else notes


def _audience(buyer: Party) -> str:
    """Whom the platforms serve: without a SIREN there is no address to send to, as for a consumer."""
    if buyer.siren and (buyer.is_professional or buyer.is_public):
        return "B2B"
    if buyer.country == "FR":
        return "B2C"
    return "B2BINT" if buyer.is_professional else "B2CINT"


def _preceding(document: Document) -> list[Fields]:
    references = [document.corrects] if document.corrects else list(document.advances)
    return [{"BT-25": one.reference, "BT-26": one.issued_on} for one in references]


def _seller(document: Document) -> Fields:
    """Without tax, some number must still say who sells (BR-E-02): the SIREN, as a tax registration."""
    seller = document.seller
    exempt = any(total.category is Category.EXEMPT for total in document.totals)
    return _party(seller) | {
        "legal_info": seller.legal,
        "tax_identifier": seller.siren if exempt and not seller.vat_number else "",
        "contacts": [{"name": seller.name, "phone": seller.phone, "email": seller.email}],
    }


def _party(party: Party) -> Fields:
    lines = [line.strip() for line in party.address.splitlines() if line.strip()]
    return {
        "name": party.name,
        "identifiers": {"0009": party.siret} if party.siret else {},
        "legal_identifier": party.siren,
        "legal_identifier_schemeid": "0002",
        "vat_identifier": party.vat_number,
        "einvoicing_addr": party.siren or party.email,
        "einvoicing_addr_schemeid": "0225" if party.siren else "EM",
        "addr_l1": "".join(lines[:1]),
        "addr_l2": "".join(lines[1:2]),
        "addr_l3": ", ".join(lines[2:]),
        "postcode": party.postcode,
        "city": party.town,
        "country_code": party.country,
    }


def _period(document: Document) -> Fields:
    """When the services were done. An advance is paid before they are: it says for whom only, as the schema wants
    something to be said of their delivery."""
    if document.kind is Kind.ADVANCE:
        return {"BG-13": {"name": document.buyer.name}}
    first = min(line.first_day for line in document.lines)
    last = max(line.last_day for line in document.lines)
    return {"BT-72": last, "BT-73": first, "BT-74": last}


def _payment(document: Document) -> Fields:
    """A debit is a SEPA one (59) when its creditor is named, a debit (49) otherwise. BT-91, the account debited, is
    not given: we only keep its last characters, which are no identifier."""
    transfer, mandate = document.transfer, document.mandate
    means = document.means or ("transfer" if transfer else "")
    fields: Fields = {"BT-81": MEANS.get(means, UNKNOWN_MEANS), "BT-83": document.reference}
    if means == "transfer":
        if transfer is None:  # BR-61: code 58 must say to which account
            return fields | {"BT-81": UNKNOWN_MEANS}
        account = {"BT-84": _compact(transfer.iban), "BT-85": transfer.holder, "BT-86": transfer.bic}
        return fields | account | {"BT-83": transfer.reference or document.reference}
    if means == "sepa" and mandate is not None:
        named = {"BT-89": mandate.reference, "BT-90": mandate.creditor}
        return fields | named | ({} if mandate.creditor else {"BT-81": DEBIT})
    if means == "card" and document.card:
        return fields | {"BT-87": document.card}
    return fields


def _compact(iban: str) -> str:
    return iban.replace(" ", "")


def _totals(document: Document) -> Fields:
    lines = sum((line.net for line in document.lines), ZERO)
    fields = {
        "BT-106": _amount(lines),
        "BT-109": _amount(document.net),
        "BT-110": _amount(document.tax),
        "BT-112": _amount(document.gross),
        "BT-115": _amount(document.due),
    }
    return fields | {"BT-113": _amount(document.paid)} if document.paid else fields


def _rate_total(total: RateTotal) -> Fields:
    fields = {
        "BT-116": _amount(total.net),
        "BT-117": _amount(total.tax),
        "BT-118": total.category.value,
        "BT-119": _shortest(total.rate),
    }
    if total.category is Category.STANDARD:
        return fields
    reason = total.exemption_text or ("" if total.exemption else OUTSIDE_TAX)
    return fields | {"BT-120": reason, "BT-121": total.exemption}


def _line(line: Line, document: Document) -> Fields:
    """A price is never negative (BR-27): what comes back has a negative quantity."""
    categories = {total.rate: total.category for total in document.totals}
    return {
        "BT-126": str(line.position),
        "BT-129": _shortest(abs(line.quantity or Decimal(1)).copy_sign(line.net)),
        "BT-130": ONE,
        "BT-131": _amount(line.net),
        "BT-134": line.first_day,
        "BT-135": line.last_day,
        "BT-146": _shortest(abs(net_unit_price(line, PRICE_STEP))),
        "BT-151": categories[line.tax_rate].value,
        "BT-152": _shortest(line.tax_rate),
        "BT-153": line.label,
    }


def _amount(value: Decimal) -> str:
    return f"{ZERO + cents(value):f}"


def _shortest(value: Decimal) -> str:
    """20, 5.5, -1: without the zeros that say nothing, never in powers of ten."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def without_controls(value: Any) -> Any:
    """The same without the characters that XML has no way to write."""
    match value:
        case str():
            return NOT_IN_XML.sub("", value)
        case dict():
            return {key: without_controls(one) for key, one in value.items()}
        case list():
            return [without_controls(one) for one in value]
    return value
