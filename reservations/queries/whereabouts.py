"""Where a visitor wants to work: what he typed, or where his device says he is, made into a place on the map."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Avg, Q, QuerySet

from espaces.models import Municipality, Venue
from espaces.queries.territories import search_municipalities
from espaces.rules.place_names import accent_blind_patterns, key_of, name_key_of

HOMONYMS = 6
NAMED = 20
SUGGESTED = 6


@dataclass(frozen=True)
class Whereabouts:
    """From where distances count, if that is known; `named`: venues of that name, and then only these.

    `homonyms` are the other towns that the same words may mean.
    """

    latitude: float | None = None
    longitude: float | None = None
    municipality: Municipality | None = None
    venue: Venue | None = None
    named: Sequence[Venue] = ()
    homonyms: Sequence[Municipality] = ()

    @property
    def is_located(self) -> bool:
        return self.latitude is not None and self.longitude is not None

    @property
    def is_known(self) -> bool:
        return bool(self.is_located or self.municipality or self.named)


def whereabouts_of(typed: str, venues: QuerySet[Venue]) -> Whereabouts:
    """A town or a venue, whichever is named in full; else the venues so named; else the town so beginning.

    One query for a town: the names of venues come with it. Where a digit was typed, no venue is looked for.
    """
    if not key_of(typed):
        return Whereabouts()
    so_named = venues.none() if re.search(r"\d", typed) else venues_named(typed, venues, NAMED)
    towns, names = _towns_and_names(typed, so_named)
    key = name_key_of(typed)
    is_town = bool(towns) and towns[0].search_key == key
    is_venue = any(key_of(name) == key for name in names)
    if towns and not is_venue and (is_town or not names):
        return _of_town(towns, venues)
    named = list(so_named)
    return _of_venues(named) if named else Whereabouts()


def _towns_and_names(typed: str, so_named: QuerySet[Venue]) -> tuple[list[Municipality], Sequence[str]]:
    """Towns that what was typed may mean and, when there are some, the names of the venues it may mean."""
    names = ArraySubquery(so_named.values_list("name"))
    towns: list[Municipality] = [*search_municipalities(typed, HOMONYMS).annotate(venue_names=names)]
    return towns, (vars(towns[0])["venue_names"] or ()) if towns else ()


def venues_named(typed: str, venues: QuerySet[Venue], limit: int) -> QuerySet[Venue]:
    """Every word begins a word of the venue's name, accents apart."""
    conditions = Q()
    for pattern in accent_blind_patterns(typed):
        conditions &= Q(name__iregex=pattern)
    return venues.filter(conditions).order_by("name", "pk")[:limit] if conditions else venues.none()


def _of_venues(named: list[Venue]) -> Whereabouts:
    """One venue: it and what is around it. Several: only these."""
    if len(named) == 1 and named[0].latitude is not None:
        return Whereabouts(named[0].latitude, named[0].longitude, venue=named[0])
    return Whereabouts(named=named)


def _of_town(towns: list[Municipality], venues: QuerySet[Venue]) -> Whereabouts:
    """The town's own coordinates, else those of its venues, else the middle of its intermunicipality."""
    town, others = towns[0], towns[1:]
    latitude, longitude = town.latitude, town.longitude
    if latitude is None:
        latitude, longitude = _middle(venues.filter(municipality=town))
    if latitude is None and town.epci_code:
        latitude, longitude = _middle(Municipality.objects.filter(epci_code=town.epci_code))
    return Whereabouts(latitude, longitude, municipality=town, homonyms=others)


def _middle(located: QuerySet[Venue] | QuerySet[Municipality]) -> tuple[float | None, float | None]:
    found = located.order_by().aggregate(latitude=Avg("latitude"), longitude=Avg("longitude"))
    return found["latitude"], found["longitude"]


def towns_like(typed: str, venues: QuerySet[Venue]) -> list[Municipality]:
    """Towns that have a venue: those that look like what was typed first."""
    codes = venues.order_by().values("municipality")
    by_key = {town.search_key: town for town in Municipality.objects.filter(code__in=codes).order_by("name")}
    alike = get_close_matches(key_of(typed), list(by_key), n=SUGGESTED, cutoff=0.5)
    return [by_key[key] for key in dict.fromkeys([*alike, *by_key])][:SUGGESTED]
