"""Memberships in the words of their pages."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import template

from billing.rules.membership_in_words import (
    Standing,
    how_it_ends,
    standing_in_words,
    state_in_words,
)
from billing.rules.prices_in_words import price_in_words

register = template.Library()
TONES = {"running": "success", "leaving": "warning", "paused": "info", "coming": "info"}


@register.filter
def in_words(standing: Standing) -> list[tuple[str, str]]:
    return standing_in_words(standing)


@register.filter
def ending(standing: Standing) -> str:
    return how_it_ends(standing)


@register.filter
def state_word(state: str) -> str:
    return state_in_words(state)


@register.filter
def state_tone(state: str) -> str:
    return TONES.get(state, "")


@register.filter
def as_price(amount: Decimal, includes_tax: bool) -> str:
    return price_in_words(amount, includes_tax=includes_tax)


@register.simple_tag
def act_href(door: Any, name: str, *more: Any) -> str:
    """The address of an act on a membership, through the door by which the page was opened."""
    href: str = door.href(name, *more)
    return href
