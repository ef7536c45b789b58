"""Who pays for whom: organisations that are customers, and the persons who share one membership."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from espaces.errors import Refused
from espaces.locks import lock_membership, lock_person, lock_plan, locking_transaction
from espaces.models import Allotment, Customer, CustomerMember, Membership, Person, Structure
from espaces.queries.accounts import person_of_address
from espaces.queries.payers import paid_on
from espaces.rules.clock import calendar_day
from espaces.services.acts import record_act
from espaces.services.people import add_person, enrol_person
from espaces.services.subscribing import check_row, refuse_unless_possible, rest_of
from espaces.signals import team_left


@locking_transaction
def create_organisation(
    *, actor: Person, structure: Structure, manager: Person, day: date, **details: Any
) -> Customer:
    """A customer that pays for several persons; `manager`, the first of them, decides of its team."""
    customer = Customer(**details)
    check_row(customer)
    customer.save()
    CustomerMember.objects.create(customer=customer, person=manager, starts_on=day, manages=True)
    record_act(actor=actor, verb="organisation_created", target=customer, structure=structure.pk)
    return customer


@locking_transaction
def add_colleague(
    *, actor: Person, membership: Membership, first_name: str, last_name: str, email: str, now: datetime
) -> Person:
    """Somebody by his address: the login that proved it, or a new person who finds himself by signing up with it."""
    known = person_of_address(email)
    person = known or add_person(
        actor=actor,
        structure=membership.plan.structure,
        first_name=first_name,
        last_name=last_name,
        email=email,
    )
    add_to_team(actor=actor, membership=membership, person=person, now=now)
    return person


@locking_transaction
def add_to_team(*, actor: Person, membership: Membership, person: Person, now: datetime) -> None:
    """One more person shares the membership, as many as the plan has seats. Locks person, plan and membership."""
    person, plan = lock_person(person.pk), lock_plan(membership.plan_id)
    membership = lock_membership(membership.pk)
    membership.plan = plan
    today = calendar_day(now, membership.home_venue.zone)
    if membership.ends_on is not None and membership.ends_on <= today:
        raise Refused("over", _("This membership is over."))
    team = list(membership.persons.order_by("pk"))
    if person in team:
        raise Refused("already_member", _("This person already holds this plan at that time."))
    if len(team) >= plan.seats:
        raise Refused(
            "full",
            _("This membership is for %(seats)s persons: all seats are taken.") % {"seats": plan.seats},
        )
    refuse_unless_possible(rest_of(membership, today), [person], instead_of=membership)
    membership.persons.add(person)
    _pay_for(membership.customer, person, today)
    enrol_person(person=person, structure=plan.structure)
    record_act(actor=actor, verb="team_joined", target=membership, person=person.pk)


@locking_transaction
def remove_from_team(*, actor: Person, membership: Membership, person: Person, now: datetime) -> None:
    """The person's rights end today; what he has reserved stays, at the price without the membership."""
    lock_person(person.pk)
    membership = lock_membership(membership.pk)
    today = calendar_day(now, membership.home_venue.zone)
    if membership.persons.count() == 1:
        raise Refused("last_one", _("Somebody must hold the membership: end it instead."))
    held = Allotment.objects.filter(membership=membership, person=person).exclude(ends_on__lte=today)
    if held.exists():
        raise Refused("has_place", _("This person has a place of their own: ask a host to take it back."))
    membership.persons.remove(person)
    if not Membership.objects.active(today).filter(customer=membership.customer, persons=person).exists():
        _stop_paying_for(membership.customer, person, today)
    record_act(actor=actor, verb="team_left", target=membership, person=person.pk)
    team_left.send(sender=Membership, membership=membership, person=person, actor=actor, now=now)


def _pay_for(customer: Customer, person: Person, today: date) -> None:
    """The rows of who is paid for; a customer that is this very person needs none."""
    if customer.person_id == person.pk:
        return
    if not CustomerMember.objects.filter(paid_on(today), customer=customer, person=person).exists():
        CustomerMember.objects.create(customer=customer, person=person, starts_on=today)


def _stop_paying_for(customer: Customer, person: Person, today: date) -> None:
    """Who manages the team stays in it."""
    for row in CustomerMember.objects.filter(customer=customer, person=person, ends_on=None, manages=False):
        if row.starts_on >= today:
            row.delete()
            continue
        row.ends_on = today
        row.save(update_fields=["ends_on"])
