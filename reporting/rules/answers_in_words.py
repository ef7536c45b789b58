"""Answers as their person reads them again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from espaces.rules.amounts_in_words import number_in_words
from espaces.rules.dates_in_words import date_in_words
from reporting.models import Profile, Question


def answers_in_words(profile: Profile, places: Mapping[str, str]) -> list[str]:
    """What was answered, then what was refused. `places`: names of municipalities by code."""
    return [*_given(profile, places), *_refused(profile)]


def _given(profile: Profile, places: Mapping[str, str]) -> Iterator[str]:
    if profile.status:
        yield capfirst(profile.get_status_display())
    if profile.home:
        yield _("lives in %(place)s") % {"place": places.get(profile.home, profile.home)}
    if profile.work:
        yield _("works in %(place)s") % {"place": places.get(profile.work, profile.work)}
    if profile.home_work_km is not None:
        words = {"km": number_in_words(profile.home_work_km)}
        yield (_("%(km)s km") if profile.km_declared else _("%(km)s km (estimated)")) % words
    if profile.transport:
        yield capfirst(profile.get_transport_display())
    if profile.replaces_commute is not None:
        yield (
            _("replaces the way to work")
            if profile.replaces_commute
            else _("does not replace the way to work")
        )
    if profile.company:
        yield _company(profile)


def _company(profile: Profile) -> str:
    if profile.company_created_on is None:
        return _("company %(number)s") % {"number": profile.company}
    words = {"number": profile.company, "day": date_in_words(profile.company_created_on)}
    return _("company %(number)s, created on %(day)s") % words


def _refused(profile: Profile) -> Iterator[str]:
    for question in profile.declined:
        yield _("%(question)s: prefers not to answer") % {"question": capfirst(str(Question(question).label))}
