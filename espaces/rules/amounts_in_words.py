"""Numbers, units and money as people read them, in the reader's language: "2,5 tickets", "60,00 €"."""

from __future__ import annotations

from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import ngettext, pgettext


def number_in_words(amount: Decimal) -> str:
    """Without useless zeros, with a true minus: 10, 2,5 and −1."""
    text = f"{amount:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return str(number_format(Decimal(text), use_l10n=True, force_grouping=True)).replace(
        "-", "\N{MINUS SIGN}"
    )


def units_in_words(amount: Decimal, one: str, several: str) -> str:
    """ "1 ticket", "10 tickets": `one` and `several` are the names of the unit, 1.5 is one of them in French."""
    words = {"amount": number_in_words(amount), "one": one, "several": several}
    return ngettext("%(amount)s %(one)s", "%(amount)s %(several)s", int(abs(amount))) % words


def euros(amount: Decimal) -> str:
    text = number_format(amount, decimal_pos=2, use_l10n=True, force_grouping=True).replace(
        "-", "\N{MINUS SIGN}"
    )
    return pgettext("amount of money", "€%(amount)s") % {"amount": text}
