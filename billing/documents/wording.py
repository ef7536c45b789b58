"""What the paper form of an invoice says, in words and in the order of the page: the template only sets it.

In the language in force: invoice.py makes it French, whoever asks for the document.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _, pgettext

from billing.documents.groups import in_groups
from billing.documents.payment_words import payment_words
from billing.documents.table_words import result_words, table_words, totals_words
from billing.rules.invoices.content import Document, Kind, Party
from billing.rules.pricing.rounding import ZERO
from espaces.rules.dates_in_words import date_in_words

Words = dict[str, Any]
Fact = tuple[str, str]


def words_of(document: Document) -> Words:
    return {
        "name": name_of(document.kind),
        "title": title(document),
        "reference": document.reference,
        "settled": pgettext("on an invoice", "settled") if is_settled(document) else "",
        "seller": _seller(document.seller),
        "buyer": _buyer(document.buyer),
        "facts": _facts(document),
        "table": table_words(document),
        "totals": totals_words(document),
        "result": result_words(document),
        "payment": payment_words(document),
        "mentions": _mentions(document),
        "footer": _footer(document),
        "page": pgettext("on an invoice", "Page"),
    }


def title(document: Document) -> str:
    return f"{name_of(document.kind)} {document.reference}"


def name_of(kind: Kind) -> str:
    names = {
        Kind.INVOICE: pgettext("title of a document", "Invoice"),
        Kind.ADVANCE: pgettext("title of a document", "Advance invoice"),
        Kind.CREDIT_NOTE: pgettext("title of a document", "Credit note"),
    }
    return names[kind]


def is_settled(document: Document) -> bool:
    return document.kind is not Kind.CREDIT_NOTE and document.paid > ZERO and document.due == ZERO


def _seller(seller: Party) -> Words:
    return {
        "name": seller.name,
        "lines": [*_address(seller), *_joined(seller.phone, seller.email)],
        "numbers": [seller.legal, *_numbers(seller)],
    }


def _buyer(buyer: Party) -> Words:
    return {
        "heading": pgettext("on an invoice", "Customer"),
        "name": buyer.name,
        "lines": _address(buyer),
        "numbers": _numbers(buyer),
    }


def _address(party: Party) -> list[str]:
    lines = [line for line in party.address.splitlines() if line.strip()]
    town = f"{party.postcode} {party.town}".strip()
    return [*lines, *([town] if town else []), *([party.country] if party.country not in {"", "FR"} else [])]


def _numbers(party: Party) -> list[str]:
    said = []
    if party.siret:
        said.append(_("SIRET %(number)s") % {"number": in_groups(party.siret, 3, 3, 3, 5)})
    elif party.siren:
        said.append(_("SIREN %(number)s") % {"number": in_groups(party.siren, 3, 3, 3)})
    if party.vat_number:
        said.append(_("VAT no. %(number)s") % {"number": party.vat_number})
    return said


def _facts(document: Document) -> list[Fact]:
    """What the page says in two columns under its title: what, and its value."""
    said = [(_("Issued on"), date_in_words(document.issued_on)), (_("Services"), _period(document))]
    if document.kind is not Kind.CREDIT_NOTE and document.due > ZERO:
        said.append((_("To be paid by"), date_in_words(document.due_on)))
    if document.corrects:
        said.append((_("Corrects"), _dated(document.corrects.reference, document.corrects.issued_on)))
    if document.reason:
        said.append((pgettext("on a credit note", "Reason"), document.reason))
    said += [(_("Advance"), _dated(advance.reference, advance.issued_on)) for advance in document.advances]
    if document.engagement:
        said.append((_("Order number"), document.engagement))
    if document.service_code:
        said.append((_("Service code"), document.service_code))
    return said


def _period(document: Document) -> str:
    first = min(line.first_day for line in document.lines)
    last = max(line.last_day for line in document.lines)
    if first == last:
        return date_in_words(first)
    return _("from %(first)s to %(last)s") % {"first": date_in_words(first), "last": date_in_words(last)}


def _dated(reference: str, day: date) -> str:
    return _("%(reference)s of %(day)s") % {"reference": reference, "day": date_in_words(day)}


def _mentions(document: Document) -> list[str]:
    """Each once: why there is no tax is a mention of its own, most often."""
    said = [mention.text for mention in document.mentions]
    reasons = [total.exemption_text for total in document.totals]
    return [*(why for why in reasons if why and not any(text in why for text in said)), *said]


def _footer(document: Document) -> list[str]:
    seller = document.seller
    return [
        " · ".join([seller.name, *[part for part in (seller.legal, *_numbers(seller)) if part]]),
        document.software,
    ]


def _joined(*parts: str) -> list[str]:
    said = [part for part in parts if part]
    return [" · ".join(said)] if said else []
