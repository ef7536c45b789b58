"""Every row lock of `espaces`, and the one way to run a transaction that takes locks.

The written order of the whole house: Person, Plan, Membership, Resource, Place, Reservation, MembershipPeriod, Grant,
Charge, InvoiceSeries, Invoice, Payment, ChainHead; by primary key inside a model. A Venue is never locked.
A User comes before its Person; an Invitation comes after Person and with nothing else.
"""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable, Iterable
from datetime import datetime

from django.conf import settings
from django.db import OperationalError, connection, models, transaction
from django.utils.translation import gettext_lazy as _
from psycopg import errors

from espaces.errors import Refused
from espaces.models import Invitation, Membership, Outgoing, Person, Plan, Resource, User

logger = logging.getLogger(__name__)
ATTEMPTS = 3


def locking_transaction[**P, R](function: Callable[P, R]) -> Callable[P, R]:
    """One transaction, run again after a deadlock or a serialization failure, three times in all.

    Inside another transaction (a service called by an upper service) it runs once and lets the outer one retry.
    """

    @functools.wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        if connection.in_atomic_block:
            with transaction.atomic():
                return function(*args, **kwargs)
        for attempt in range(1, ATTEMPTS + 1):
            try:
                with transaction.atomic():
                    return function(*args, **kwargs)
            except OperationalError as error:
                lost_race = isinstance(error.__cause__, errors.DeadlockDetected | errors.SerializationFailure)
                if not lost_race or attempt == ATTEMPTS:
                    raise
                logger.warning("%s lost a race, trying again (%s)", function.__qualname__, attempt)
        raise AssertionError("unreachable")

    return run


def lock_user(user_id: int) -> User:
    return User.objects.select_for_update(of=("self",), no_key=True).get(pk=user_id)


def lock_login_of(person_id: int) -> None:
    """If there is one: somebody else may be erasing it."""
    logins = User.objects.select_for_update(of=("self",)).filter(person=person_id)
    list(logins.values_list("pk", flat=True))


def lock_persons(ids: Iterable[int]) -> dict[int, Person]:
    return {
        person.pk: person
        for person in Person.objects.select_for_update(of=("self",), no_key=True)
        .filter(pk__in=set(ids))
        .order_by("pk")
    }


def lock_person(person_id: int) -> Person:
    """Raises Refused for a row that was merged into another or erased, be it while its lock was waited for."""
    person = Person.objects.select_for_update(of=("self",), no_key=True).get(pk=person_id)
    if person.merged_into_id is not None:
        raise Refused("merged", _("This person has been merged with another one."))
    refuse_erased(person)
    return person


def refuse_erased(person: Person | None) -> None:
    if person is not None and person.erased_at is not None:
        raise Refused("erased", _("This person has been erased."))


def hold_person(person_id: int) -> Person:
    """He is not erased before the end of the transaction. Waits for an erasure and for nothing else (FOR KEY SHARE),
    so that it may be taken after any other lock."""
    return Person.objects.raw("SELECT * FROM espaces_person WHERE id = %s FOR KEY SHARE", [person_id])[0]


def lock_to_erase(ids: Iterable[int]) -> dict[int, Person]:
    """FOR UPDATE, where others take NO KEY UPDATE: also waits for those who only hold a person."""
    persons = Person.objects.select_for_update(of=("self",)).filter(pk__in=set(ids)).order_by("pk")
    return {person.pk: person for person in persons}


def lock_plan(plan_id: int) -> Plan:
    """Whoever counts the memberships sold of a plan waits for whoever is selling one."""
    return Plan.objects.select_for_update(of=("self",), no_key=True).get(pk=plan_id)


def lock_membership(membership_id: int) -> Membership:
    """What its end, its pauses, its team and its periods depend on: whoever changes one of them holds it."""
    return Membership.objects.select_for_update(of=("self",), no_key=True).get(pk=membership_id)


def lock_memberships(ids: Iterable[int]) -> list[Membership]:
    rows = Membership.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=set(ids))
    return list(rows.order_by("pk"))


def lock_resources(ids: Iterable[int]) -> dict[int, Resource]:
    return {
        resource.pk: resource
        for resource in Resource.objects.select_for_update(of=("self",), no_key=True)
        .filter(pk__in=set(ids))
        .order_by("pk")
    }


def lock_resources_of_venue(venue_id: int, others: Iterable[int] = ()) -> dict[int, Resource]:
    """What adding a closure or changing hours takes, so that no booking slips in between.

    `others`: resources elsewhere that the same act needs, taken in the same order.
    """
    return {
        resource.pk: resource
        for resource in Resource.objects.select_for_update(of=("self",), no_key=True)
        .filter(models.Q(venue_id=venue_id) | models.Q(pk__in=list(others)))
        .order_by("pk")
    }


def lock_invitation(invitation_id: int) -> Invitation:
    return Invitation.objects.select_for_update(of=("self",), no_key=True).get(pk=invitation_id)


def lock_rows_pointing_to(model: type[models.Model], field: str, row_id: int) -> list[int]:
    """The rows of any model whose `field` points to a row, locked by primary key; for a merge of two rows."""
    rows = model._base_manager.select_for_update(of=("self",), no_key=True).filter(**{field: row_id})
    return list(rows.order_by("pk").values_list("pk", flat=True))


def lock_next_outgoing(*, now: datetime) -> Outgoing | None:
    """The oldest message that is due and that no other worker is delivering. Taken alone, after no other lock.

    What somebody waits for goes before what leaves by thousands: a confirmation never waits for a billing run.
    """
    due = Outgoing.objects.select_for_update(skip_locked=True).filter(done_at=None, not_before__lte=now)
    due = due.order_by("not_before", "pk")
    in_bulk = {"kind__in": settings.OUTGOING_IN_BULK}
    return due.exclude(**in_bulk).first() or due.filter(**in_bulk).first()


def lock_list(source: str) -> None:
    """Two imports of the same list of venues wait for each other, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"venue list {source}"])
