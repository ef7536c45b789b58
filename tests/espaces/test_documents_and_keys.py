import datetime as dt

import pytest
from django.urls import reverse

from espaces.errors import Refused
from espaces.models import Act, KeyLoan, PersonDocument
from espaces.services.documents import end_document, lend_key, note_document, return_key
from tests.factories import PersonFactory, VenueFactory, host_of

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 3, 2)


@pytest.fixture
def venue():
    return VenueFactory()


@pytest.fixture
def host(venue):
    return host_of(venue)


def noted(host, venue, **dates) -> PersonDocument:
    return note_document(
        actor=host, person=PersonFactory(), structure=venue.structure, kind="insurance", **dates
    )


def test_a_document_seen_has_its_dates_and_its_witness(venue, host) -> None:
    document = noted(host, venue, valid_from=DAY, valid_to=dt.date(2027, 3, 2))
    assert (document.seen_by, document.valid_from, document.valid_to) == (host, DAY, dt.date(2027, 3, 2))
    assert Act.objects.get().verb == "document_seen"


def test_A24_an_identity_document_is_seen_and_nothing_of_it_is_kept(client, venue, host) -> None:
    client.force_login(host.user)
    person = PersonFactory()
    venue.structure.enrolments.create(person=person)
    address = reverse("espaces:note_document", args=[venue.slug, person.pk])
    page = client.get(address).text
    assert "pièce d’identité" in page.lower()
    assert "ni copie ni numéro" in page
    assert 'type="file"' not in page
    client.post(address, {"kind": "identity", "valid_from": "2026-03-02"})
    document = PersonDocument.objects.get()
    assert (document.kind, document.seen_by, document.person) == ("identity", host, person)
    assert document.seen_at is not None
    assert (
        "pièce d’identité" in client.get(reverse("espaces:person", args=[venue.slug, person.pk])).text.lower()
    )


def test_a_document_ends_after_it_begins(venue, host) -> None:
    with pytest.raises(Refused):
        noted(host, venue, valid_from=DAY, valid_to=DAY)
    assert not PersonDocument.objects.exists()
    document = noted(host, venue, valid_from=DAY)
    with pytest.raises(Refused):
        end_document(actor=host, document=document, valid_to=DAY)
    document.refresh_from_db()
    assert document.valid_to is None
    end_document(actor=host, document=document, valid_to=DAY + dt.timedelta(days=1))
    document.refresh_from_db()
    assert document.valid_to == dt.date(2026, 3, 3)


def test_A25_3_a_key_is_lent_to_one_person_at_a_time(venue, host) -> None:
    loan = lend_key(actor=host, person=PersonFactory(), venue=venue, label=" Clé 3 ", lent_on=DAY)
    assert loan.label == "Clé 3"
    with pytest.raises(Refused):
        lend_key(actor=host, person=PersonFactory(), venue=venue, label="Clé 3", lent_on=DAY)
    assert KeyLoan.objects.count() == 1
    return_key(actor=host, loan=loan, returned_on=DAY)
    lend_key(actor=host, person=PersonFactory(), venue=venue, label="Clé 3", lent_on=DAY)
    lend_key(actor=host, person=PersonFactory(), venue=VenueFactory(), label="Clé 3", lent_on=DAY)
    assert KeyLoan.objects.filter(returned_on=None).count() == 2


def test_a_key_is_not_returned_before_it_was_lent(venue, host) -> None:
    loan = lend_key(actor=host, person=PersonFactory(), venue=venue, label="Clé 3", lent_on=DAY)
    with pytest.raises(Refused):
        return_key(actor=host, loan=loan, returned_on=DAY - dt.timedelta(days=1))
    loan.refresh_from_db()
    assert loan.returned_on is None


def test_returned_twice_keeps_the_first_day(venue, host) -> None:
    loan = lend_key(actor=host, person=PersonFactory(), venue=venue, label="Clé 3", lent_on=DAY)
    return_key(actor=host, loan=loan, returned_on=DAY)
    return_key(actor=host, loan=loan, returned_on=DAY + dt.timedelta(days=5))
    loan.refresh_from_db()
    assert loan.returned_on == DAY
    assert Act.objects.filter(verb="key_returned").count() == 1
