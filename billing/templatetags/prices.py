"""Money and quotes as pages write them."""

from __future__ import annotations

from django import template

from billing.rules.prices_in_words import price_in_words
from billing.rules.pricing.lines_in_words import line_in_words
from billing.rules.pricing.quote_in_words import sentences
from espaces.rules.amounts_in_words import euros, number_in_words

register = template.Library()
register.filter("euros", euros)
register.filter("number_in_words", number_in_words)
register.filter("price_in_words", price_in_words)
register.filter("line_in_words", line_in_words)
register.filter("sentences", sentences)
