"""Units, balances and lines of the ledger, as pages write them."""

from __future__ import annotations

from decimal import Decimal

from django import template

from espaces.models import Unit
from espaces.rules.amounts_in_words import euros, units_in_words
from reservations.rules.ledger_in_words import gain_in_words, movement_in_words

register = template.Library()
register.filter("euros", euros)
register.filter("movement_in_words", movement_in_words)


@register.filter
def of_unit(amount: Decimal, unit: Unit) -> str:
    return units_in_words(amount, unit.name, unit.plural)


@register.filter
def gain_of_unit(gain: Decimal, unit: Unit) -> str:
    return gain_in_words(gain, unit.name, unit.plural)
