"""A host records a workshop in a minute; it is changed, struck out, exported, never forgotten."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from espaces.models import Act, Enrolment, Person, Venue
from reporting.models import Session
from tests.factories import PersonFactory, VenueFactory
from tests.factories.reporting import session

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_thursday")]
PAGE = "/accueil/la-filature/ateliers/"


@pytest.fixture
def _thursday():
    """Thursday 19 November 2026, 10 h 30."""
    with time_machine.travel(dt.datetime(2026, 11, 19, 9, 30, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def odile(venue: Venue) -> Person:
    person: Person = PersonFactory(first_name="Odile", last_name="Pradeilles")
    Enrolment.objects.create(person=person, structure=venue.structure)
    return person


def sent(**fields: Any) -> dict[str, Any]:
    return {
        "title": "Déclarer ses impôts en ligne",
        "kind": "workshop",
        "theme": "digital",
        "day": "2026-11-18",
        "minutes": "120",
        "names": "",
        "unnamed": "",
        "token": str(uuid4()),
    } | fields


def test_recorded_with_a_name_and_others(hosting: Client, host: Person, odile: Person) -> None:
    answer = hosting.post(f"{PAGE}nouveau/", sent(names="odile pradeilles\n\n", unnamed="6"))
    assert answer.status_code == 302
    assert answer["Location"].endswith("/ateliers/?periode=2026-11")
    held = Session.objects.get()
    assert (held.title, held.minutes, held.unnamed) == ("Déclarer ses impôts en ligne", 120, 6)
    assert list(held.persons.all()) == [odile]
    assert held.recorded_by == host
    assert Act.objects.filter(verb="session_recorded", target_id=str(held.pk), actor=host).exists()
    page = hosting.get(PAGE).content.decode()
    assert "7 personnes" in page
    assert "Odile Pradeilles" in page


def test_sent_twice_is_one_session(hosting: Client) -> None:
    form = sent(unnamed="3")
    hosting.post(f"{PAGE}nouveau/", form)
    hosting.post(f"{PAGE}nouveau/", form)
    assert Session.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"names": "Personne Inconnue"}, "Personne Inconnue"),
        ({}, "Dites qui est venu, ou combien."),
        ({"day": "2026-11-20", "unnamed": "2"}, "Un atelier s’enregistre une fois qu’il a eu lieu."),
        ({"minutes": "3", "unnamed": "2"}, "minutes"),
        ({"unnamed": "-1"}, "unnamed"),
        ({"kind": "party", "unnamed": "2"}, "kind"),
    ],
)
def test_what_cannot_be_is_refused(hosting: Client, fields: dict[str, str], said: str) -> None:
    answer = hosting.post(f"{PAGE}nouveau/", sent(**fields))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Session.objects.exists()


def test_a_person_of_another_structure_is_not_found(hosting: Client, venue: Venue) -> None:
    stranger = PersonFactory(first_name="Ada", last_name="Ailleurs")
    other = VenueFactory()
    Enrolment.objects.create(person=stranger, structure=other.structure)
    answer = hosting.post(f"{PAGE}nouveau/", sent(names="Ada Ailleurs"))
    assert answer.status_code == 422
    assert not Session.objects.exists()


def test_two_of_the_same_name_are_not_guessed(hosting: Client, venue: Venue, odile: Person) -> None:
    twin = PersonFactory(first_name="Odile", last_name="Pradeilles")
    Enrolment.objects.create(person=twin, structure=venue.structure)
    assert hosting.post(f"{PAGE}nouveau/", sent(names="Odile Pradeilles")).status_code == 422
    assert not Session.objects.exists()


def test_changed_and_what_it_said_before_is_kept(hosting: Client, venue: Venue, odile: Person) -> None:
    held = session(venue, "2026-11-12", odile, unnamed=2)
    shown = hosting.get(f"{PAGE}{held.pk}/").content.decode()
    assert "Odile Pradeilles" in shown
    assert hosting.post(f"{PAGE}{held.pk}/", sent(day="2026-11-12", unnamed="9")).status_code == 302
    held.refresh_from_db()
    assert (held.unnamed, held.persons.count()) == (9, 0)
    act = Act.objects.get(verb="session_changed")
    assert act.details["before"]["unnamed"] == "2"


def test_who_has_left_stays_in_a_session_that_is_changed(
    hosting: Client, venue: Venue, odile: Person
) -> None:
    held = session(venue, "2026-11-12", odile)
    odile.enrolments.all().delete()
    form = sent(day="2026-11-12", names="Odile Pradeilles", title="Autre titre")
    assert hosting.post(f"{PAGE}{held.pk}/", form).status_code == 302
    held.refresh_from_db()
    assert held.title == "Autre titre"
    assert list(held.persons.all()) == [odile]


def test_struck_out_counts_no_more_and_stays(hosting: Client, venue: Venue) -> None:
    held = session(venue, "2026-11-12", unnamed=5)
    assert hosting.get(f"{PAGE}{held.pk}/rayer/").status_code == 200
    assert Session.objects.get().struck_out_at is None
    hosting.post(f"{PAGE}{held.pk}/rayer/")
    held.refresh_from_db()
    assert held.struck_out_at is not None
    page = hosting.get(PAGE)
    assert (page.context["count"], page.context["present"]) == (0, 0)
    assert f"<s>{held.title}</s>" in page.content.decode()
    assert hosting.get(f"{PAGE}{held.pk}/").status_code == 404
    assert hosting.post(f"{PAGE}{held.pk}/rayer/").status_code == 404


def test_a_session_of_another_venue_does_not_exist_here(hosting: Client) -> None:
    held = session(VenueFactory(), "2026-11-12", unnamed=5)
    for address in (f"{PAGE}{held.pk}/", f"{PAGE}{held.pk}/rayer/"):
        assert hosting.post(address, sent(unnamed="1")).status_code == 404
    held.refresh_from_db()
    assert (held.unnamed, held.struck_out_at) == (5, None)


def test_the_file_names_nobody_and_runs_nothing(hosting: Client, venue: Venue, odile: Person) -> None:
    session(venue, "2026-11-12", odile, unnamed=2, title="=cmd()")
    session(venue, "2026-11-13", unnamed=2, struck_out_at=dt.datetime(2026, 11, 14, tzinfo=dt.UTC))
    text = hosting.get(f"{PAGE}fichier.csv?periode=2026-11").content.decode()
    assert text.splitlines()[1:] == ["2026-11-12,'=cmd(),atelier,aide au numérique,120,1,2"]
    assert "Odile" not in text


def test_the_number_of_queries_does_not_grow(hosting: Client, venue: Venue) -> None:
    session(venue, "2026-11-02", PersonFactory())
    hosting.get(PAGE)
    with CaptureQueriesContext(connection) as few:
        hosting.get(PAGE)
    session(venue, "2026-11-03", PersonFactory(), PersonFactory())
    session(venue, "2026-11-04", PersonFactory(), PersonFactory())
    with CaptureQueriesContext(connection) as many:
        hosting.get(PAGE)
    assert len(many) == len(few)
