"""The ledger around what stays take: given, used otherwise, ended, corrected; nothing is ever rewritten."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from espaces.errors import Refused
from espaces.models import Act, Customer, Person, Unit, Venue
from espaces.services.units import archive_unit
from reservations.models import Grant, Use
from reservations.services.grants import OtherUse, correct_grant, end_grant_early, use_units_otherwise
from tests.factories import PersonFactory, UnitFactory, VenueFactory
from tests.factories.units import NOW, TODAY, given, left, own_customer

pytestmark = pytest.mark.django_db


@pytest.fixture
def venue() -> Venue:
    return VenueFactory()


@pytest.fixture
def prints(venue: Venue) -> Unit:
    return UnitFactory(structure=venue.structure, name="impression", plural="impressions")


@pytest.fixture
def person() -> Person:
    return PersonFactory()


def used(
    unit: Unit,
    person: Person,
    venue: Venue,
    amount: str | int,
    *,
    payer: Customer | None = None,
    **fields: object,
) -> OtherUse:
    values = {"reason": "Impressions de mars", "day": TODAY, "token": uuid.uuid4(), "now": NOW}
    return use_units_otherwise(
        actor=None,
        unit=unit,
        person=person,
        payer=payer or own_customer(person),
        venue=venue,
        amount=Decimal(amount),
        **(values | fields),
    )


def test_a_gift_has_its_reason_its_dates_and_who_gave_it(prints, person, venue) -> None:
    end = dt.date(2026, 9, 1)
    grant = given(person, prints, 5, valid_to=end, venues=[venue], reason="Coup de main au jardin")
    assert (grant.person, grant.customer, grant.amount, grant.valid_to) == (person, None, 5, end)
    assert (grant.origin, grant.reason, list(grant.venues.all())) == (
        Grant.Origin.GIFT,
        "Coup de main au jardin",
        [venue],
    )
    assert Act.objects.get(verb="units_given").target_id == str(grant.pk)


@pytest.mark.parametrize("wrong", [{"reason": ""}, {"amount": "0"}, {"valid_to": dt.date(2026, 1, 1)}])
def test_a_gift_without_a_reason_or_of_nothing_is_refused(prints, person, wrong) -> None:
    with pytest.raises(ValidationError):
        given(person, prints, **wrong)
    assert not Grant.objects.exists()


def test_units_are_given_by_their_smallest_part(prints, person) -> None:
    halves = UnitFactory(structure=prints.structure, step=Decimal("0.5"))
    with pytest.raises(Refused) as refused:
        given(person, prints, "1.5")
    assert refused.value.code == "part_of_a_unit"
    assert not Grant.objects.exists()
    assert given(person, halves, "1.5").amount == Decimal("1.5")


def test_an_archived_unit_is_no_longer_given(prints, person) -> None:
    archive_unit(actor=None, unit=prints, now=NOW)
    with pytest.raises(Refused) as refused:
        given(person, prints)
    assert refused.value.code == "unit_archived"
    assert not Grant.objects.exists()


def test_a_gift_sent_twice_is_given_once(prints, person) -> None:
    token = uuid.uuid4()
    assert given(person, prints, token=token) == given(person, prints, token=token)
    assert Grant.objects.count() == Act.objects.filter(verb="units_given").count() == 1


def test_62_prints_of_an_allowance_of_50_A10_4(prints, person, venue) -> None:
    allowance = given(person, prints, 50)
    found = used(prints, person, venue, 62)
    assert (found.missing, left(allowance)) == (12, 0)
    use = Use.objects.get()
    assert (use.kind, use.amount, use.person, use.reason) == ("other", 50, person, "Impressions de mars")


def test_other_uses_take_in_order_of_consumption(prints, person, venue) -> None:
    late = given(person, prints, 5, valid_to=dt.date(2026, 12, 1))
    soon = given(person, prints, 5, valid_to=dt.date(2026, 4, 1))
    here = given(person, prints, 5, venues=[venue])
    found = used(prints, person, venue, 12)
    assert [(use.grant, use.amount) for use in found.uses] == [(here, 5), (soon, 5), (late, 2)]
    assert found.missing == 0


@pytest.mark.parametrize("amount", [0, -2])
def test_a_use_of_nothing_or_less_is_refused(prints, person, venue, amount: int) -> None:
    grant = given(person, prints)
    with pytest.raises(Refused) as refused:
        used(prints, person, venue, amount)
    assert (refused.value.code, left(grant), Use.objects.count()) == ("nothing_used", 10, 0)
    assert not Act.objects.filter(verb="units_used").exists()


def test_other_uses_sent_twice_are_taken_once(prints, person, venue) -> None:
    first, second = given(person, prints, 5, valid_to=dt.date(2026, 4, 1)), given(person, prints, 5)
    token = uuid.uuid4()
    once = used(prints, person, venue, 8, token=token)
    again = used(prints, person, venue, 8, token=token)
    assert (again.uses, again.missing) == (once.uses, 0)
    assert (left(first), left(second)) == (0, 2)


def test_other_uses_never_take_from_somebody_else_or_elsewhere(prints, person, venue) -> None:
    other, elsewhere = given(PersonFactory(), prints), given(person, prints, venues=[VenueFactory()])
    over = given(person, prints, valid_to=TODAY)
    found = used(prints, person, venue, 3)
    assert (found.uses, found.missing) == ((), 3)
    assert [left(grant) for grant in (other, elsewhere, over)] == [10, 10, 10]


def test_shared_units_keep_to_the_cap_of_each_person(prints, person, venue) -> None:
    employer = Customer.objects.create(organisation="Coopérative")
    shared = given(employer, prints, 10)
    capped = Grant.objects.create(
        customer=employer,
        unit=prints,
        amount=10,
        valid_from=TODAY,
        valid_to=dt.date(2026, 4, 1),
        origin=Grant.Origin.PERIOD,
        cap_per_person=4,
        made_at=NOW,
    )
    found = used(prints, person, venue, 6, payer=employer)
    assert [(use.grant, use.amount) for use in found.uses] == [(capped, 4), (shared, 2)]


def test_ending_early_takes_what_is_left_and_nothing_more(prints, person, venue) -> None:
    grant = given(person, prints)
    used(prints, person, venue, 4)
    token = uuid.uuid4()
    ended = [
        end_grant_early(actor=None, grant=grant, reason="Départ", day=TODAY, token=token, now=NOW)
        for _twice in range(2)
    ]
    assert ended[0] == ended[1]
    assert (ended[0].kind, ended[0].amount, left(grant)) == ("ended", 6, 0)
    with pytest.raises(Refused) as refused:
        end_grant_early(actor=None, grant=grant, reason="Encore", day=TODAY, token=uuid.uuid4(), now=NOW)
    assert refused.value.code == "nothing_left"
    assert Use.objects.filter(kind="ended").count() == 1


def test_what_has_expired_is_not_ended(prints, person) -> None:
    grant = given(person, prints, valid_to=TODAY)
    with pytest.raises(Refused) as refused:
        end_grant_early(actor=None, grant=grant, reason="Départ", day=TODAY, token=uuid.uuid4(), now=NOW)
    assert refused.value.code == "units_expired"
    assert not Use.objects.exists()


def corrected(grant: Grant, difference: int, **fields: object) -> Grant | Use:
    values = {"reason": "Erreur de saisie", "day": TODAY, "token": uuid.uuid4(), "now": NOW}
    return correct_grant(actor=None, grant=grant, difference=Decimal(difference), **(values | fields))


def test_a_correction_is_a_new_entry(prints, person, venue) -> None:
    grant = given(person, prints, valid_to=dt.date(2026, 9, 1), venues=[venue])
    fewer, more = corrected(grant, -3), corrected(grant, 2)
    assert isinstance(fewer, Use)
    assert (fewer.amount, left(grant)) == (3, 7)
    assert isinstance(more, Grant)
    assert (more.amount, more.valid_to, list(more.venues.all()), more.origin) == (
        2,
        grant.valid_to,
        [venue],
        "correction",
    )


def test_a_correction_never_takes_more_than_is_left(prints, person) -> None:
    grant = given(person, prints)
    with pytest.raises(Refused) as refused:
        corrected(grant, -11)
    assert refused.value.code == "units_gone"
    assert left(grant) == 10


def test_a_correction_of_nothing_is_refused(prints, person) -> None:
    grant = given(person, prints)
    with pytest.raises(Refused) as refused:
        corrected(grant, 0)
    assert (refused.value.code, left(grant), Grant.objects.count()) == ("nothing_to_correct", 10, 1)


def test_a_correction_sent_twice_is_made_once(prints, person) -> None:
    grant, token = given(person, prints), uuid.uuid4()
    assert corrected(grant, -3, token=token) == corrected(grant, -3, token=token)
    assert left(grant) == 7
