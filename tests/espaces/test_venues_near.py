"""Venues near a point: the same distances as the rule, by the index of coordinates."""

import random

import pytest
from django.db import connection

from espaces.models import Venue
from espaces.queries.territories import venues_near
from espaces.rules.distance import haversine_km
from tests.factories import StructureFactory, VenueFactory

pytestmark = pytest.mark.django_db
MENDE = {"latitude": 44.518, "longitude": 3.501}


def test_nearest_first_with_the_distance_and_not_beyond() -> None:
    florac = VenueFactory(latitude=44.325, longitude=3.594)  # 22.7 km away
    here = VenueFactory(**MENDE)
    VenueFactory(latitude=44.93, longitude=4.89)  # Valence
    VenueFactory()  # without coordinates
    near = list(venues_near(Venue.objects.all(), **MENDE, km=25))
    assert near == [here, florac]
    assert near[0].distance_km == pytest.approx(0, abs=1e-6)
    assert near[1].distance_km == pytest.approx(22.7, abs=0.2)


def test_a_corner_of_the_box_is_beyond_the_distance() -> None:
    VenueFactory(latitude=44.518 + 0.08, longitude=3.501 + 0.11)  # 12.5 km away, in the box of 10 km
    assert not venues_near(Venue.objects.all(), **MENDE, km=10).exists()


def test_only_among_the_given_venues() -> None:
    VenueFactory(**MENDE, published_at=None)
    published = VenueFactory(**MENDE)
    assert list(venues_near(Venue.objects.published(), **MENDE, km=5)) == [published]


def test_distances_are_those_of_the_rule_and_the_index_is_used() -> None:
    structure, at = StructureFactory(), random.Random(48)
    Venue.objects.bulk_create(
        Venue(
            structure=structure,
            name=f"Espace {n}",
            slug=f"loin-{n}",
            check_in_secret=f"loin{n}",
            latitude=at.uniform(42.5, 51),
            longitude=at.uniform(-4.5, 8),
        )
        for n in range(3500)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE espaces_venue")
    near = venues_near(Venue.objects.all(), **MENDE, km=50)
    expected = {
        venue.pk: km
        for venue in Venue.objects.all()
        if (km := haversine_km(44.518, 3.501, venue.latitude, venue.longitude)) <= 50
    }
    assert {venue.pk: round(venue.distance_km, 6) for venue in near} == {
        pk: round(km, 6) for pk, km in expected.items()
    }
    assert len(expected) > 5
    plan = near.explain()
    assert "venue_coordinates" in plan
    assert "Seq Scan" not in plan
