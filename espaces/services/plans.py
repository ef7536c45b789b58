"""Plans, what they give, and places given to members. Days are the venue's."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from espaces.errors import Refused
from espaces.locks import lock_resources, locking_transaction
from espaces.models import (
    Allotment,
    Membership,
    Person,
    Place,
    Plan,
    PlanAllowance,
    Quota,
    Structure,
    Venue,
)
from espaces.queries.access import today
from espaces.queries.plans import plan_valid_at
from espaces.rules.memberships import first_overlap, lies_within
from espaces.services.acts import record_act
from espaces.services.for_members import begin_version
from espaces.services.subscribing import check_row
from espaces.services.units import refuse_parts


@dataclass(frozen=True)
class QuotaLimit:
    period: str
    measure: str
    limit: int


@transaction.atomic
def save_plan(
    *,
    actor: Person,
    structure: Structure,
    plan: Plan | None,
    venues: Iterable[Venue],
    quotas: Iterable[QuotaLimit],
    allowances: Iterable[PlanAllowance] | None = None,
    on: date | None = None,
    **fields: Any,
) -> Plan:
    """Creates or changes a plan. Its rights count at once for everybody who holds it; its terms, for who agrees next.

    `allowances` (not saved; None leaves them as they are) are what new members get with each period from `on` on.
    """
    changed = plan or Plan(structure=structure)
    for field, value in fields.items():
        setattr(changed, field, value)
    changed.full_clean()
    changed.save()
    changed.venues.set(venues if changed.scope == Plan.Scope.LIST else [])
    changed.quotas.all().delete()
    Quota.objects.bulk_create(
        Quota(plan=changed, period=quota.period, measure=quota.measure, limit=quota.limit) for quota in quotas
    )
    if allowances is not None:
        _give_units(changed, allowances, on or today())
    record_act(actor=actor, verb="plan_changed" if plan else "plan_created", target=changed)
    return changed


def _give_units(plan: Plan, allowances: Iterable[PlanAllowance], on: date) -> None:
    """Members of before keep what they agreed to: see ForMembers."""
    current = {row.unit_id: row for row in PlanAllowance.objects.filter(plan=plan, agreed_until=None)}
    wanted = {row.unit_id: row for row in allowances}
    for unit_id in sorted({*current, *wanted}):
        allowance = wanted.get(unit_id)
        if allowance is not None:
            allowance.plan = plan
            refuse_parts(allowance.unit, allowance.amount)
        begin_version(current=current.get(unit_id), new=allowance, on=on)


@transaction.atomic
def archive_plan(*, actor: Person, plan: Plan, now: datetime) -> None:
    """No longer offered; whoever holds it keeps it until his membership ends."""
    if plan.archived_at is None:
        plan.archived_at = now
        plan.save(update_fields=["archived_at"])
        record_act(actor=actor, verb="plan_archived", target=plan)


@locking_transaction
def allot_place(
    *,
    actor: Person | None,
    membership: Membership,
    person: Person,
    place: Place,
    starts_on: date,
    ends_on: date | None = None,
) -> Allotment:
    """Gives a place to a person of a membership, within its dates. Locks the resource.

    Reservations already made on that place are the business of who reads allotments, not of this service.
    """
    lock_resources([place.resource_id])
    allotment = Allotment(
        membership=membership, person=person, place=place, starts_on=starts_on, ends_on=ends_on
    )
    check_row(allotment)
    if not membership.persons.filter(pk=person.pk).exists():
        raise Refused("not_member", _("This person does not belong to this membership."))
    if not plan_valid_at(membership.plan, place.resource.venue, starts_on):
        raise Refused("plan_elsewhere", _("This plan is not valid at this venue."))
    if not lies_within(allotment, membership):
        raise Refused("outside_membership", _("A place is given within the dates of the membership."))
    if not _place_exists(place, allotment):
        raise Refused("place_missing", _("This place does not exist during all that time."))
    if first_overlap(allotment, Allotment.objects.filter(place=place).order_by("pk")):
        raise Refused("place_taken", _("This place is already given to somebody at that time."))
    allotment.save()
    record_act(actor=actor, verb="place_allotted", target=allotment, person=person.pk, place=place.pk)
    return allotment


@locking_transaction
def end_allotment(*, actor: Person, allotment: Allotment, ends_on: date) -> None:
    """`ends_on` is the first day on which the place is free again."""
    lock_resources([allotment.place.resource_id])
    allotment.ends_on = ends_on
    check_row(allotment)
    if not lies_within(allotment, allotment.membership):
        raise Refused("outside_membership", _("A place is given within the dates of the membership."))
    others = Allotment.objects.filter(place=allotment.place_id).exclude(pk=allotment.pk)
    if first_overlap(allotment, others.order_by("pk")):
        raise Refused("place_taken", _("This place is already given to somebody at that time."))
    allotment.save(update_fields=["ends_on"])
    record_act(actor=actor, verb="allotment_ended", target=allotment, ends_on=ends_on.isoformat())


def _place_exists(place: Place, allotment: Allotment) -> bool:
    if place.valid_from and allotment.starts_on < place.valid_from:
        return False
    return place.valid_to is None or (allotment.ends_on is not None and allotment.ends_on <= place.valid_to)
