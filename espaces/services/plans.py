"""Plans and memberships as rights, and places given to members. Days are the venue's."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from espaces.errors import Refused
from espaces.locks import lock_person, lock_resources, locking_transaction
from espaces.models import (
    TERMS,
    Allotment,
    Customer,
    Membership,
    Person,
    Place,
    Plan,
    Quota,
    Structure,
    Venue,
)
from espaces.queries.plans import plan_valid_at
from espaces.rules.memberships import first_overlap, lies_within
from espaces.services.acts import record_act
from espaces.services.people import enrol_person


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
    **fields: Any,
) -> Plan:
    """Creates or changes a plan; a change counts at once for everybody who holds it."""
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
    record_act(actor=actor, verb="plan_changed" if plan else "plan_created", target=changed)
    return changed


@transaction.atomic
def archive_plan(*, actor: Person, plan: Plan, now: datetime) -> None:
    """No longer offered; whoever holds it keeps it until his membership ends."""
    if plan.archived_at is None:
        plan.archived_at = now
        plan.save(update_fields=["archived_at"])
        record_act(actor=actor, verb="plan_archived", target=plan)


@locking_transaction
def give_membership(
    *,
    actor: Person | None,
    plan: Plan,
    person: Person,
    home_venue: Venue,
    starts_on: date,
    ends_on: date | None = None,
) -> Membership:
    """Gives a person the rights of a plan; the person is also its customer. Locks the person."""
    person = lock_person(person.pk)
    if plan.archived_at:
        raise Refused("plan_archived", _("This plan is no longer offered."))
    if not plan_valid_at(plan, home_venue, starts_on):
        raise Refused("plan_elsewhere", _("This plan is not valid at this venue."))
    customer, _new = Customer.objects.get_or_create(person=person)
    membership = Membership(
        customer=customer,
        plan=plan,
        home_venue=home_venue,
        starts_on=starts_on,
        ends_on=ends_on,
        anchor_on=starts_on,
        agreed_on=starts_on,
        agreed_by=actor,
        **{field: getattr(plan, field) for field in TERMS},
    )
    if first_overlap(membership, Membership.objects.filter(plan=plan, persons=person).order_by("pk")):
        raise Refused("already_member", _("This person already holds this plan at that time."))
    _check(membership)
    membership.save()
    membership.persons.add(person)
    enrol_person(person=person, structure=plan.structure)
    record_act(actor=actor, verb="membership_given", target=membership, person=person.pk)
    return membership


@locking_transaction
def end_membership(*, actor: Person, membership: Membership, ends_on: date) -> None:
    """`ends_on` is the first day without the rights. The places given with it end the same day."""
    lock_resources(
        Allotment.objects.filter(membership=membership).values_list("place__resource_id", flat=True)
    )
    membership.ends_on = ends_on
    _check(membership)
    membership.save(update_fields=["ends_on"])
    for allotment in Allotment.objects.filter(membership=membership).order_by("pk"):
        if lies_within(allotment, membership):
            continue
        if allotment.starts_on >= ends_on:
            raise Refused(
                "place_later", _("A place is given to this membership after that day: end it first.")
            )
        allotment.ends_on = ends_on
        allotment.save(update_fields=["ends_on"])
    record_act(actor=actor, verb="membership_ended", target=membership, ends_on=ends_on.isoformat())


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
    _check(allotment)
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
    _check(allotment)
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


def _check(row: Membership | Allotment) -> None:
    try:
        row.full_clean(exclude=["persons"])
    except ValidationError as error:
        raise Refused("invalid", " ".join(error.messages)) from None
