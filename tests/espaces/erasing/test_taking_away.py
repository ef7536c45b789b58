"""What a person takes away with him: everything that the installed apps decided to tell, and nothing of others."""

import json
from zipfile import ZipFile

import pytest
from django.apps import apps
from django.test import Client
from django.utils import timezone

from espaces.models import Act, Customer, Person
from espaces.ports import all_records
from espaces.queries.personal_data import data_of
from espaces.queries.references import pointers_to
from espaces.services.documents import lend_key
from espaces.services.exporting import export_person
from espaces.services.people import enrol_person, record_person_seen
from tests.factories import ResourceFactory, VenueFactory, host_of, login_of, open_every_day
from tests.factories.invoicing import invoiced, make_biller, paid
from tests.factories.reservations import at, book, half

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def venue():
    return VenueFactory()


@pytest.fixture
def ines(venue):
    person = login_of(first_name="Inès", last_name="Moreau", phone="0466000000")
    enrol_person(person=person, structure=venue.structure, note="préfère le fond de la salle")
    return person


def tables_of(person: Person) -> dict[str, list[dict]]:
    with export_person(actor=person, person=person, now=NOW) as packed, ZipFile(packed) as archive:
        assert archive.namelist() == ["donnees.json", "donnees.html"]
        content = json.loads(archive.read("donnees.json"))
    assert content["person"] == person.pk
    return {table["name"]: table["rows"] for table in content["tables"]}


@pytest.mark.parametrize("model", [Person, Customer])
def test_every_pointer_to_a_person_is_told_signed_or_left_out(model) -> None:
    """A new model that points to a person or a customer is decided in `queries/personal_records.py` of its app."""
    decided = {"espaces.Act.actor"}
    for records in all_records():
        decided |= {told.pointer for told in records.told} | set(records.signed) | set(records.left_out)
    pointers = {f"{pointer.model._meta.label}.{pointer.field}" for pointer in pointers_to(model)}
    assert pointers - decided == set()


def test_every_decision_names_what_exists() -> None:
    for records in all_records():
        for pointer in [*records.signed, *records.left_out]:
            label, _dot, field = pointer.rpartition(".")
            assert apps.get_model(label)._meta.get_field(field)
        for pointer, at_field in records.signed.items():
            assert apps.get_model(pointer.rpartition(".")[0])._meta.get_field(at_field)
        for told in records.told:
            list((told.rows(Person(pk=0)) if told.rows else told.model.objects.filter(**{told.path: 0}))[:1])


def test_profile_login_note_and_letters_are_told(ines, venue) -> None:
    desk = ResourceFactory(venue=venue)
    open_every_day(venue, ("09:00", "18:00"))
    book(ines, desk, half("2026-03-03", "morning"), now=at("2026-03-02 10:00", desk))
    told = tables_of(ines)
    assert told["espaces.Person"][0]["last_name"] == "Moreau"
    assert told["espaces.User"][0]["email"] == ines.user.email
    assert told["espaces.Enrolment"][0]["note"] == "préfère le fond de la salle"
    (reservation,) = told["reservations.Reservation"]
    assert (reservation["venue"], reservation["status"]) == (str(venue), "confirmée")
    assert {row["kind"] for row in told["espaces.Outgoing"]} == {"confirmation", "reminder"}


def test_invoices_and_payments_are_told() -> None:
    structure, ines = make_biller(), login_of()
    invoice = invoiced(structure, Customer.objects.create(person=ines), 30)
    paid(invoice)
    told = tables_of(ines)
    assert told["billing.Invoice"][0]["reference"] == invoice.reference
    assert told["billing.Invoice"][0]["gross"] == "30.00"
    assert told["billing.Payment"][0]["amount"] == "30.00"


def test_acts_of_hosts_are_told_without_who_did_them(ines, venue) -> None:
    host = host_of(venue)
    record_person_seen(actor=host, person=ines, venue=venue, now=NOW)
    with export_person(actor=ines, person=ines, now=NOW) as packed, ZipFile(packed) as archive:
        page = archive.read("donnees.html").decode()
    assert "fiche d’une personne ouverte" in page
    assert host.last_name not in page


def test_what_a_host_did_is_told_without_its_content(ines, venue) -> None:
    host = host_of(venue)
    lend_key(actor=host, person=ines, venue=venue, label="clé de Moreau", lent_on=NOW.date())
    (signed,) = [row for row in tables_of(host)["signed"] if row["what"].startswith("Clé prêtée")]
    assert signed["at"] == NOW.date().isoformat()
    with export_person(actor=host, person=host, now=NOW) as packed, ZipFile(packed) as archive:
        assert "Moreau" not in archive.read("donnees.json").decode()


def test_nothing_of_somebody_else_is_told(ines, venue) -> None:
    other = login_of(first_name="Paul", last_name="Autre")
    enrol_person(person=other, structure=venue.structure, note="note sur Paul")
    tables = data_of(ines)
    assert "Autre" not in str(tables)
    assert "note sur Paul" not in str(tables)


def test_the_archive_is_asked_with_the_password_and_logged(ines) -> None:
    client = Client()
    client.force_login(ines.user)
    answer = client.post("/profil/mes-donnees/archive/")
    assert answer.url.startswith("/comptes/reauthenticate/")
    assert not Act.objects.filter(verb="person_exported").exists()
    answer = client.post(answer.url, {"password": "un mot de passe sûr"}, follow=False)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/zip")
    assert answer.getvalue().startswith(b"PK")
    act = Act.objects.get(verb="person_exported")
    assert (act.actor, act.details) == (ines, {})
    assert client.get("/profil/mes-donnees/archive/").status_code == 405


def test_a_wrong_password_gives_nothing(ines) -> None:
    client = Client()
    client.force_login(ines.user)
    answer = client.post(client.post("/profil/mes-donnees/archive/").url, {"password": "autre chose"})
    assert answer.headers["Content-Type"].startswith("text/html")
    assert not Act.objects.filter(verb="person_exported").exists()
