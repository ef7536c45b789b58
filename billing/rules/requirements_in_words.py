"""What Stripe still asks of a structure, in the words of whoever must bring it."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# By the beginning of Stripe's names, the longest first: it adds to them without telling.
ASKED: dict[str, str | Promise] = {
    "external_account": _("The bank account that receives the money."),
    "company.tax_id": _("The SIREN number."),
    "company.address": _("The address of the structure."),
    "company.": _("Facts about the structure: name, number, address."),
    "business_profile": _("What the structure does, and its website."),
    "representative": _("The identity of whoever represents the structure."),
    "person": _("The identity of whoever represents the structure."),
    "individual": _("The identity of whoever represents the structure."),
    "owners": _("Who owns or runs the structure."),
    "directors": _("Who owns or runs the structure."),
    "executives": _("Who owns or runs the structure."),
    "tos_acceptance": _("The agreement to the terms of Stripe."),
    "documents": _("A document that proves what was declared."),
}
OTHERWISE = _("Something else: the page of Stripe says what.")


def asked_in_words(requirements: Iterable[str]) -> list[str]:
    """Each sentence once, in the order in which it was first asked."""
    found = [
        next((words for start, words in ASKED.items() if name.startswith(start)), OTHERWISE)
        for name in requirements
    ]
    return list(dict.fromkeys(str(words) for words in found))
