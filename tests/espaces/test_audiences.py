"""Reduced-price audiences of a structure, and the proofs that hosts note for them."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from espaces.models import Act, Person, PersonDocument, ReducedAudience, Structure, Venue
from espaces.services.people import enrol_person
from tests.factories import PersonFactory, VenueFactory, host_of, manager_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def venue() -> Venue:
    return VenueFactory()


@pytest.fixture
def structure(venue: Venue) -> Structure:
    return venue.structure


@pytest.fixture
def manager(structure: Structure, client: Client) -> Person:
    person = manager_of(structure)
    client.force_login(person.user)
    return person


@pytest.fixture
def member(structure: Structure) -> Person:
    person = PersonFactory()
    enrol_person(person=person, structure=structure)
    return person


def students(structure: Structure) -> ReducedAudience:
    return ReducedAudience.objects.create(structure=structure, name="Étudiants", proof="carte")


def test_an_audience_is_created_renamed_and_archived(
    client: Client, structure: Structure, manager: Person
) -> None:
    client.post(
        reverse("espaces:add_audience", args=[structure.pk]), {"name": "Chômeurs", "proof": "attestation"}
    )
    audience = ReducedAudience.objects.get()
    assert (audience.structure, audience.proof) == (structure, "attestation")
    address = reverse("espaces:change_audience", args=[structure.pk, audience.pk])
    client.post(address, {"name": "Demandeurs d’emploi", "proof": "attestation"})
    client.post(reverse("espaces:archive_audience", args=[structure.pk, audience.pk]))
    audience.refresh_from_db()
    assert audience.name == "Demandeurs d’emploi"
    assert audience.archived_at is not None
    verbs = Act.objects.filter(actor=manager).order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["audience_created", "audience_changed", "audience_archived"]


def test_two_audiences_have_two_names(client: Client, structure: Structure, manager: Person) -> None:
    students(structure)
    answer = client.post(reverse("espaces:add_audience", args=[structure.pk]), {"name": "Étudiants"})
    assert answer.status_code == 422
    assert ReducedAudience.objects.count() == 1


def note(client: Client, venue: Venue, member: Person, **fields: object) -> int:
    client.force_login(host_of(venue).user)
    sent = {"kind": "proof", "valid_from": "2026-09-01", "valid_to": "2027-09-01"} | fields
    return client.post(reverse("espaces:note_document", args=[venue.slug, member.pk]), sent).status_code


def test_A26_a_host_notes_a_proof_with_its_end(client: Client, venue: Venue, member: Person) -> None:
    audience = students(venue.structure)
    assert note(client, venue, member, audience=audience.pk) == 302
    document = PersonDocument.objects.get()
    assert (document.audience, document.valid_to) == (audience, dt.date(2027, 9, 1))
    page = client.get(reverse("espaces:person", args=[venue.slug, member.pk])).content.decode()
    assert "Étudiants" in page


def test_A26_4_a_proof_without_end_or_for_nobody_is_refused(
    client: Client, venue: Venue, member: Person
) -> None:
    audience = students(venue.structure)
    elsewhere = students(VenueFactory().structure)
    assert note(client, venue, member, audience=audience.pk, valid_to="") == 422
    assert note(client, venue, member) == 422
    assert note(client, venue, member, audience=elsewhere.pk) == 422
    assert not PersonDocument.objects.exists()


def test_another_document_proves_no_reduced_price(client: Client, venue: Venue, member: Person) -> None:
    audience = students(venue.structure)
    assert note(client, venue, member, kind="charter", audience=audience.pk, valid_to="") == 302
    assert PersonDocument.objects.get().audience is None


def test_an_archived_audience_is_no_longer_proved(client: Client, venue: Venue, member: Person) -> None:
    audience = students(venue.structure)
    client.force_login(manager_of(venue.structure).user)
    client.post(reverse("espaces:archive_audience", args=[venue.structure_id, audience.pk]))
    assert note(client, venue, member, audience=audience.pk, valid_to="") == 302
    assert PersonDocument.objects.get().audience is None
