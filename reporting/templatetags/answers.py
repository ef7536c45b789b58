from __future__ import annotations

from collections.abc import Mapping

from django import template

from reporting.models import Profile
from reporting.rules.answers_in_words import answers_in_words as in_words

register = template.Library()


@register.filter
def answers_in_words(profile: Profile, places: Mapping[str, str]) -> list[str]:
    return in_words(profile, places)
