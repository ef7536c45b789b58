"""Who is erased, by whom, when it is refused, and what remains of him."""

import datetime as dt

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction
from django.utils import timezone

from espaces.errors import Refused
from espaces.models import (
    Act,
    Affiliation,
    Customer,
    CustomerMember,
    Enrolment,
    Invitation,
    KeyLoan,
    Outgoing,
    Person,
    Plan,
    Role,
    RoleKind,
    User,
)
from espaces.queries.people import people_found, people_of_structure, person_known_to
from espaces.services.accounts import claim_or_create_person
from espaces.services.documents import lend_key, note_document, return_key
from espaces.services.erasing import erase_person
from espaces.services.invitations import invite
from espaces.services.merging import merge_persons
from espaces.services.outgoing import send_later
from espaces.services.people import change_person, enrol_person
from tests.factories import (
    MembershipFactory,
    PersonFactory,
    RoleFactory,
    UserFactory,
    VenueFactory,
    coordinator_of,
    host_of,
    login_of,
    manager_of,
)
from tests.factories.places import NetworkFactory

pytestmark = pytest.mark.django_db
NOW = timezone.now()
TODAY = timezone.localdate()


@pytest.fixture
def venue():
    return VenueFactory()


@pytest.fixture
def manager(venue):
    return manager_of(venue.structure)


@pytest.fixture
def ines(venue):
    person = login_of(first_name="Inès", last_name="Moreau", phone="0466000000", calendar_secret="secret")
    enrol_person(person=person, structure=venue.structure, note="Inès préfère le fond de la salle")
    return person


def erased(person: Person, by: Person | None = None) -> Person:
    erase_person(actor=by or person, person=person, now=NOW)
    person.refresh_from_db()
    return person


def refusal(person: Person, by: Person | None = None) -> Refused:
    with pytest.raises(Refused) as refused:
        erase_person(actor=by or person, person=person, now=NOW)
    person.refresh_from_db()
    assert person.erased_at is None
    assert person.first_name
    return refused.value


def test_the_row_stays_as_a_number_without_a_name(ines) -> None:
    number, user = ines.pk, ines.user
    Authenticator.objects.create(user=user, type="totp", data={})
    erased(ines)
    assert (ines.pk, ines.erased_at, str(ines)) == (number, NOW, f"personne effacée n°\u00a0{number}")
    said = (ines.first_name, ines.last_name, ines.email, ines.phone, ines.municipality, ines.calendar_secret)
    assert said == ("", "", "", "", None, None)
    assert ines.user is None
    assert not User.objects.filter(pk=user.pk).exists()
    assert not EmailAddress.objects.filter(email=user.email).exists()
    assert not Authenticator.objects.exists()


def test_the_act_says_who_and_when_and_nothing_else(ines, manager) -> None:
    erase_person(actor=manager, person=ines, now=NOW, asked_on=dt.date(2026, 11, 2))
    act = Act.objects.get(verb="person_erased")
    assert (act.actor, act.target_kind, act.target_id) == (manager, "espaces.person", str(ines.pk))
    assert act.details == {"asked_on": "2026-11-02"}


def test_a_second_time_does_nothing(ines, manager) -> None:
    erased(ines)
    acts = Act.objects.count()
    later = NOW + dt.timedelta(days=1)
    erase_person(actor=manager, person=ines, now=later)
    ines.refresh_from_db()
    assert (ines.erased_at, Act.objects.count()) == (NOW, acts)


def test_notes_of_the_hosts_go_and_the_structure_still_knows_the_number(ines, venue, manager) -> None:
    note_document(
        actor=manager,
        person=ines,
        structure=venue.structure,
        kind="identity",
        valid_from=TODAY,
        note="carte de Mme Moreau",
    )
    erased(ines)
    assert Enrolment.objects.get(person=ines).note == ""
    assert ines.documents.get().note == ""


def test_nobody_finds_an_erased_person(ines, venue) -> None:
    erased(ines)
    assert list(people_found(venue.structure, "moreau")) == []
    assert ines not in people_of_structure(venue.structure)
    assert person_known_to(venue.structure, ines.pk) is None


def test_the_address_signs_up_again_as_somebody_new(ines) -> None:
    email = ines.user.email
    erased(ines)
    user = UserFactory(email=email)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    assert claim_or_create_person(user=user).pk != ines.pk


def test_what_was_merged_into_him_is_forgotten_too(venue, manager, ines) -> None:
    old = PersonFactory(first_name="Ines", last_name="Moreau", email="ines@ancienne.example")
    enrol_person(person=old, structure=venue.structure)
    merge_persons(actor=manager, kept=ines, old=old, now=NOW)
    ines.refresh_from_db()
    erased(ines)
    old.refresh_from_db()
    assert (old.first_name, old.last_name, old.email, old.erased_at) == ("", "", "", NOW)


def test_an_erased_person_is_not_merged(ines, venue, manager) -> None:
    other = PersonFactory()
    enrol_person(person=other, structure=venue.structure)
    erased(ines)
    for kept, old in ((ines, other), (other, ines)):
        with pytest.raises(Refused) as refused:
            merge_persons(actor=manager, kept=kept, old=old, now=NOW)
        assert refused.value.code == "erased"
    other.refresh_from_db()
    assert other.merged_into is None


def test_nothing_is_written_about_an_erased_person(ines, venue, manager) -> None:
    erased(ines)
    with pytest.raises(Refused) as refused:
        change_person(actor=manager, person=ines, structure=venue.structure, note="la voici", first_name="I")
    assert (refused.value.code, Enrolment.objects.get(person=ines).note) == ("erased", "")


def test_contact_details_for_invoices_go(ines) -> None:
    Customer.objects.create(
        person=ines, email="facture@example.org", address="3 rue Haute", postcode="48000", town="Mende"
    )
    erased(ines)
    customer = Customer.objects.get(person=ines)
    assert (customer.email, customer.address, customer.postcode, customer.town) == ("", "", "", "")
    assert str(customer) == f"personne effacée n°\u00a0{ines.pk}"


def test_an_employer_pays_no_longer(ines) -> None:
    employer = Customer.objects.create(organisation="Coopérative")
    link = CustomerMember.objects.create(
        customer=employer, person=ines, starts_on=TODAY - dt.timedelta(days=30), manages=True
    )
    erased(ines)
    link.refresh_from_db()
    assert link.ends_on == TODAY


def test_invitations_and_messages_to_his_address_go(ines, manager, venue) -> None:
    email = ines.user.email
    invite(actor=manager, kind=RoleKind.HOST, scope=venue, email=email, now=NOW)
    send_later(kind="account", key="k1", payload={"to": [email], "subject": "Code", "body": "123"})
    send_later(
        kind="account", key="k2", payload={"to": ["autre@example.org"], "subject": "Code", "body": "9"}
    )
    erased(ines)
    assert not Invitation.objects.filter(email__iexact=email).exists()
    assert list(Outgoing.objects.filter(kind="account").values_list("key", flat=True)) == ["k2"]
    assert not Act.objects.filter(details__email=email).exists()


def test_roles_end_when_somebody_else_remains(venue, manager) -> None:
    other = manager_of(venue.structure)
    erased(manager)
    assert not Role.objects.active().filter(person=manager).exists()
    assert Role.objects.active().filter(person=other).exists()


def test_the_last_manager_stays(manager, venue) -> None:
    refused = refusal(manager)
    assert refused.code == "not_settled"
    assert str(venue.structure) in str(refused)
    assert Role.objects.active().filter(person=manager).exists()


def test_a_lent_key_comes_back_first(ines, venue, manager) -> None:
    loan = lend_key(actor=manager, person=ines, venue=venue, label="clé 3", lent_on=TODAY)
    assert "clé 3" in str(refusal(ines))
    return_key(actor=manager, loan=loan, returned_on=TODAY)
    erased(ines)
    assert KeyLoan.objects.get().label == "clé 3"


@pytest.mark.parametrize("ends_in", [None, 10])
def test_a_membership_ends_first(ines, venue, ends_in: int | None) -> None:
    plan = Plan.objects.create(structure=venue.structure, name="Résident")
    membership = MembershipFactory(
        customer=Customer.objects.create(person=ines),
        plan=plan,
        home_venue=venue,
        starts_on=TODAY - dt.timedelta(days=40),
        ends_on=TODAY + dt.timedelta(days=ends_in) if ends_in else None,
    )
    membership.persons.set([ines])
    assert "Résident" in str(refusal(ines))
    type(membership).objects.filter(pk=membership.pk).update(ends_on=TODAY)
    erased(ines)
    assert list(membership.persons.all()) == [ines]


def test_who_administers_the_site_hands_it_over_first(ines) -> None:
    User.objects.filter(pk=ines.user_id).update(is_staff=True)
    ines.user.refresh_from_db()
    assert refusal(ines).code == "not_settled"


@pytest.mark.parametrize("who", ["host", "manager elsewhere", "stranger", "one of two structures"])
def test_only_himself_or_a_manager_whom_alone_he_knows(who: str, ines, venue, manager) -> None:
    actor = manager
    if who == "host":
        actor = host_of(venue)
    elif who == "manager elsewhere":
        actor = manager_of(VenueFactory().structure)
    elif who == "stranger":
        actor = login_of()
    else:
        enrol_person(person=ines, structure=VenueFactory().structure)
    assert refusal(ines, by=actor).code == "not_allowed"


def test_a_coordinator_may_across_his_structures(ines, venue) -> None:
    network = NetworkFactory()
    coordinator = coordinator_of(network)
    second = VenueFactory()
    for structure in (venue.structure, second.structure):
        Affiliation.objects.create(network=network, structure=structure, starts_on=TODAY)
    enrol_person(person=ines, structure=second.structure)
    assert erased(ines, by=coordinator).erased_at == NOW


def test_nobody_is_put_out_of_office_by_an_erasure(venue, manager, ines) -> None:
    RoleFactory(person=ines, kind=RoleKind.HOST, venue=venue)
    assert refusal(ines, by=manager).code == "not_allowed"
    erased(ines)


def test_the_database_refuses_a_name_on_an_erased_row(ines) -> None:
    erased(ines)
    with pytest.raises(IntegrityError, match="person_erased_says_nothing"), transaction.atomic():
        Person.objects.filter(pk=ines.pk).update(first_name="Inès")
