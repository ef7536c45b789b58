"""How a membership changes, pauses and ends. Its dates follow the terms that were agreed; a host may go beyond.

Every service locks the membership: its end, its pauses and the opening of its periods wait for one another.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from espaces.errors import Refused
from espaces.locks import lock_membership, lock_persons, lock_plan, lock_resources, locking_transaction
from espaces.models import Allotment, Membership, MembershipPause, Person, Plan
from espaces.queries.plan_terms import terms_of
from espaces.rules.clock import calendar_day
from espaces.rules.memberships import lies_within
from espaces.rules.plan_terms.changes import change_at_boundary
from espaces.rules.plan_terms.leaving import committed_until, earliest_end
from espaces.rules.plan_terms.pauses import pausable_periods
from espaces.rules.plan_terms.periods import first_day, term_end
from espaces.rules.plan_terms.terms import Period
from espaces.services.acts import record_act
from espaces.services.subscribing import (
    check_row,
    draft_membership,
    refuse_unless_offered,
    refuse_unless_possible,
    rest_of,
)
from espaces.signals import membership_ended, membership_paused

PAUSED_AHEAD_YEARS = 1


@locking_transaction
def leave_membership(*, actor: Person, membership: Membership, now: datetime) -> date:
    """The person asks to leave: it ends on the first day that the terms allow, which is returned."""
    membership = lock_membership(membership.pk)
    refuse_if_ending(membership)
    today = calendar_day(now, membership.home_venue.zone)
    end = earliest_end(terms_of(membership), membership.starts_on, today)
    _end(actor, membership, end.on, today, now)
    return end.on


@locking_transaction
def end_membership(
    *, actor: Person, membership: Membership, ends_on: date, now: datetime, reason: str = ""
) -> None:
    """A host ends it; `ends_on` is the first day without the rights. Before the terms allow it, a reason is due."""
    membership = lock_membership(membership.pk)
    if membership.ends_on is not None and ends_on > membership.ends_on:
        raise Refused("ends_before", _("It ends earlier: take that ending back first."))
    today = calendar_day(now, membership.home_venue.zone)
    if not reason and ends_on < earliest_end(terms_of(membership), membership.starts_on, today).on:
        raise Refused(
            "too_early", _("The terms agreed do not allow it so early: say why it ends all the same.")
        )
    _end(actor, membership, ends_on, today, now, reason)


def _end(
    actor: Person, membership: Membership, ends_on: date, today: date, now: datetime, reason: str = ""
) -> None:
    """The places given with it end the same day. The lock of the membership is held; locks the resources."""
    allotments = Allotment.objects.filter(membership=membership)
    lock_resources(allotments.values_list("place__resource_id", flat=True))
    membership.ends_on, membership.leaving_asked_on = ends_on, today
    check_row(membership)
    membership.save(update_fields=["ends_on", "leaving_asked_on"])
    for allotment in allotments.order_by("pk"):
        if lies_within(allotment, membership):
            continue
        if allotment.starts_on >= ends_on:
            raise Refused(
                "place_later", _("A place is given to this membership after that day: end it first.")
            )
        allotment.ends_on = ends_on
        allotment.save(update_fields=["ends_on"])
    details = {"ends_on": ends_on.isoformat()} | ({"reason": reason} if reason else {})
    record_act(actor=actor, verb="membership_ended", target=membership, **details)
    membership_ended.send(sender=Membership, membership=membership, actor=actor, now=now)


@locking_transaction
def take_ending_back(*, actor: Person, membership: Membership, now: datetime) -> None:
    """As if nobody had asked to leave, up to the day before it ends; a pass keeps its own end.

    Refused when somebody else has taken the place of a plan sold in small number meanwhile.

    Places that ended with it are given anew by a host.
    """
    plan = lock_plan(membership.plan_id)
    membership = lock_membership(membership.pk)
    today = calendar_day(now, membership.home_venue.zone)
    if membership.leaving_asked_on is None or membership.ends_on is None or membership.ends_on <= today:
        raise Refused("not_leaving", _("Nobody has asked for the end of this membership, or it is over."))
    if Membership.objects.filter(replaces=membership).exists():
        raise Refused("replaced", _("Another membership follows this one."))
    membership.plan = plan
    membership.ends_on = term_end(terms_of(membership), membership.starts_on)
    membership.leaving_asked_on = None
    others = list(membership.persons.order_by("pk"))
    refuse_unless_possible(rest_of(membership, today), others, instead_of=membership)
    membership.save(update_fields=["ends_on", "leaving_asked_on"])
    record_act(actor=actor, verb="membership_ending_taken_back", target=membership)
    membership_ended.send(sender=Membership, membership=membership, actor=actor, now=now)


@locking_transaction
def change_plan(
    *,
    actor: Person,
    membership: Membership,
    plan: Plan,
    now: datetime,
    at_once: bool = False,
    online: bool = False,
    agreement: dict[str, Any] | None = None,
) -> Membership:
    """Ends the membership and begins one of another plan, at the next boundary or at once. Same payer, same persons.

    The anniversary stays, so that the rhythm does. Online, not before the end of the commitment.
    """
    lock_persons(membership.persons.values_list("pk", flat=True))
    plan = lock_plan(plan.pk)
    membership = lock_membership(membership.pk)
    refuse_if_ending(membership)
    refuse_unless_offered(plan, online=online)
    if plan.pk == membership.plan_id:
        raise Refused("same_plan", _("This is already the plan."))
    today = calendar_day(now, membership.home_venue.zone)
    day = day_of_change(membership, plan, today, at_once=at_once, online=online)
    follower = draft_membership(plan, membership.home_venue, day, agreed_on=today)
    follower.customer, follower.replaces = membership.customer, membership
    follower.anchor_on = membership.anchor_on if follower.anchor == Plan.Anchor.ANNIVERSARY else day
    follower.agreed_by, follower.agreement = actor, agreement or {}
    _end(actor, membership, day, today, now)
    persons = list(membership.persons.order_by("pk"))
    refuse_unless_possible(follower, persons, instead_of=membership)
    check_row(follower)
    follower.save()
    follower.persons.set(persons)
    record_act(actor=actor, verb="plan_of_member_changed", target=follower, replaces=membership.pk)
    return follower


def day_of_change(membership: Membership, plan: Plan, today: date, *, at_once: bool, online: bool) -> date:
    """The first day of the new plan. Raises Refused where there is none."""
    terms = terms_of(membership)
    if today < membership.starts_on or (at_once and today == membership.starts_on):
        raise Refused("not_begun", _("It has not begun: end it, and begin the other one instead."))
    committed = committed_until(terms, membership.starts_on) if online else None
    if at_once:
        if committed and today < committed:
            raise Refused("committed", _("You are committed to this plan: change at the end, or ask a host."))
        day = today
    else:
        day = _boundary_of_change(membership, today, committed)
    if first_day(terms_of(plan), day) != day:
        raise Refused(
            "indivisible",
            _("That plan only begins with one of its periods, not on that day: change at a later boundary."),
        )
    return day


def _boundary_of_change(membership: Membership, today: date, committed: date | None) -> date:
    day = change_at_boundary(terms_of(membership), membership.starts_on, today)
    return max(day, committed) if committed else day


@locking_transaction
def pause_membership(
    *, actor: Person, membership: Membership, first_days: Iterable[date], now: datetime
) -> list[MembershipPause]:
    """Pauses the whole periods that begin on these days: no charge, no allowance, no member price meanwhile."""
    membership = lock_membership(membership.pk)
    made = [_pause(actor, membership, first_day, now) for first_day in sorted(set(first_days))]
    membership_paused.send(sender=Membership, membership=membership, actor=actor, now=now)
    return made


def _pause(actor: Person, membership: Membership, first_day: date, now: datetime) -> MembershipPause:
    possible = periods_to_pause(membership, calendar_day(now, membership.home_venue.zone))
    period = next((one for one in possible if one.starts_on == first_day), None)
    if period is None:
        raise Refused("no_pause", _("This period cannot be paused, or no pause is left this year."))
    pause = MembershipPause(
        membership=membership, starts_on=period.starts_on, ends_on=period.ends_on, asked_by=actor
    )
    check_row(pause)
    pause.save()
    record_act(actor=actor, verb="membership_paused", target=membership, starts_on=first_day.isoformat())
    return pause


def periods_to_pause(membership: Membership, today: date) -> list[Period]:
    """Whole periods to come within a year, each of which may be paused by the terms."""
    return pausable_periods(
        terms_of(membership),
        membership.starts_on,
        today,
        list(MembershipPause.objects.filter(membership=membership).values_list("starts_on", flat=True)),
        until=date(today.year + PAUSED_AHEAD_YEARS, today.month, 1),
        ends_on=membership.ends_on,
    )


@locking_transaction
def take_pause_back(*, actor: Person, pause: MembershipPause, now: datetime) -> None:
    """Until the day before it begins."""
    membership = lock_membership(pause.membership_id)
    if pause.starts_on <= calendar_day(now, membership.home_venue.zone):
        raise Refused("pause_begun", _("This pause has begun."))
    pause.delete()
    record_act(actor=actor, verb="pause_taken_back", target=membership, starts_on=pause.starts_on.isoformat())
    membership_paused.send(sender=Membership, membership=membership, actor=actor, now=now)


def refuse_if_ending(membership: Membership) -> None:
    if membership.leaving_asked_on is not None:
        raise Refused("ending", _("The end of this membership has already been asked for."))
    if not membership.renews:
        raise Refused("pass", _("This is a pass: it ends by itself."))
