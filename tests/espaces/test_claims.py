"""A login and the person behind it: claimed on a proved address only."""

import pytest
from allauth.account.models import EmailAddress

from espaces.models import Act, Person
from espaces.services.accounts import claim_or_create_person, follow_primary_address
from tests.factories import PersonFactory, UserFactory

pytestmark = pytest.mark.django_db


def user_with(email: str, *, verified: bool):
    user = UserFactory(email=email)
    EmailAddress.objects.create(user=user, email=email, verified=verified, primary=True)
    return user


def test_the_person_hosts_know_is_claimed_whatever_the_case() -> None:
    known = PersonFactory(email="Ines.Moreau@Example.org", first_name="Inès", last_name="Moreau")
    user = user_with("ines.moreau@example.org", verified=True)
    person = claim_or_create_person(user=user, first_name="I.", last_name="M.")
    assert person == known
    known.refresh_from_db()
    assert (known.user, known.first_name, known.last_name) == (user, "Inès", "Moreau")
    assert Act.objects.get().verb == "person_claimed"


def test_names_that_hosts_did_not_know_are_completed() -> None:
    PersonFactory(email="a@example.org", first_name="Ana", last_name="")
    person = claim_or_create_person(
        user=user_with("a@example.org", verified=True), first_name="X", last_name="Bel"
    )
    assert (person.first_name, person.last_name) == ("Ana", "Bel")


def test_signing_up_with_the_address_of_somebody_else_claims_nothing() -> None:
    """The attack: an address is typed, not proved; the victim's reservations must not follow."""
    victim = PersonFactory(email="victime@example.org")
    attacker = user_with("victime@example.org", verified=False)
    person = claim_or_create_person(user=attacker)
    assert person != victim
    assert person.email == ""
    victim.refresh_from_db()
    assert victim.user is None


def test_a_later_verification_does_not_change_an_existing_person() -> None:
    victim = PersonFactory(email="victime@example.org")
    attacker = user_with("attaque@example.org", verified=True)
    own = claim_or_create_person(user=attacker)
    EmailAddress.objects.create(user=attacker, email="victime@example.org", verified=True)
    assert claim_or_create_person(user=attacker) == own
    victim.refresh_from_db()
    assert victim.user is None


def test_several_matches_give_a_new_person() -> None:
    twins = [PersonFactory(email="deux@example.org") for _ in range(2)]
    person = claim_or_create_person(
        user=user_with("deux@example.org", verified=True), first_name="Léa", last_name="Roux"
    )
    assert person not in twins
    assert (person.first_name, person.email) == ("Léa", "deux@example.org")
    assert Act.objects.get().details == {"matching": [twin.pk for twin in twins]}
    assert Person.objects.filter(user=None).count() == 2


def test_a_merged_person_or_one_with_a_login_is_never_claimed() -> None:
    kept = PersonFactory(email="autre@example.org")
    PersonFactory(email="a@example.org", merged_into=kept)
    PersonFactory(email="a@example.org", user=UserFactory())
    person = claim_or_create_person(user=user_with("a@example.org", verified=True))
    assert Act.objects.get().verb == "person_created"
    assert person.merged_into is None


def test_called_again_it_gives_the_same_person() -> None:
    user = user_with("a@example.org", verified=True)
    assert claim_or_create_person(user=user) == claim_or_create_person(user=user)
    assert Person.objects.count() == 1


def test_the_contact_address_follows_the_primary_verified_one() -> None:
    user = user_with("avant@example.org", verified=True)
    person = claim_or_create_person(user=user)
    address = EmailAddress.objects.create(user=user, email="apres@example.org", verified=False)
    follow_primary_address(user=user, address=address)
    person.refresh_from_db()
    assert person.email == "avant@example.org"
    address.verified = True
    follow_primary_address(user=user, address=address)
    person.refresh_from_db()
    assert person.email == "apres@example.org"
