"""The pages on which somebody is forgotten: what they say before, what they ask, where they lead."""

import pytest
from django.test import Client
from django.utils import timezone

from espaces.models import Act, Person
from espaces.services.documents import lend_key
from espaces.services.people import enrol_person
from tests.factories import VenueFactory, host_of, login_of, manager_of

pytestmark = pytest.mark.django_db
ERASE = "/profil/mes-donnees/effacer/"
PASSWORD = {"password": "un mot de passe sûr"}


def logged_in(person: Person) -> Client:
    client = Client()
    client.force_login(person.user)
    return client


@pytest.fixture
def venue():
    return VenueFactory()


@pytest.fixture
def manager(venue):
    return manager_of(venue.structure)


@pytest.fixture
def ines(venue):
    person = login_of(first_name="Inès", last_name="Moreau")
    enrol_person(person=person, structure=venue.structure)
    return person


def erased(person: Person) -> bool:
    person.refresh_from_db()
    return person.erased_at is not None


def test_the_password_is_asked_before_one_is_forgotten(ines) -> None:
    client = logged_in(ines)
    page = client.get(ERASE).content.decode()
    assert "L123-22" in page
    asked = client.post(ERASE)
    assert asked.url.startswith("/comptes/reauthenticate/")
    assert not erased(ines)
    done = client.post(asked.url, PASSWORD)
    assert (done.status_code, done.url) == (302, "/")
    assert erased(ines)
    assert client.get("/profil/").url.startswith("/comptes/login/")
    assert Act.objects.get(verb="person_erased").actor == ines


def test_a_wrong_password_forgets_nobody(ines) -> None:
    client = logged_in(ines)
    client.post(client.post(ERASE).url, {"password": "un autre"})
    assert not erased(ines)


def test_what_stands_in_the_way_is_listed_instead_of_the_button(ines, venue, manager) -> None:
    lend_key(actor=manager, person=ines, venue=venue, label="clé 3", lent_on=timezone.localdate())
    client = logged_in(ines)
    page = client.get(ERASE).content.decode()
    assert "clé 3" in page
    assert 'class="button danger"' not in page
    client.post(client.post(ERASE).url, PASSWORD)
    assert not erased(ines)


def test_closing_leads_to_both(ines) -> None:
    page = logged_in(ines).get("/profil/fermer/").content.decode()
    assert 'href="/profil/mes-donnees/"' in page
    assert f'href="{ERASE}"' in page


def test_a_manager_says_when_he_was_asked(ines, venue, manager) -> None:
    client = logged_in(manager)
    page = f"/accueil/{venue.slug}/personnes/{ines.pk}/effacer/"
    assert "Date de la demande" in client.get(page).content.decode()
    today = timezone.localdate()
    asked = client.post(page, {"asked_on": ""})
    assert asked.url.startswith("/comptes/reauthenticate/")
    assert client.post(asked.url, PASSWORD).status_code == 422
    assert client.post(page, {"asked_on": "2999-01-01"}).status_code == 422
    assert not erased(ines)
    assert client.post(page, {"asked_on": today.isoformat()}).url == f"/accueil/{venue.slug}/personnes/"
    assert erased(ines)
    assert Act.objects.get(verb="person_erased").details == {"asked_on": today.isoformat()}


def test_a_manager_reads_why_he_may_not(ines, venue, manager) -> None:
    enrol_person(person=ines, structure=VenueFactory().structure)
    client = logged_in(manager)
    page = client.get(f"/accueil/{venue.slug}/personnes/{ines.pk}/effacer/").content.decode()
    assert "coordination du réseau" in page
    assert 'class="button danger"' not in page


def test_a_host_is_not_offered_it(ines, venue) -> None:
    client = logged_in(host_of(venue))
    page = client.get(f"/accueil/{venue.slug}/personnes/{ines.pk}/").content.decode()
    assert "effacer" not in page
    assert client.get(f"/accueil/{venue.slug}/personnes/{ines.pk}/effacer/").status_code == 403
