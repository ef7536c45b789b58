"""Signing up as a browser does it, code read from the mail that waits; nothing of the booking is lost."""

import re

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from espaces.models import Outgoing, Person, TermsAcceptance, User
from espaces.services.terms import publish_terms
from tests.factories import NetworkFactory, PersonFactory, login_of

pytestmark = pytest.mark.django_db
NEXT = "/espaces/la-filature/?jour=2026-11-24&moment=matin"
FORM = {
    "first_name": "Inès",
    "last_name": "Moreau",
    "email": "ines@example.org",
    "password1": "une phrase assez longue",
    "accept_terms": "on",
    "terms_version": "1",
    "next": NEXT,
}


@pytest.fixture
def network():
    network = NetworkFactory()
    publish_terms(actor=None, network=network, text_fr="Soyez aimable.", text_en="", now=timezone.now())
    return network


def code_sent() -> str:
    body = Outgoing.objects.order_by("-pk")[0].payload["body"]
    found = re.search(r"^\s*([A-Z0-9]{3,4}-?[A-Z0-9]{3,4})\s*$", body, re.MULTILINE)
    assert found, body
    return found[1]


def test_sign_up_in_the_middle_of_a_booking_comes_back_to_it(client: Client, network) -> None:
    page = client.get("/comptes/signup/", {"next": NEXT})
    assert page.status_code == 200
    answer = client.post("/comptes/signup/", FORM)
    assert (answer.status_code, answer.url) == (302, "/comptes/confirm-email/")
    assert not Person.objects.exists()
    assert not TermsAcceptance.objects.exists()

    answer = client.post("/comptes/confirm-email/", {"code": code_sent()})
    assert (answer.status_code, answer.url) == (302, NEXT)
    person = Person.objects.get()
    assert (person.first_name, person.last_name, person.email) == ("Inès", "Moreau", "ines@example.org")
    assert person.user.email == "ines@example.org"
    acceptance = TermsAcceptance.objects.get()
    assert (acceptance.person, acceptance.terms.version) == (person, 1)
    assert client.get("/profil/").context["person"] == person


def test_a_wrong_code_opens_nothing(client: Client, network) -> None:
    PersonFactory(email="ines@example.org")
    client.post("/comptes/signup/", FORM)
    answer = client.post("/comptes/confirm-email/", {"code": "ZZZ-ZZZ"})
    assert answer.status_code == 200
    assert Person.objects.filter(user=None).count() == Person.objects.count() == 1
    assert client.get("/profil/").status_code == 302


def test_the_proved_address_brings_the_person_hosts_know(client: Client, network) -> None:
    known = PersonFactory(email="INES@example.org", first_name="Inès", last_name="M.")
    client.post("/comptes/signup/", FORM)
    client.post("/comptes/confirm-email/", {"code": code_sent()})
    known.refresh_from_db()
    assert known.user == User.objects.get()
    assert Person.objects.count() == 1


def test_the_terms_must_be_accepted(client: Client, network) -> None:
    answer = client.post("/comptes/signup/", {**FORM, "accept_terms": ""})
    assert answer.status_code == 200
    assert "accept_terms" in answer.context["form"].errors
    assert not User.objects.exists()


def test_terms_published_while_the_form_was_open_are_shown_again(client: Client, network) -> None:
    publish_terms(actor=None, network=network, text_fr="Deux", text_en="", now=timezone.now())
    answer = client.post("/comptes/signup/", FORM)
    assert "terms_version" in answer.context["form"].errors
    assert 'value="2"' in str(answer.context["form"]["terms_version"])
    assert not User.objects.exists()
    client.post("/comptes/signup/", {**FORM, "terms_version": "2"})
    client.post("/comptes/confirm-email/", {"code": code_sent()})
    assert TermsAcceptance.objects.get().terms.version == 2


def test_the_form_does_not_say_which_addresses_have_a_login(client: Client, network) -> None:
    taken = login_of().user
    answer = client.post("/comptes/signup/", {**FORM, "email": taken.email})
    assert (answer.status_code, answer.url) == (302, "/comptes/confirm-email/")
    assert User.objects.count() == 1


def test_the_names_of_a_sign_up_never_go_to_another_login(client: Client, network) -> None:
    """Whoever proves the address later, in another browser, starts without the first one's names and agreement."""
    client.post("/comptes/signup/", FORM)
    cache.clear()  # later: the rate limit of codes has passed
    other = Client()
    other.post("/comptes/login/", {"login": FORM["email"], "password": FORM["password1"]})
    other.post("/comptes/confirm-email/", {"code": code_sent()})
    person = Person.objects.get()
    assert (person.first_name, person.last_name) == ("", "")
    assert not TermsAcceptance.objects.exists()
    answer = other.get("/profil/")
    assert answer.url.startswith("/conditions/accepter/")
    answer = other.post(
        "/conditions/accepter/",
        {"first_name": "Inès", "last_name": "Moreau", "accept_terms": "on", "next": "/profil/"},
    )
    assert (answer.status_code, answer.url) == (302, "/profil/")
    person.refresh_from_db()
    assert (person.first_name, person.last_name) == ("Inès", "Moreau")
