"""Days in templates, as people write them: 16 juin 2026, 1er juillet 2026."""

from __future__ import annotations

from django import template

from espaces.rules.dates_in_words import date_in_words

register = template.Library()
register.filter("date_in_words", date_in_words)
