"""Later reservations of who loses a membership, by an end or a pause: priced again without it, told before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import QuerySet

from billing.models import PricedDay, ReservationPrice
from billing.queries.days import open_reservations
from billing.queries.unsettled import days_booked_under, days_of_who_left, memberships_lately_changed
from billing.services.days import Acted, price_again
from billing.services.passes import Passed, one_by_one
from billing.services.settling import costs_otherwise, locked_day
from espaces.locks import lock_persons, locking_transaction
from espaces.models import Membership, Person
from espaces.rules.clock import calendar_day
from reservations.models import Reservation

Act = ReservationPrice.Act
CHANGED_FOR = 8
"""Days during which a membership that ended or paused is looked at again."""


@dataclass(frozen=True)
class Requoted:
    """A later reservation whose price changes, as its day owes it before and after, with tax."""

    reservation: Reservation
    day: PricedDay
    before: Decimal
    after: Decimal


def requote_changed_memberships(now: datetime) -> Passed:
    """For memberships that ended or paused lately, whatever path it came by."""
    numbers = list(memberships_lately_changed(now, CHANGED_FOR).values_list("pk", flat=True))
    return one_by_one("quoting again after membership", numbers, lambda pk: bool(requote_after(pk, now=now)))


def requote_after(membership_id: int, *, now: datetime, actor: Person | None = None) -> list[Requoted]:
    """Later days booked under a membership that has ended or is paused then: priced without it, day by day."""
    membership = Membership.objects.select_related("home_venue").get(pk=membership_id)
    today = calendar_day(now, membership.home_venue.zone)
    return _requoted(days_booked_under(membership, today), actor, now)


def requote_who_left(
    membership: Membership, person: Person, *, now: datetime, actor: Person | None
) -> list[Requoted]:
    """Later days of somebody who shares the membership no more, whose lock is held."""
    today = calendar_day(now, membership.home_venue.zone)
    return _requoted(days_of_who_left(membership, person, today), actor, now)


def _requoted(days: QuerySet[PricedDay], actor: Person | None, now: datetime) -> list[Requoted]:
    numbers = list(days.values_list("pk", flat=True))
    requoted = [_requote(number, actor, now) for number in numbers]
    return [one for one in requoted if one is not None]


@locking_transaction
def _requote(day_id: int, actor: Person | None, now: datetime) -> Requoted | None:
    day, key = locked_day(day_id)
    reservations = open_reservations(key)
    if not reservations or not costs_otherwise(day, key):
        return None
    price = price_again(key, Acted(Act.CORRECTED, reservations[0], actor, now))
    if price is None:
        return None
    return Requoted(reservations[0], price.day, day.owed, price.day.owed)


@locking_transaction
def requoted_if(membership: Membership, act: Callable[[], object], *, now: datetime) -> list[Requoted]:
    """What `act`, which ends or pauses the membership, would change in the price of later reservations.

    It is done, looked at and undone, so that what is shown is what will be. Raises Refused when `act` does.
    """
    with transaction.atomic():
        lock_persons(membership.persons.values_list("pk", flat=True))
        act()
        requoted = requote_after(membership.pk, now=now)
        transaction.set_rollback(True)
    return requoted
