"""How a membership comes into being: agreed by the person online, or by a host for the person."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from espaces.errors import Refused
from espaces.locks import lock_person, lock_plan, locking_transaction
from espaces.models import TERMS, Customer, Membership, Person, PersonDocument, Plan, Venue
from espaces.queries.payers import payers_of
from espaces.queries.plan_terms import terms_of
from espaces.queries.plans import plan_valid_at
from espaces.rules.clock import calendar_day
from espaces.rules.memberships import first_overlap, most_at_once
from espaces.rules.plan_terms.periods import first_day, period_number, term_end
from espaces.services.acts import record_act
from espaces.services.people import enrol_person


@locking_transaction
def subscribe(
    *,
    actor: Person | None,
    plan: Plan,
    person: Person,
    home_venue: Venue,
    now: datetime,
    asked_on: date | None = None,
    ends_on: date | None = None,
    customer: Customer | None = None,
    online: bool = False,
    agreement: dict[str, Any] | None = None,
    begun_elsewhere_on: date | None = None,
) -> Membership:
    """Begins a membership on `asked_on` (today unless said), or on the next boundary where it is indivisible.

    The person pays unless `customer`, which already pays for the person, is named. `online`: the person asks,
    and only for what is offered so. `agreement`: what was shown before agreeing, kept as it was.
    `begun_elsewhere_on`: taken over from another tool: its rhythm, its term and its commitment run since that day.
    The terms are copied from the plan as it is now. Locks the person, then the plan: who sells its last place
    and who counts them wait for each other.
    """
    person, plan = lock_person(person.pk), lock_plan(plan.pk)
    today = calendar_day(now, home_venue.zone)
    asked_on = asked_on or today
    refuse_unless_offered(plan, online=online)
    if online and asked_on < today:
        raise Refused("in_the_past", _("It cannot begin in the past."))
    membership = draft_membership(plan, home_venue, asked_on, agreed_on=today, ends_on=ends_on)
    if begun_elsewhere_on is not None:
        _take_over(membership, begun_elsewhere_on)
    membership.customer = payer_for(person, customer, membership.starts_on)
    membership.agreed_by, membership.agreement = actor, agreement or {}
    refuse_unless_possible(membership, [person])
    check_row(membership)
    membership.save()
    membership.persons.add(person)
    enrol_person(person=person, structure=plan.structure)
    record_act(actor=actor, verb="membership_given", target=membership, person=person.pk)
    return membership


def draft_membership(
    plan: Plan, home_venue: Venue, asked_on: date, *, agreed_on: date, ends_on: date | None = None
) -> Membership:
    """Not saved and without customer: what a membership agreed today would be."""
    terms = terms_of(plan)
    starts_on = first_day(terms, asked_on)
    term = term_end(terms, starts_on)
    if term is not None:
        ends_on = min(ends_on, term) if ends_on else term
    return Membership(
        plan=plan,
        home_venue=home_venue,
        starts_on=starts_on,
        ends_on=ends_on,
        anchor_on=starts_on,
        agreed_on=agreed_on,
        **{field: getattr(plan, field) for field in TERMS},
    )


def _take_over(membership: Membership, begun_on: date) -> None:
    membership.anchor_on = begun_on
    terms = terms_of(membership)
    membership.ends_on = term_end(terms, begun_on)
    served = period_number(terms, begun_on, membership.starts_on)
    membership.commitment = max(0, membership.commitment - served)


def payer_for(person: Person, customer: Customer | None, day: date) -> Customer:
    if customer is None:
        return Customer.objects.get_or_create(person=person)[0]
    if not payers_of(person, day).filter(pk=customer.pk).exists():
        raise Refused("not_paid_for", _("This customer does not pay for this person on that day."))
    return customer


def refuse_unless_offered(plan: Plan, *, online: bool) -> None:
    if plan.archived_at:
        raise Refused("plan_archived", _("This plan is no longer offered."))
    if online and not plan.offered_online:
        raise Refused("not_online", _("This plan is given by the hosts only: ask them."))


def refuse_unless_possible(
    membership: Membership, persons: list[Person], *, instead_of: Membership | None = None
) -> None:
    """Everything that a plan asks of its members, and of itself; `instead_of` ends on the day this one begins.

    The caller holds the lock of the plan.
    """
    plan, day = membership.plan, membership.starts_on
    if not plan_valid_at(plan, membership.home_venue, day):
        raise Refused("plan_elsewhere", _("This plan is not valid at this venue."))
    if len(persons) > plan.seats:
        raise Refused("too_many", _("This plan is for fewer persons."))
    same_plan = Membership.objects.filter(plan=plan).order_by("pk")
    if instead_of is not None:
        same_plan = same_plan.exclude(pk=instead_of.pk)
    for person in persons:
        if first_overlap(membership, same_plan.filter(persons=person)):
            raise Refused("already_member", _("This person already holds this plan at that time."))
        _refuse_without_association(membership, person)
        _refuse_without_proof(plan, person, day)
    if plan.sold_at_most is not None and most_at_once(membership, same_plan) >= plan.sold_at_most:
        raise Refused(
            "sold_out",
            _("All places of this plan are taken: %(count)s are sold at most.")
            % {"count": plan.sold_at_most},
        )


def rest_of(membership: Membership, today: date) -> Membership:
    """The same from today on, not saved: what was, has no bearing any more."""
    return Membership(
        plan=membership.plan,
        customer=membership.customer,
        home_venue=membership.home_venue,
        starts_on=max(today, membership.starts_on),
        ends_on=membership.ends_on,
    )


def _refuse_without_association(membership: Membership, person: Person) -> None:
    """Held by the person or by who pays; its own end does not matter: it is renewed as it comes."""
    required = membership.plan.requires
    if required is None:
        return
    held = Membership.objects.active(membership.starts_on).filter(plan=required)
    by_payer = membership.customer_id and held.filter(customer=membership.customer_id).exists()
    if not (by_payer or held.filter(persons=person).exists()):
        raise Refused(
            "requires", _("This plan is only for holders of “%(plan)s”: begin there.") % {"plan": required}
        )


def _refuse_without_proof(plan: Plan, person: Person, day: date) -> None:
    if plan.reduced_audience_id is None:
        return
    proofs = PersonDocument.objects.filter(
        person=person, audience=plan.reduced_audience_id, valid_from__lte=day, valid_to__gt=day
    )
    if not proofs.exists():
        raise Refused(
            "no_proof",
            _("A host must first have seen a valid proof: %(audience)s.")
            % {"audience": plan.reduced_audience},
        )


def check_row(row: Any) -> None:
    try:
        row.full_clean(exclude=["persons"])
    except ValidationError as error:
        raise Refused("invalid", " ".join(error.messages)) from None
