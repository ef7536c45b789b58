"""What the database refuses of the ledger of units, whoever asks: raw statements, as a shell would send them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, InternalError, connection, transaction

from espaces.models import Person
from reservations.models import Grant, Use
from tests.factories import PersonFactory, UnitFactory
from tests.factories.units import NOW, TODAY, given, left

pytestmark = pytest.mark.django_db
REFUSED = (IntegrityError, InternalError)


@pytest.fixture
def person() -> Person:
    return PersonFactory()


@pytest.fixture
def grant(person: Person) -> Grant:
    return given(person, UnitFactory(step=Decimal("0.5")), 10)


def take(grant: Grant, amount: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO reservations_use (grant_id, kind, amount, day, reason, made_at)"
            " VALUES (%s, 'other', %s, %s, 'essai', %s)",
            [grant.pk, amount, TODAY, NOW],
        )


def refused(statement: str, *values: object) -> str:
    with pytest.raises(REFUSED) as error, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
    return str(error.value)


def test_no_grant_is_overdrawn(grant) -> None:
    take(grant, "9.5")
    with pytest.raises(IntegrityError, match=r"only 0\.50 units are left"), transaction.atomic():
        take(grant, "1")
    assert left(grant) == Decimal("0.5")
    take(grant, "0.5")
    assert left(grant) == 0


def test_no_grant_is_overfilled(grant) -> None:
    take(grant, "4")
    with pytest.raises(IntegrityError, match="more units would be given back"), transaction.atomic():
        take(grant, "-4.5")
    take(grant, "-4")
    assert left(grant) == 10


def test_many_at_once_are_summed_too(grant) -> None:
    """One statement of many rows passes the same guard, row by row."""
    uses = [Use(grant=grant, kind="other", amount=4, day=TODAY, reason="essai", made_at=NOW) for _ in "123"]
    with pytest.raises(IntegrityError), transaction.atomic():
        Use.objects.bulk_create(uses)
    assert left(grant) == 10


@pytest.mark.parametrize(
    "change",
    ["amount = 20", "valid_to = '2030-01-01'", "reason = 'autre'", "origin = 'pack'", "made_at = now()"],
)
def test_a_grant_never_changes(grant, change) -> None:
    message = refused(f"UPDATE reservations_grant SET {change} WHERE id = %s", grant.pk)  # noqa: S608
    assert "never changed nor deleted" in message
    before = (grant.amount, grant.valid_to, grant.reason, grant.origin, grant.made_at)
    grant.refresh_from_db()
    assert (grant.amount, grant.valid_to, grant.reason, grant.origin, grant.made_at) == before


@pytest.mark.parametrize("change", ["amount = 1", "day = '2030-01-01'", "reason = 'autre'", "kind = 'ended'"])
def test_a_use_never_changes(grant, change) -> None:
    take(grant, "4")
    message = refused(f"UPDATE reservations_use SET {change} WHERE grant_id = %s", grant.pk)  # noqa: S608
    assert "never changed nor deleted" in message
    use = Use.objects.get()
    assert (use.amount, use.day, use.reason, use.kind) == (4, TODAY, "essai", "other")


def test_a_use_does_not_move_to_another_grant(grant, person) -> None:
    take(grant, "4")
    other = given(person, grant.unit, 10)
    refused("UPDATE reservations_use SET grant_id = %s WHERE grant_id = %s", other.pk, grant.pk)
    assert (left(grant), left(other)) == (6, 10)


@pytest.mark.parametrize("table", ["reservations_use", "reservations_grant"])
def test_nothing_is_deleted(grant, table) -> None:
    take(grant, "4")
    refused(f"DELETE FROM {table}")  # noqa: S608
    assert (Grant.objects.count(), Use.objects.count()) == (1, 1)


def test_only_the_human_being_behind_a_number_may_change(grant) -> None:
    other = PersonFactory()
    Grant.objects.filter(pk=grant.pk).update(person=other)
    grant.refresh_from_db()
    assert grant.person == other


@pytest.mark.parametrize(
    "wrong",
    [
        {"person": None},
        {"amount": Decimal(0)},
        {"valid_to": dt.date(2026, 1, 1)},
        {"reason": ""},
    ],
)
def test_a_grant_is_somebody_s_of_something_for_some_time_with_a_reason(grant, wrong) -> None:
    values = {
        "unit": grant.unit,
        "person": grant.person,
        "amount": Decimal(1),
        "valid_from": dt.date(2026, 1, 1),
        "origin": "gift",
        "reason": "essai",
        "made_at": NOW,
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        Grant.objects.create(**(values | wrong))
    assert Grant.objects.count() == 1


def test_a_use_of_nothing_or_without_a_reason_is_refused(grant) -> None:
    for wrong in ({"amount": 0, "reason": "essai"}, {"amount": 1, "reason": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Use.objects.create(grant=grant, kind="other", day=TODAY, made_at=NOW, **wrong)
    assert not Use.objects.exists()
