"""Days in templates, as people write them: 16 juin 2026, 1er juillet 2026."""

from __future__ import annotations

from datetime import date, timedelta

from django import template

from espaces.rules.dates_in_words import date_in_words

register = template.Library()
register.filter("date_in_words", date_in_words)


@register.filter
def day_before(day: date) -> date:
    """The last day of what is stored until the first day without it."""
    return day - timedelta(days=1)
