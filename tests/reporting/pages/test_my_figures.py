"""A coworker reads his own days, and the kilometres that they spared if he answered."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from itertools import product

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from espaces.models import Person, Venue
from reporting.queries.comparing import figures_on
from reporting.queries.my_figures import my_figures
from reporting.queries.scopes import scope_of_venue
from reporting.rules.avoided import after_rebound
from reporting.rules.periods import Period
from tests.factories import PersonFactory, VenueFactory, login_of
from tests.factories.reporting import distance, profile, visit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_thursday")]
PAGE = "/mes-chiffres/"
YEAR = Period.parse("2026")


@pytest.fixture
def _thursday():
    """Thursday 19 November 2026, 10 h 30."""
    with time_machine.travel(dt.datetime(2026, 11, 19, 9, 30, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def ada(client: Client, db: None) -> Person:
    person = login_of(first_name="Ada", last_name="Roux")
    client.force_login(person.user)
    return person


def by_car(person: Person, venue: Venue, home_to_venue: str = "5") -> None:
    answers = profile(person, home_work_km=Decimal(30), transport="car_alone", replaces_commute=True)
    distance(answers, venue, home_to_venue)


def test_nothing_yet(client: Client, ada: Person) -> None:
    text = client.get(PAGE).content.decode()
    assert "Aucune visite cette année-là" in text
    assert "Combien de kilomètres évitez-vous" in text


def test_who_has_not_answered_is_invited_and_nothing_is_estimated(
    client: Client, ada: Person, venue: Venue
) -> None:
    visit(ada, venue, "2026-11-03")
    answer = client.get(PAGE)
    assert answer.context["mine"].km is None
    assert 'href="/profil/questions/"' in answer.content.decode()
    assert "CO₂e" not in answer.content.decode()


def test_days_and_kilometres_of_the_year(client: Client, ada: Person, venue: Venue) -> None:
    by_car(ada, venue)
    visit(ada, venue, "2026-11-03")
    visit(ada, venue, "2026-11-04", "morning")
    visit(ada, venue, "2025-11-04")
    visit(PersonFactory(), venue, "2026-11-04")
    mine = client.get(PAGE).context["mine"]
    assert (mine.days, mine.km) == (Decimal("1.5"), Decimal(100))  # twice 2 × (30 − 5)
    assert mine.kg == Decimal("17.1")  # 100 × 0.228 × 0.75
    assert mine.kg_range == (Decimal("11.4"), Decimal("22.8"))
    assert "Combien de kilomètres" not in client.get(PAGE).content.decode()
    assert client.get(f"{PAGE}?periode=2025").context["mine"].days == 1


def test_nothing_of_anybody_else(client: Client, ada: Person, venue: Venue) -> None:
    visit(PersonFactory(), venue, "2026-11-04")
    assert client.get(PAGE).context["mine"].visits == ()
    assert client.get(f"{PAGE}fichier.csv").content.decode().count("\n") == 1


def test_the_file_holds_a_line_a_visit(client: Client, ada: Person, venue: Venue) -> None:
    by_car(ada, venue)
    venue.name = "=La Filature"
    venue.save()
    visit(ada, venue, "2026-11-03", "morning")
    line = client.get(f"{PAGE}fichier.csv?periode=2026").content.decode().splitlines()[1]
    assert line == "2026-11-03,'=La Filature,oui,non,210,0.5,50.0"
    assert client.get(f"{PAGE}fichier.txt").status_code == 404


@pytest.mark.parametrize("further", ["5", "40"])
def test_the_sum_of_everybody_is_the_indicator(venue: Venue, further: str) -> None:
    """One rule in two places: what each is told adds up to what the figures say, whatever was answered."""
    people = []
    for transport, replaces, work in product(
        ["", "car", "car_alone", "electric_car", "bicycle"], [None, True, False], [None, Decimal(30)]
    ):
        person = PersonFactory()
        answers = profile(person, transport=transport, replaces_commute=replaces, home_work_km=work)
        if len(people) % 7:
            distance(answers, venue, further)
        visit(person, venue, "2026-11-03")
        visit(person, venue, "2026-11-04", "morning")
        people.append(person)
    total = figures_on(scope_of_venue(venue, YEAR), YEAR, ["km_avoided", "co2e_avoided"], ["total"]).total
    told = [my_figures(person, YEAR) for person in people]
    assert sum((one.km or 0 for one in told), Decimal(0)) == total.values["km_avoided"].value
    kg = sum((one.kg for one in told), Decimal(0))
    assert round(kg) == total.values["co2e_avoided"].value
    assert sum(one.km is not None for one in told) == total.values["km_avoided"].parts["respondents"]
    assert after_rebound(Decimal(4)) == 3


def test_the_number_of_queries_does_not_grow(client: Client, ada: Person, venue: Venue) -> None:
    by_car(ada, venue)
    visit(ada, venue, "2026-11-02")
    client.get(PAGE)
    with CaptureQueriesContext(connection) as few:
        client.get(PAGE)
    for day, where in ((3, venue), (4, VenueFactory()), (5, VenueFactory())):
        visit(ada, where, dt.date(2026, 11, day))
    with CaptureQueriesContext(connection) as many:
        client.get(PAGE)
    assert len(many) == len(few)
