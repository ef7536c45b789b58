"""Where things are: municipalities by name or postcode, venues by distance."""

from __future__ import annotations

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import Case, F, FloatField, QuerySet, Value, When
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import ASin, Cos, Least, Power, Radians, Sin, Sqrt

from espaces.models import Municipality, Person, Venue
from espaces.rules.distance import EARTH_RADIUS_KM, box_around
from espaces.rules.place_names import name_key_of, words_beginning_with
from espaces.rules.venue_lists.municipality_finder import KnownMunicipality, MunicipalityFinder


def search_municipalities(text: str, limit: int = 10) -> QuerySet[Municipality]:
    """Current municipalities in which every word of `text` begins a word of a name, or a postcode.

    Names of merged municipalities and of arrondissements count. The whole name comes first, then the name of
    a part, then names that begin so, and inside each of these the most populated.
    """
    words = words_beginning_with(text)
    if not words:
        return Municipality.objects.none()
    key = name_key_of(text)
    rank = Case(
        When(search_key=key, then=0),
        When(search_text__contains=f"\n{key}\n", then=1),
        When(search_key__startswith=key, then=2),
        default=3,
    )
    return (
        Municipality.objects.annotate(words=SearchVector("search_text", config="simple"))
        .filter(words=SearchQuery(words, config="simple", search_type="raw"), is_current=True)
        .order_by(rank, "-population", "code")
        .defer("search_text")[:limit]
    )


def current_municipality(code: str) -> Municipality | None:
    return Municipality.objects.filter(code=code, is_current=True).first()


def venues_near(venues: QuerySet[Venue], *, latitude: float, longitude: float, km: float) -> QuerySet[Venue]:
    """Those of `venues` within `km`, nearest first, with `distance_km`; none without coordinates.

    The box is what the index of coordinates answers; the distance is computed for what is left.
    """
    box = box_around(latitude, longitude, km)
    return (
        venues.filter(latitude__range=(box.south, box.north), longitude__range=(box.west, box.east))
        .annotate(distance_km=_haversine(latitude, longitude))
        .filter(distance_km__lte=km)
        .order_by("distance_km", "pk")
    )


def _haversine(latitude: float, longitude: float) -> CombinedExpression:
    """rules.distance.haversine_km, in SQL."""
    across = Power(Sin(Radians(F("latitude") - latitude) / 2), 2)
    along = Power(Sin(Radians(F("longitude") - longitude) / 2), 2)
    chord = across + along * Cos(Radians(F("latitude"))) * Cos(Radians(Value(latitude)))
    nearer_than_antipode = Least(Sqrt(chord), 1.0, output_field=FloatField())
    return ASin(nearer_than_antipode) * (2 * EARTH_RADIUS_KM)


def count_of_uses(codes: list[str]) -> int:
    """How many venues and persons are in these municipalities."""
    return (
        Venue.objects.filter(municipality__in=codes).count()
        + Person.objects.filter(municipality__in=codes).count()
    )


def municipality_finder() -> MunicipalityFinder:
    """All municipalities at once, for the rows of an import: one query, about 20 MB."""
    columns = (
        "code",
        "name",
        "departement_code",
        "postcodes",
        "part_codes",
        "search_text",
        "latitude",
        "longitude",
    )
    current = Municipality.objects.filter(is_current=True).order_by("code")
    return MunicipalityFinder(
        KnownMunicipality(code, name, departement, frozenset(postcodes), frozenset(parts), keys, lat, lon)
        for code, name, departement, postcodes, parts, text, lat, lon in current.values_list(*columns)
        if (keys := frozenset(text.strip().split("\n")))
    )


def has_municipalities() -> bool:
    return Municipality.objects.exists()
