"""Invoices in the words of their pages."""

from __future__ import annotations

from decimal import Decimal

from django import template

from billing.documents.groups import by_four as grouped_by_four
from billing.queries.invoices import Listed
from billing.rules.invoices.states_in_words import state_in_words, tone_of
from espaces.rules.amounts_in_words import number_in_words

register = template.Library()


@register.filter
def by_four(number: str) -> str:
    """An IBAN whose groups may go to the next line of a small telephone."""
    return grouped_by_four(number).replace("\N{NO-BREAK SPACE}", " ")


@register.filter
def invoice_state(listed: Listed) -> str:
    """Empty for a credit note."""
    return state_in_words(listed.standing, refunded=bool(listed.refunded)) if listed.standing else ""


@register.filter
def invoice_tone(listed: Listed) -> str:
    return tone_of(listed.standing) if listed.standing else ""


@register.filter
def percent(rate: Decimal) -> str:
    return number_in_words(rate)
