import pytest
from django.test import Client
from django.utils import timezone

from espaces.errors import Refused
from espaces.models import Act, Role, TermsAcceptance
from espaces.services.accounts import close_account, renew_calendar_address, withdraw_calendar_address
from espaces.services.terms import accept_terms, publish_terms
from tests.factories import (
    NetworkFactory,
    StructureFactory,
    VenueFactory,
    coordinator_of,
    host_of,
    login_of,
    manager_of,
)

pytestmark = pytest.mark.django_db
NOW = timezone.now()
PROFILE = {"first_name": "Inès", "last_name": "Moreau", "phone": "0466000000", "language": "en"}


def logged_in(person) -> Client:
    client = Client()
    client.force_login(person.user)
    return client


def test_the_profile_keeps_what_is_written_and_speaks_its_language() -> None:
    person = login_of()
    client = logged_in(person)
    answer = client.post("/profil/", PROFILE)
    assert (answer.status_code, answer.url) == (302, "/profil/")
    person.refresh_from_db()
    assert (person.first_name, person.phone, person.language) == ("Inès", "0466000000", "en")
    assert person.user.language == "en"
    assert client.get("/profil/").headers["Content-Language"] == "en"


def test_an_unknown_municipality_changes_nothing() -> None:
    person = login_of(first_name="Avant")
    answer = logged_in(person).post("/profil/", {**PROFILE, "municipality": "Xyzzy-les-Bains"})
    assert answer.status_code == 422
    assert "municipality" in answer.context["form"].errors
    person.refresh_from_db()
    assert person.first_name == "Avant"


def test_the_calendar_address_is_renewed_and_withdrawn() -> None:
    person = login_of()
    first = renew_calendar_address(actor=person)
    second = renew_calendar_address(actor=person)
    assert first != second
    assert len(second) == 43
    withdraw_calendar_address(actor=person)
    person.refresh_from_db()
    assert person.calendar_secret is None


def test_a_closed_account_ends_login_sessions_roles_and_calendar() -> None:
    venue = VenueFactory()
    person = host_of(venue)
    renew_calendar_address(actor=person)
    client = logged_in(person)
    assert client.get("/profil/").status_code == 200
    answer = client.post("/profil/fermer/")
    assert answer.status_code == 302
    person.refresh_from_db()
    assert person.user.is_active is False
    assert person.calendar_secret is None
    assert not Role.objects.active().filter(person=person).exists()
    assert client.get("/profil/").url.startswith("/comptes/login/")
    assert Act.objects.filter(verb="account_closed", actor=person).exists()


def test_another_device_is_logged_out_too() -> None:
    person = login_of()
    elsewhere = logged_in(person)
    assert elsewhere.get("/profil/").status_code == 200
    close_account(actor=person, now=NOW)
    assert elsewhere.get("/profil/").status_code == 302


@pytest.mark.parametrize(
    ("make", "scope"), [(manager_of, StructureFactory), (coordinator_of, NetworkFactory)]
)
def test_nobody_leaves_a_structure_or_network_alone(make, scope) -> None:
    alone = make(scope(name="La Filature"))
    with pytest.raises(Refused, match="La Filature"):
        close_account(actor=alone, now=NOW)
    alone.refresh_from_db()
    assert alone.user.is_active
    assert Role.objects.active().filter(person=alone).exists()


def test_the_language_is_kept_and_leads_back_to_the_same_site_only() -> None:
    person = login_of()
    client = logged_in(person)
    answer = client.post("/langue/", {"language": "en", "next": "/profil/"})
    assert (answer.url, answer.cookies["language"].value) == ("/profil/", "en")
    person.user.refresh_from_db()
    assert person.user.language == "en"
    assert Client().post("/langue/", {"language": "en", "next": "https://mal.example.org/"}).url == "/"
    assert Client().post("/langue/", {"language": "xx", "next": "/"}).status_code == 400
    assert Client().get("/langue/").status_code == 405


def test_changed_terms_are_asked_once_and_lead_back() -> None:
    network = NetworkFactory()
    person = login_of()
    client = logged_in(person)
    assert client.get("/profil/").status_code == 200
    first = publish_terms(actor=None, network=network, text_fr="Un", text_en="", now=NOW)
    accept_terms(actor=person, terms=first)
    assert client.get("/profil/").status_code == 200
    publish_terms(actor=None, network=network, text_fr="Deux", text_en="", now=NOW)
    answer = client.get("/profil/?a=1")
    assert answer.url == "/conditions/accepter/?next=%2Fprofil%2F%3Fa%3D1"
    assert client.get("/conditions/").status_code == 200
    assert client.get(answer.url).status_code == 200
    assert client.post("/conditions/accepter/", {"next": "/profil/"}).status_code == 422
    assert TermsAcceptance.objects.filter(person=person).count() == 1
    agreed = {"accept_terms": "on", "next": "/profil/?a=1"}
    assert client.post("/conditions/accepter/", agreed).url == "/profil/?a=1"
    assert client.get("/profil/").status_code == 200
    assert TermsAcceptance.objects.filter(person=person).count() == 2


def test_the_page_of_terms_never_leads_off_the_site() -> None:
    publish_terms(actor=None, network=NetworkFactory(), text_fr="Un", text_en="", now=NOW)
    answer = logged_in(login_of()).post(
        "/conditions/accepter/", {"accept_terms": "on", "next": "//mal.example.org"}
    )
    assert answer.url == "/"


def test_accepted_twice_counts_once_at_the_first_time() -> None:
    terms = publish_terms(actor=None, network=NetworkFactory(), text_fr="Un", text_en="", now=NOW)
    person = login_of()
    assert accept_terms(actor=person, terms=terms) == accept_terms(actor=person, terms=terms)


def test_an_older_version_stays_readable() -> None:
    network = NetworkFactory()
    publish_terms(actor=None, network=network, text_fr="La première", text_en="", now=NOW)
    publish_terms(actor=None, network=network, text_fr="La seconde", text_en="", now=NOW)
    assert "La seconde" in Client().get("/conditions/").content.decode()
    assert "La première" in Client().get("/conditions/1/").content.decode()
    assert Client().get("/conditions/3/").status_code == 404
