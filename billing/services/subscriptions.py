"""Agreeing to a plan with its price: the membership, the amount chosen, its first period."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from billing.models import MembershipAmount
from billing.queries.plan_offers import as_agreement, offer_of
from billing.queries.plan_prices import price_offered
from billing.rules.plan_terms_in_words import offer_in_words
from espaces.errors import Refused
from espaces.locks import lock_persons, locking_transaction
from espaces.models import Customer, Membership, Person, Plan, Venue
from espaces.rules.clock import calendar_day
from espaces.services.memberships import change_plan
from espaces.services.subscribing import subscribe
from reservations.services.periods import open_period


@locking_transaction
def agree_to_plan(
    *,
    actor: Person,
    plan: Plan,
    person: Person,
    home_venue: Venue,
    now: datetime,
    asked_on: date,
    customer: Customer | None = None,
    online: bool = False,
    chosen: Decimal | None = None,
) -> Membership:
    """The terms kept are those of this instant. The first period is opened at once when it begins today.

    Locks as `subscribe` does, then the membership. `chosen`: a free amount, not below the least.
    """
    today = calendar_day(now, home_venue.zone)
    refuse_amount(plan, chosen, today)
    offer = offer_of(plan, asked_on, today, chosen=chosen)
    membership = subscribe(
        actor=actor,
        plan=plan,
        person=person,
        home_venue=home_venue,
        now=now,
        asked_on=asked_on,
        customer=customer,
        online=online,
        agreement=as_agreement(offer, offer_in_words(offer)),
    )
    if chosen is not None:
        MembershipAmount.objects.create(membership=membership, amount=chosen)
    open_period(membership, today, now=now)
    return membership


@locking_transaction
def change_to_plan(
    *,
    actor: Person,
    membership: Membership,
    plan: Plan,
    now: datetime,
    day: date,
    at_once: bool = False,
    online: bool = False,
) -> Membership:
    """From one plan to another: see `change_plan`, which takes the same locks. `day` is that of the change as it was
    shown."""
    lock_persons(membership.persons.values_list("pk", flat=True))
    today = calendar_day(now, membership.home_venue.zone)
    open_period(membership, today, now=now)
    offer = offer_of(plan, day, today, anchor_on=kept_rhythm(membership, plan), joins=False)
    follower = change_plan(
        actor=actor,
        membership=membership,
        plan=plan,
        now=now,
        at_once=at_once,
        online=online,
        agreement=as_agreement(offer, offer_in_words(offer)),
    )
    if follower.starts_on != day:
        raise Refused("day_passed", _("The day of the change has moved: look at it again."))
    open_period(follower, today, now=now)
    return follower


def kept_rhythm(membership: Membership, plan: Plan) -> date | None:
    return membership.anchor_on if plan.anchor == Plan.Anchor.ANNIVERSARY else None


def refuse_amount(plan: Plan, chosen: Decimal | None, today: date) -> None:
    price = price_offered(plan, today)
    if chosen is None:
        return
    if price is None or not price.free_amount:
        raise Refused("not_free", _("The amount of this plan is not for you to choose."))
    if chosen < price.amount:
        raise Refused("below_least", _("The amount is below the least that is asked."))
