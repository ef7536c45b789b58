"""How far people live: the rule, and what the fill writes for each home and venue."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from espaces.models import Municipality, Person, Resource, Venue
from espaces.services.territories import import_coordinates
from reporting.models import HomeDistance, Profile, VenueDay
from reporting.rules.distances import road_km
from tests.factories.reporting import profile
from tests.factories.territories import municipality
from tests.reporting.facts.conftest import TUESDAY, WEDNESDAY, Clock, booked, come, fill

MENDE, FLORAC = (44.518, 3.501), (44.324, 3.594)


def test_by_road_is_1_3_times_as_the_crow_flies_to_a_tenth() -> None:
    assert road_km(*MENDE, *FLORAC, False) == Decimal("29.6")
    assert road_km(*MENDE, *MENDE, False) == Decimal("0.0")


def test_in_one_municipality_it_is_five_kilometres_whatever_is_known() -> None:
    assert road_km(*MENDE, *MENDE, True) == Decimal(5)
    assert road_km(None, None, None, None, True) == Decimal(5)


@pytest.mark.parametrize("missing", range(4))
def test_without_a_coordinate_it_is_not_known(missing: int) -> None:
    where: list[float | None] = [*MENDE, *FLORAC]
    where[missing] = None
    assert road_km(*where, False) is None  # type: ignore[arg-type]


@pytest.fixture
def towns(db: None) -> tuple[Municipality, Municipality]:
    rows = municipality("48095", "Mende"), municipality("48061", "Florac")
    for row, (latitude, longitude) in zip(rows, (MENDE, FLORAC), strict=True):
        row.latitude, row.longitude = latitude, longitude
        row.save()
    return rows


@pytest.fixture
def in_mende(venue: Venue, towns: tuple[Municipality, Municipality]) -> None:
    venue.municipality = towns[0]
    venue.save()


def kept() -> list[tuple[int, Decimal]]:
    return list(HomeDistance.objects.order_by("profile__valid_from").values_list("profile", "km"))


@pytest.mark.usefixtures("in_mende")
def test_each_home_under_which_somebody_came_is_measured_once(
    desks: Resource, person: Person, towns: tuple[Municipality, Municipality], clock: Clock
) -> None:
    in_florac = profile(person, "2026-01-01", home=towns[1], valid_to=dt.date(2026, 11, 4))
    at_home = profile(person, "2026-11-04", home=towns[0])
    for day in (TUESDAY, WEDNESDAY):
        come(booked(person, desks, day), "09:00", "11:00", clock)
    fill(clock, "2026-11-05 03:20", desks)
    assert kept() == [(in_florac.pk, Decimal("29.6")), (at_home.pk, Decimal("5.0"))]

    Municipality.objects.update(latitude=None, longitude=None)
    VenueDay.objects.update(stale=True)
    fill()
    assert kept() == [(in_florac.pk, Decimal("29.6")), (at_home.pk, Decimal("5.0"))]


@pytest.mark.usefixtures("in_mende")
def test_who_does_not_come_or_does_not_tell_a_home_has_no_distance(
    desks: Resource, person: Person, towns: tuple[Municipality, Municipality], clock: Clock
) -> None:
    profile(person, status="head")
    come(booked(person, desks, TUESDAY), "09:00", "11:00", clock)
    fill(clock, "2026-11-05 03:20", desks)
    assert kept() == []


@pytest.mark.usefixtures("in_mende")
def test_answers_recorded_afterwards_are_measured_by_the_next_pass(
    desks: Resource, person: Person, towns: tuple[Municipality, Municipality], clock: Clock
) -> None:
    come(booked(person, desks, TUESDAY), "09:00", "11:00", clock)
    fill(clock, "2026-11-05 03:20", desks)
    answers = profile(person, "2026-01-01", home=towns[1])
    assert fill().days == 0
    assert kept() == [(answers.pk, Decimal("29.6"))]
    Profile.objects.update(home=towns[0].code, recorded_at=timezone.now())
    fill()
    assert kept() == [(answers.pk, Decimal("5.0"))]


@pytest.mark.usefixtures("in_mende")
def test_coordinates_that_come_later_are_used_by_the_next_pass_once(
    desks: Resource, person: Person, towns: tuple[Municipality, Municipality], clock: Clock
) -> None:
    Municipality.objects.filter(pk=towns[1].pk).update(latitude=None, longitude=None)
    answers = profile(person, "2026-01-01", home=towns[1])
    come(booked(person, desks, TUESDAY), "09:00", "11:00", clock)
    fill(clock, "2026-11-05 03:20", desks)
    assert kept() == []

    latitude, longitude = FLORAC
    import_coordinates(lines=["code,latitude,longitude", f"48061,{latitude},{longitude}"])
    for _pass in range(2):
        assert fill().days == 0
        assert kept() == [(answers.pk, Decimal("29.6"))]
    with CaptureQueriesContext(connection) as captured:
        fill()
    assert not [query for query in captured if "homedistance" in query["sql"]]


def test_a_venue_without_municipality_has_no_distance(
    desks: Resource, person: Person, towns: tuple[Municipality, Municipality], clock: Clock
) -> None:
    profile(person, "2026-01-01", home=towns[1])
    come(booked(person, desks, TUESDAY), "09:00", "11:00", clock)
    fill(clock, "2026-11-05 03:20", desks)
    assert kept() == []
