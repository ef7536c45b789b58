"""Lengths and numbers of the pages of figures."""

from __future__ import annotations

from decimal import Decimal

from django import template

from espaces.rules.amounts_in_words import number_in_words
from espaces.rules.dates_in_words import duration_in_words

register = template.Library()
register.filter("duration", duration_in_words)
register.filter("number", number_in_words)


@register.filter
def whole(number: Decimal) -> str:
    """An estimate has no decimals."""
    return number_in_words(round(number, 0))
