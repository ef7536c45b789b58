"""Public holidays of a département (Code du travail L3133-1, local law of Alsace-Moselle, overseas dates)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from types import MappingProxyType

from holidays import country_holidays

SUBDIVISIONS = {
    "57": "57",
    "67": "6AE",
    "68": "6AE",
    "6AE": "6AE",
    "971": "971",
    "972": "972",
    "973": "973",
    "974": "974",
    "975": "PM",
    "976": "976",
    "977": "BL",
    "978": "MF",
    "984": "TF",
    "986": "WF",
    "987": "PF",
    "988": "NC",
}
"""Codes of INSEE to those of the library, where a territory has holidays of its own."""


def public_holidays(departement_code: str | None, first: date, last: date) -> dict[date, str]:
    """Holidays from `first` to `last` included, in order, with their French names."""
    subdivision = SUBDIVISIONS.get(departement_code or "")
    years = (_holidays_of_year(subdivision, year) for year in range(first.year, last.year + 1))
    return {day: name for year in years for day, name in year.items() if first <= day <= last}


@lru_cache(maxsize=256)
def _holidays_of_year(subdivision: str | None, year: int) -> Mapping[date, str]:
    found = country_holidays("FR", subdiv=subdivision, years=year, language="fr")
    return MappingProxyType(dict(sorted(found.items())))
