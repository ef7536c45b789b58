"""What a declaration holds as text, read again."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django import template

register = template.Library()


@register.filter
def written_day(text: str) -> date:
    return date.fromisoformat(text)


@register.filter
def written_amount(text: str) -> Decimal:
    return Decimal(text)
