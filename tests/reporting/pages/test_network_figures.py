"""A coordinator reads his venues side by side: protected, with their median, last year and what calls for a look."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from espaces.models import Network, Venue
from tests.factories import (
    NetworkFactory,
    PersonFactory,
    ResourceFactory,
    StructureFactory,
    VenueFactory,
    coordinator_of,
)
from tests.factories.reporting import open_day, visit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_thursday")]
PAGE = "/reseaux/reseau/chiffres/"


@pytest.fixture
def _thursday():
    """Thursday 19 November 2026, 10 h 30."""
    with time_machine.travel(dt.datetime(2026, 11, 19, 9, 30, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def network(db: None) -> Network:
    return NetworkFactory(slug="reseau")


@pytest.fixture
def coordinating(client: Client, network: Network) -> Client:
    client.force_login(coordinator_of(network).user)
    return client


def venue_with(network: Network, name: str, people: int, booked: int = 0, day: str = "2026-10-06") -> Venue:
    """So many persons on one day; a desk open for ten hours, booked for some of them."""
    venue = VenueFactory(
        structure=StructureFactory(network=network), name=name, latitude=44.3 + people / 100, longitude=3.5
    )
    for _n in range(people):
        visit(PersonFactory(), venue, day)
    desk = ResourceFactory(venue=venue, places=1)
    open_day(desk, day, hours=range(8, 18), booked=range(8, 8 + booked), places=1)
    return venue


def told(client: Client, **asked: str) -> dict[str, list[str]]:
    """By venue, its figures as they are read, in the order of the page."""
    found = client.get(PAGE, {"periode": "2026-10"} | asked).context["found"]
    return {line.venue.name: [cell.text for cell in line.cells] for line in found.lines}


def test_an_empty_network_says_so(coordinating: Client) -> None:
    assert "Aucun espace n’appartenait alors au réseau" in coordinating.get(PAGE).content.decode()


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("", "2026-10"),
        ("2026-08", "2026-08"),
        ("2026-11", "2026-10"),
        ("2027-05", "2026-10"),
        ("2026-T4", "2026-T3"),
        ("2026", "2025"),
    ],
)
def test_only_periods_that_are_over(coordinating: Client, network: Network, asked: str, shown: str) -> None:
    """From one day to the next, what changes in a period under way is one person."""
    assert coordinating.get(PAGE, {"periode": asked}).context["period"].code == shown


def test_a_few_persons_are_secret_and_cannot_be_subtracted(coordinating: Client, network: Network) -> None:
    for name, people in (("Aubrac", 3), ("Causse", 20), ("Margeride", 30)):
        venue_with(network, name, people)
    read = told(coordinating)
    assert read["Aubrac"][0] == "secret"
    hidden = [name for name, cells in read.items() if cells[0] == "secret"]
    assert len(hidden) >= 2  # one alone would be the total less the others
    text = coordinating.get(f"{PAGE}fichier.csv?periode=2026-10").content.decode()
    assert "Aubrac,secret,secret" in text


def test_side_by_side_with_the_median(coordinating: Client, network: Network) -> None:
    for name, people in (("Aubrac", 10), ("Causse", 20), ("Margeride", 30)):
        venue_with(network, name, people, booked=5)
    answer = coordinating.get(PAGE, {"periode": "2026-10"})
    found = answer.context["found"]
    assert told(coordinating) == {
        "Aubrac": ["10", "10", "10", "50,0\N{NO-BREAK SPACE}%", "0,0\N{NO-BREAK SPACE}%"],
        "Causse": ["20", "20", "20", "50,0\N{NO-BREAK SPACE}%", "0,0\N{NO-BREAK SPACE}%"],
        "Margeride": ["30", "30", "30", "50,0\N{NO-BREAK SPACE}%", "0,0\N{NO-BREAK SPACE}%"],
    }
    assert found.medians[0].value == Decimal(20)
    assert found.total[0].value == Decimal(60)


def test_somebody_of_two_venues_counts_once_in_the_network(coordinating: Client, network: Network) -> None:
    """ST8."""
    one, other = venue_with(network, "Aubrac", 9), venue_with(network, "Causse", 9)
    both = PersonFactory()
    visit(both, one, "2026-10-07")
    visit(both, other, "2026-10-08")
    found = coordinating.get(PAGE, {"periode": "2026-10"}).context["found"]
    assert found.sum_of_people == 20
    assert found.total[0].value == 19
    text = coordinating.get(PAGE, {"periode": "2026-10"}).content.decode()
    assert "la somme des espaces peut dépasser le total" in text


def test_sorted_by_a_link(coordinating: Client, network: Network) -> None:
    for name, people in (("Aubrac", 10), ("Causse", 30), ("Margeride", 20)):
        venue_with(network, name, people)
    assert list(told(coordinating)) == ["Aubrac", "Causse", "Margeride"]
    assert list(told(coordinating, tri="unique_users")) == ["Causse", "Margeride", "Aubrac"]
    assert list(told(coordinating, tri="'; DROP TABLE")) == ["Aubrac", "Causse", "Margeride"]


def test_full_and_silent_venues_are_named(coordinating: Client, network: Network) -> None:
    venue_with(network, "Plein", 10, booked=9)
    venue_with(network, "Aéré", 10, booked=8)
    silent = venue_with(network, "Muet", 10, booked=1)
    for venue in Venue.objects.exclude(pk=silent.pk):
        visit(PersonFactory(), venue, "2026-11-10")
    answer = coordinating.get(PAGE, {"periode": "2026-10"})
    assert [line.venue.name for line in answer.context["found"].full] == ["Plein"]
    assert [line.venue.name for line in answer.context["silent"]] == ["Muet"]
    assert "aucune visite enregistrée depuis le 6 octobre 2026" in answer.content.decode()


def test_a_venue_of_another_network_is_not_there(coordinating: Client, network: Network) -> None:
    venue_with(NetworkFactory(), "Ailleurs", 10)
    venue_with(network, "Ici", 10)
    assert list(told(coordinating)) == ["Ici"]


def test_the_number_of_queries_does_not_grow(coordinating: Client, network: Network) -> None:
    """ST9."""
    venue_with(network, "Aubrac", 6)
    coordinating.get(PAGE)
    with CaptureQueriesContext(connection) as few:
        coordinating.get(PAGE)
    venue_with(network, "Causse", 6)
    venue_with(network, "Margeride", 6)
    with CaptureQueriesContext(connection) as many:
        coordinating.get(PAGE)
    assert len(many) == len(few)
