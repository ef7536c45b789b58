"""How an invoice is paid, or was: the sentence, and what to copy into a transfer."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _, pgettext

from billing.documents.groups import by_four
from billing.rules.invoices.content import Document, Kind, Mandate, Transfer
from billing.rules.pricing.rounding import ZERO
from espaces.rules.amounts_in_words import euros
from espaces.rules.dates_in_words import date_in_words

Words = dict[str, Any]


def payment_words(document: Document) -> Words:
    """`sentences`, then `facts`: what, and the value to copy."""
    sentences = [*_paid(document), *_left(document)]
    shows_account = document.transfer is not None and _is_to_pay(document) and not _is_taken(document)
    return {
        "heading": pgettext("on an invoice", "Payment") if sentences else "",
        "sentences": sentences,
        "facts": _account(document.transfer) if shows_account and document.transfer else [],
    }


def _is_taken(document: Document) -> bool:
    """The customer has nothing to do: it is debited, or the saved card charged."""
    return document.means == "sepa" or bool(document.card)


def _is_to_pay(document: Document) -> bool:
    return document.kind is not Kind.CREDIT_NOTE and document.due > ZERO


def _paid(document: Document) -> list[str]:
    if document.paid <= ZERO or document.paid_on is None:
        return []
    words = {
        "amount": euros(document.paid),
        "day": date_in_words(document.paid_on),
        "means": _by(document.means) if document.due == ZERO else "",
    }
    if document.kind is Kind.CREDIT_NOTE:
        return [_("%(amount)s given back%(means)s on %(day)s.") % words]
    return [_("%(amount)s paid%(means)s on %(day)s.") % words]


def _by(means: str) -> str:
    """With the space before it, so that a means that is not known leaves none."""
    names = {
        "card": pgettext("means of payment in a sentence", " by card"),
        "sepa": pgettext("means of payment in a sentence", " by direct debit"),
        "transfer": pgettext("means of payment in a sentence", " by bank transfer"),
        "cheque": pgettext("means of payment in a sentence", " by cheque"),
        "cash": pgettext("means of payment in a sentence", " in cash"),
    }
    return names.get(means, "")


def _left(document: Document) -> list[str]:
    if not _is_to_pay(document):
        return []
    words = {"day": date_in_words(document.due_on), "holder": document.seller.name}
    if document.mandate is not None and document.means == "sepa":
        return [_debit(document.mandate, words)]
    if document.means == "cheque":
        return [_("To be paid by %(day)s by cheque payable to %(holder)s.") % words]
    if document.means == "cash":
        return [_("To be paid by %(day)s in cash.") % words]
    if document.card:
        return [_charge(document.card, words)]
    if document.means == "card":
        return [_("To be paid by %(day)s by card.") % words]
    if document.transfer is not None:
        return [_("To be paid by %(day)s by bank transfer to this account:") % words]
    return [_("To be paid by %(day)s.") % words]


def _charge(card: str, words: Words) -> str:
    sentence = _(
        "This sum will be taken on %(day)s from the card that ends in %(card)s: you have nothing to do."
    )
    return sentence % (words | {"card": card})


def _debit(mandate: Mandate, words: Words) -> str:
    said = {"account": by_four(mandate.iban), "mandate": mandate.reference, "creditor": mandate.creditor}
    sentence = _(
        "This sum will be debited on %(day)s from the account %(account)s "
        "(mandate %(mandate)s, creditor %(creditor)s): you have nothing to do."
    )
    if not mandate.creditor:
        sentence = _(
            "This sum will be debited on %(day)s from the account %(account)s (mandate %(mandate)s): "
            "you have nothing to do."
        )
    return sentence % (words | said)


def _account(transfer: Transfer) -> list[tuple[str, str]]:
    said = [
        (_("Account holder"), transfer.holder),
        (_("IBAN"), by_four(transfer.iban)),
        (_("BIC"), transfer.bic),
        (_("Reference to write"), transfer.reference),
    ]
    return [(what, value) for what, value in said if value]
