"""A host reads this week and this month of his venue: exact, with names, beside a year ago."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from espaces.models import Person, Venue
from tests.factories import PersonFactory, ResourceFactory, VenueFactory, host_of
from tests.factories.reporting import booking_day, open_day, venue_day, visit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_thursday")]
PAGE = "/accueil/la-filature/statistiques/"


@pytest.fixture
def _thursday():
    """Thursday 19 November 2026, 10 h 30."""
    with time_machine.travel(dt.datetime(2026, 11, 19, 9, 30, tzinfo=dt.UTC), tick=False):
        yield


def words(client: Client, address: str = PAGE) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    text = re.sub(r"<(svg|script)\b.*?</\1>", " ", answer.content.decode(), flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", text).replace("\N{NO-BREAK SPACE}", " ").split())


def figures(client: Client, period: str = "2026-11") -> dict[str, tuple[str, str]]:
    """By indicator: its value and that of a year before, as they are read."""
    shown = client.get(PAGE, {"periode": period}).context["figures"]
    return {one.definition.code: (one.text, one.before) for one in shown}


def test_an_empty_venue_says_so(hosting: Client) -> None:
    page = words(hosting)
    assert "Chiffres, novembre 2026" in page
    assert "Personne n’est venu pour la première fois pendant cette période." in page
    assert "Aucun poste n’était ouvert pendant cette période." in page


def test_the_week_by_half_day(hosting: Client, venue: Venue, host: Person) -> None:
    visit(host, venue, "2026-11-16", "morning")
    visit(PersonFactory(), venue, "2026-11-16")
    venue_day(venue, "2026-11-17", closed="closure")
    page = words(hosting)
    assert "lundi 16 novembre 2 1" in page
    assert "mardi 17 novembre fermé" in page
    assert "mercredi 18 novembre – –" in page  # not counted yet
    assert "jeudi 19 novembre (aujourd’hui) 0 0" in page


def test_the_month_beside_a_year_ago(hosting: Client, venue: Venue) -> None:
    known, new = PersonFactory(), PersonFactory(first_name="Odile", last_name="Nouvelle")
    visit(known, venue, "2025-11-03")
    visit(known, venue, "2026-11-03")
    visit(new, venue, "2026-11-04", "morning")
    read = figures(hosting)
    assert read["visits"] == ("2", "1")
    assert read["new_users"] == ("1", "1")
    assert read["desk_days"] == ("1,5", "1")
    page = words(hosting)
    assert "il y a un an : 1" in page
    assert 'href="/chiffres/visits/"' in hosting.get(PAGE).content.decode()
    assert "1 personne est venue pour la première fois." in page
    assert "Odile Nouvelle mercredi 4 novembre" in page
    assert str(known) not in page


def test_a_month_under_way_is_compared_up_to_the_same_day(hosting: Client, venue: Venue) -> None:
    visit(PersonFactory(), venue, "2025-11-18")
    visit(PersonFactory(), venue, "2025-11-19")
    visit(PersonFactory(), venue, "2025-11-28")
    assert figures(hosting)["visits"] == ("0", "1")
    assert figures(hosting, "2025-11")["visits"] == ("3", "")


def test_without_facts_of_last_year_nothing_is_compared(hosting: Client, venue: Venue) -> None:
    visit(PersonFactory(), venue, "2026-11-03")
    assert figures(hosting)["visits"] == ("1", "")


def test_occupancy_by_hour_counts_desks_only(hosting: Client, venue: Venue) -> None:
    """ST4: a desk open from 9 to 17, used for two hours of them: 25 %."""
    desk = venue.resources.get()
    room = ResourceFactory(venue=venue, kind="meeting_room", places=1)
    open_day(desk, "2026-11-02", booked=[9, 10], attended=[9, 10], places=1)
    open_day(room, "2026-11-02", hours=range(6, 22))
    answer = hosting.get(PAGE)
    heat = answer.context["heat"]
    assert [text for _x, text, _short in heat.columns] == [
        f"{hour}\N{NO-BREAK SPACE}h" for hour in range(9, 17)
    ]
    assert [cell.text for cell in heat.cells] == ["100", "100", "0", "0", "0", "0", "0", "0"]
    assert figures(hosting)["occupancy_attended"][0] == "25,0\N{NO-BREAK SPACE}%"


def test_a_closed_month_has_no_occupancy(hosting: Client, venue: Venue) -> None:
    """ST5."""
    visit(PersonFactory(), venue, "2026-11-03")
    assert figures(hosting)["occupancy_booked"] == ("fermé", "")


def test_another_period(hosting: Client, venue: Venue) -> None:
    visit(PersonFactory(), venue, "2026-02-03")
    assert figures(hosting, "2026-T1")["visits"] == ("1", "")
    assert figures(hosting, "2026-03")["visits"] == ("0", "")


@pytest.mark.parametrize("asked", ["2026-13", "hier", "0001", "9999-12", "2026-T5", ""])
def test_a_period_nobody_means_is_this_month(hosting: Client, asked: str) -> None:
    assert "Chiffres, novembre 2026" in words(hosting, f"{PAGE}?periode={asked}")


def test_the_file_holds_a_line_a_month_and_the_whole(hosting: Client, venue: Venue) -> None:
    visit(PersonFactory(), venue, "2026-10-03")
    visit(PersonFactory(), venue, "2026-11-03")
    answer = hosting.get(f"{PAGE}fichier.csv?periode=2026-T4")
    lines = answer.content.decode().splitlines()
    assert [line.split(",")[:3] for line in lines[1:]] == [
        ["2026-10", "1", "1"],
        ["2026-11", "1", "1"],
        ["2026-12", "0", "0"],
        ["2026-T4", "2", "2"],
    ]
    assert hosting.get(f"{PAGE}fichier.ods").content.startswith(b"PK")
    assert hosting.get(f"{PAGE}fichier.exe").status_code == 404


def test_the_number_of_queries_does_not_grow(hosting: Client, venue: Venue) -> None:
    """ST9."""

    def fill(month: int) -> None:
        desk = ResourceFactory(venue=venue, places=2)
        for day in (2, 3, 4):
            person = PersonFactory()
            visit(person, venue, dt.date(2026, month, day))
            booking_day(person, venue, dt.date(2026, month, day))
            open_day(desk, dt.date(2026, month, day), booked=[9])

    fill(11)
    hosting.get(PAGE)
    with CaptureQueriesContext(connection) as few:
        hosting.get(PAGE)
    fill(10)
    fill(9)
    visit(PersonFactory(), venue, "2026-11-05")
    with CaptureQueriesContext(connection) as many:
        hosting.get(PAGE)
    assert len(many) == len(few)


def test_the_host_of_another_venue_is_refused(client: Client, venue: Venue) -> None:
    client.force_login(host_of(VenueFactory()).user)
    assert client.get(PAGE).status_code == 403
