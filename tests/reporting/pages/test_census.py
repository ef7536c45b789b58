"""The yearly questionnaire of a venue: filled in with what is known, completed by its hosts, never more precise than
what may leave the venue."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from espaces.models import Person, Venue
from reporting.models import CensusSheet
from reporting.rules.census import QUESTIONS
from tests.factories import PersonFactory, ResourceFactory
from tests.factories.reporting import profile, session, visit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_thursday")]
PAGE = "/accueil/la-filature/recensement/2026/"


@pytest.fixture
def _thursday():
    """Thursday 19 November 2026, 10 h 30."""
    with time_machine.travel(dt.datetime(2026, 11, 19, 9, 30, tzinfo=dt.UTC), tick=False):
        yield


def answers(client: Client, page: str = PAGE) -> dict[str, tuple[str, str]]:
    chapters = client.get(page).context["chapters"]
    return {one.question.code: (one.text, str(one.source)) for _title, found in chapters for one in found}


def test_what_is_known_is_filled_in_and_says_where_it_comes_from(hosting: Client, venue: Venue) -> None:
    ResourceFactory(venue=venue, kind="meeting_room", places=3)
    for _n in range(6):
        visit(PersonFactory(), venue, "2026-11-03")
    session(venue, "2026-11-04", unnamed=12)
    found = answers(hosting)
    assert found.keys() == QUESTIONS.keys()
    assert found["name"] == (venue.name, "réglages de l’espace")
    assert found["typology"][0] == "bureaux partagés, coworking"
    assert found["desks"] == ("2", "ressources de l’espace")
    assert found["rooms"][0] == "3"
    assert found["hours"][0].replace("\N{NO-BREAK SPACE}", " ") == "lun-dim 9 h-18 h"
    assert found["users"][0] == "6"
    assert found["sessions"][0] == "1"
    assert found["surface"] == ("", "")


def test_a_few_persons_are_secret_because_the_sheet_leaves_the_venue(hosting: Client, venue: Venue) -> None:
    for _n in range(3):
        visit(PersonFactory(), venue, "2026-11-03")
    assert answers(hosting)["users"][0] == "secret"


def test_publics_come_from_answers_and_small_groups_are_secret(hosting: Client, venue: Venue) -> None:
    for rank in range(30):
        person = PersonFactory()
        profile(person, status="employee" if rank < 15 else "independent" if rank < 28 else "student")
        visit(person, venue, "2026-11-03")
    publics = answers(hosting)["publics"][0].replace("\N{NO-BREAK SPACE}", " ")
    assert "études, apprentissage : secret" in publics
    assert publics.count("secret") >= 2  # one alone would be the whole less the others
    assert "demandeur" not in publics  # nobody: zero is no secret, and no answer either


def test_what_is_written_is_kept_and_comes_first(hosting: Client, host: Person, venue: Venue) -> None:
    sent = {"surface": "120", "typology": "fablab", "partners": "Mairie ; CAF", "initiator": ""}
    assert hosting.post(PAGE, sent).status_code == 302
    sheet = CensusSheet.objects.get()
    assert sheet.answers == {"surface": "120", "typology": "fablab", "partners": "Mairie ; CAF"}
    assert (sheet.year, sheet.changed_by) == (2026, host)
    found = answers(hosting)
    assert found["surface"] == ("120", "écrit par l’accueil")
    assert found["typology"] == ("fablab, fabrication numérique", "écrit par l’accueil")
    hosting.post(PAGE, {"surface": "130"})
    assert CensusSheet.objects.get().answers == {"surface": "130"}
    assert answers(hosting)["typology"][0] == "bureaux partagés, coworking"


@pytest.mark.parametrize("sent", [{"surface": "-3"}, {"surface": "beaucoup"}, {"typology": "bar"}])
def test_what_cannot_be_is_refused(hosting: Client, sent: dict[str, str]) -> None:
    assert hosting.post(PAGE, sent).status_code == 422
    assert not CensusSheet.objects.exists()


@pytest.mark.parametrize("year", [2014, 2027, 9999])
def test_years_nobody_asks_for_do_not_exist(hosting: Client, year: int) -> None:
    assert hosting.get(f"/accueil/la-filature/recensement/{year}/").status_code == 404


def test_each_year_has_its_own_answers(hosting: Client) -> None:
    hosting.post(PAGE, {"surface": "120"})
    assert answers(hosting, PAGE.replace("2026", "2025"))["surface"] == ("", "")


def test_the_file_runs_nothing(hosting: Client) -> None:
    hosting.post(PAGE, {"partners": "=cmd()"})
    lines = hosting.get(f"{PAGE}fichier.csv").content.decode().splitlines()
    assert len(lines) == 1 + len(QUESTIONS)
    assert any("'=cmd()" in line for line in lines)
    assert hosting.get(f"{PAGE}fichier.ods").status_code == 200


def test_the_page_says_that_the_questionnaire_is_not_public(hosting: Client) -> None:
    assert "questionnaire complet n’est pas public" in hosting.get(PAGE).content.decode()


def test_the_number_of_queries_does_not_grow(hosting: Client, venue: Venue) -> None:
    visit(PersonFactory(), venue, "2026-11-02")
    hosting.get(PAGE)
    with CaptureQueriesContext(connection) as few:
        hosting.get(PAGE)
    for day in (3, 4, 5):
        visit(PersonFactory(), venue, dt.date(2026, 11, day))
        ResourceFactory(venue=venue, places=2)
    with CaptureQueriesContext(connection) as many:
        hosting.get(PAGE)
    assert len(many) == len(few)
