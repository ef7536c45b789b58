"""What hosts write about people, and what is kept of it."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from espaces.errors import Refused
from espaces.models import Act, Enrolment, Person
from espaces.queries.people import people_found, possible_duplicates
from espaces.services.people import add_person, change_person, enrol_person, record_person_seen
from tests.factories import PersonFactory, VenueFactory, host_of, login_of, manager_of

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def venue():
    return VenueFactory()


@pytest.fixture
def host(venue):
    return host_of(venue)


def known(venue, **fields) -> Person:
    person = PersonFactory(**fields)
    enrol_person(person=person, structure=venue.structure)
    return person


def test_an_added_person_is_known_to_the_structure(venue, host) -> None:
    person = add_person(
        actor=host, structure=venue.structure, first_name="Inès", last_name="Moreau", note="Préfère le calme"
    )
    enrolment = Enrolment.objects.get()
    assert (enrolment.person, enrolment.structure, enrolment.note) == (
        person,
        venue.structure,
        "Préfère le calme",
    )
    assert Act.objects.get().details == {"structure": venue.structure_id}


def test_an_address_known_elsewhere_is_not_revealed(venue, host) -> None:
    elsewhere = login_of(email="ines@example.org")
    person = add_person(
        actor=host, structure=venue.structure, first_name="I", last_name="M", email="ines@example.org"
    )
    assert person != elsewhere
    assert not Enrolment.objects.filter(person=elsewhere).exists()


def test_a_wrong_address_adds_nobody(venue, host) -> None:
    before = Person.objects.count()
    with pytest.raises(ValidationError):
        add_person(
            actor=host, structure=venue.structure, first_name="I", last_name="M", email="pas une adresse"
        )
    assert Person.objects.count() == before


def test_a_host_does_not_change_the_address_of_a_login(venue, host) -> None:
    member = login_of(first_name="Avant")
    enrol_person(person=member, structure=venue.structure)
    with pytest.raises(Refused) as refused:
        change_person(
            actor=host,
            person=member,
            structure=venue.structure,
            note="",
            first_name="Après",
            email="a@example.org",
        )
    assert refused.value.code == "login_address"
    member.refresh_from_db()
    assert (member.first_name, member.email) == ("Avant", member.user.email)


def test_a_change_says_which_fields(venue, host) -> None:
    person = known(venue, first_name="Ines", phone="")
    change_person(actor=host, person=person, structure=venue.structure, note="x", first_name="Inès", phone="")
    assert Act.objects.get(verb="person_changed").details["fields"] == ["first_name"]
    assert Enrolment.objects.get().note == "x"


def test_opening_a_page_is_logged_once_an_hour_for_each_host(venue, host) -> None:
    person, other = known(venue), manager_of(venue.structure)
    for actor in (host, host, other):
        record_person_seen(actor=actor, person=person, venue=venue, now=NOW)
    assert list(Act.objects.order_by("pk").values_list("actor", "verb", "target_id")) == [
        (host.pk, "person_seen", str(person.pk)),
        (other.pk, "person_seen", str(person.pk)),
    ]
    Act.objects.update(at=NOW - dt.timedelta(hours=1))
    record_person_seen(actor=host, person=person, venue=venue, now=NOW)
    assert Act.objects.filter(actor=host).count() == 2


def test_nobody_is_logged_for_his_own_page(venue, host) -> None:
    record_person_seen(actor=host, person=host, venue=venue, now=NOW)
    assert not Act.objects.exists()


def test_every_word_of_a_search_must_be_found(venue) -> None:
    ines = known(venue, first_name="Inès", last_name="Moreau", email="")
    known(venue, first_name="Inès", last_name="Roux")
    assert list(people_found(venue.structure, "moreau inès")) == [ines]
    assert list(people_found(venue.structure, "INES mor")) == [ines]
    assert list(people_found(venue.structure, "100%")) == []


def test_a_person_of_another_structure_is_never_found(venue) -> None:
    known(VenueFactory(), last_name="Moreau")
    assert not people_found(venue.structure, "Moreau").exists()


def test_duplicates_share_a_name_or_an_address(venue) -> None:
    person = known(venue, first_name="Inès", last_name="Moreau", email="ines@example.org")
    same_name = known(venue, first_name="INES", last_name="moreau")
    same_address = known(venue, email="INES@example.org")
    known(VenueFactory(), first_name="Inès", last_name="Moreau")
    assert set(possible_duplicates(person, venue.structure)) == {same_name, same_address}


def page(client: Client, venue, path: str = ""):
    return client.get(f"/accueil/{venue.slug}/personnes/{path}")


def test_the_list_costs_the_same_with_one_and_with_three_persons(
    client: Client, venue, host, django_assert_num_queries
) -> None:
    client.force_login(host.user)
    known(venue)
    page(client, venue)
    with CaptureQueriesContext(connection) as one:
        page(client, venue)
    for _ in range(2):
        known(venue)
    with django_assert_num_queries(len(one)):
        answer = page(client, venue)
    assert len(answer.context["page"].object_list) == 3


def test_the_second_look_before_somebody_is_added_twice(client: Client, venue, host) -> None:
    client.force_login(host.user)
    already = known(venue, first_name="Inès", last_name="Moreau")
    form = {"first_name": "inès", "last_name": "Moreau", "language": "fr"}
    address = f"/accueil/{venue.slug}/personnes/ajouter/"
    answer = client.post(address, form)
    assert answer.status_code == 422
    assert answer.context["form"].alike == [already]
    assert Enrolment.objects.count() == 1
    assert client.post(address, {**form, "really_new": "on"}).status_code == 302
    assert Enrolment.objects.count() == 2
