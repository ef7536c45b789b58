"""Figures as people read them: "6 284", "24,9", "25,0 %", "closed"."""

from __future__ import annotations

from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext, pgettext

from espaces.rules.amounts_in_words import euros, number_in_words
from reporting.rules.definitions import Definition
from reporting.rules.definitions.definition import EUROS, PERCENT

NOTHING = "\N{EM DASH}"
NO_BREAK = "\N{NO-BREAK SPACE}"


def in_words(definition: Definition, value: Decimal | None) -> str:
    """The number alone; percentages and money keep their sign. Without a value: closed, or a dash."""
    if value is None:
        return pgettext("a venue, no opening", "closed") if definition.is_closed_when_empty else NOTHING
    if definition.unit is EUROS:
        return euros(value)
    if definition.unit.name == PERCENT.name:
        return percent_in_words(value, definition.unit.digits)
    return number_in_words(value)


def with_unit(definition: Definition, value: Decimal | None) -> str:
    """ "6 284 visits": for a sentence or a heading."""
    text = in_words(definition, value)
    return (
        text
        if value is None or definition.unit.name in {"%", "€"}
        else f"{text}{NO_BREAK}{definition.unit.name}"
    )


def percent_in_words(value: Decimal, digits: int = 1) -> str:
    """Always with the same digits: 25,0 % beside 33,3 %."""
    number = number_format(value, decimal_pos=digits, use_l10n=True, force_grouping=True)
    return gettext("%(number)s%%") % {"number": number.replace("-", "\N{MINUS SIGN}")}
