"""Periods of memberships, opened on the day they begin with the units they give."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import batched

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from espaces.locks import lock_memberships, locking_transaction
from espaces.models import Membership, MembershipPause, Person, Plan, PlanAllowance
from espaces.queries.for_members import allowances_for
from espaces.queries.plan_terms import terms_of
from espaces.rules.clock import calendar_day
from espaces.rules.plan_terms.periods import boundary, periods
from espaces.rules.plan_terms.proration import prorated_allowance
from espaces.rules.plan_terms.terms import Period
from reservations.models import Grant, MembershipPeriod
from reservations.queries.periods import FROM_PERIOD, last_periods, memberships_without_period

logger = logging.getLogger(__name__)
AT_ONCE = 200
"""Memberships in one transaction: few enough to hold few locks, enough to share their queries."""


@dataclass
class Opened:
    """A period not yet written, with its grants. The numbers of both are known once they are."""

    row: MembershipPeriod
    grants: list[Grant] = field(default_factory=list)
    only_at: tuple[int, ...] = ()


def open_due_periods(now: datetime | None = None) -> int:
    """Opens every period that has begun; returns how many. A second run, or one at the same time, opens nothing more.

    Two hundred memberships share a transaction. Where one of them fails, these are tried one by one and the
    failing one is left, with its reason in the log, to the next run.
    """
    now = now or timezone.now()
    due = memberships_without_period(now).order_by("pk").values_list("pk", flat=True)
    opened = 0
    for ids in batched(list(due), AT_ONCE):
        try:
            opened += len(_open(ids, now))
        except Exception:
            logger.exception("periods of memberships %s to %s are opened one by one", ids[0], ids[-1])
            opened += sum(_open_alone(pk, now) for pk in ids)
    return opened


def _open_alone(membership_id: int, now: datetime) -> int:
    try:
        return len(_open([membership_id], now))
    except Exception:
        logger.exception("no period could be opened for membership %s", membership_id)
        return 0


def open_period(membership: Membership, day: date, *, now: datetime) -> MembershipPeriod | None:
    """The period of `day`, opened if nobody has done so, and those before it; None where there is none.

    For who cannot wait for the night: the page after an agreement, a booking. Nothing is opened ahead of its day.
    """
    open_periods_of([membership.pk], now=now)
    return MembershipPeriod.objects.filter(membership=membership, starts_on__lte=day, ends_on__gt=day).first()


def open_periods_of(membership_ids: Iterable[int], *, now: datetime) -> None:
    """Locks only where something is missing, so that pages may ask each time."""
    due = memberships_without_period(now).filter(pk__in=list(membership_ids))
    missing = list(due.order_by("pk").values_list("pk", flat=True))
    if missing:
        _open(missing, now)


def open_periods_for(person: Person, *, now: datetime) -> None:
    """Of all memberships the person shares. To be asked before any other lock is taken."""
    open_periods_of(Membership.objects.filter(persons=person).values_list("pk", flat=True), now=now)


@locking_transaction
def _open(ids: Iterable[int], now: datetime) -> list[MembershipPeriod]:
    """Locks the memberships: whoever ends or pauses one of them, or opens the same periods, waits."""
    lock_memberships(ids)
    memberships = list(_with_what_is_needed(ids))
    known = last_periods(ids)
    opened = [
        one for membership in memberships for one in _missing(membership, known.get(membership.pk), now)
    ]
    rows = MembershipPeriod.objects.bulk_create(one.row for one in opened)
    _write_grants(opened)
    return rows


def _with_what_is_needed(ids: Iterable[int]) -> QuerySet[Membership]:
    allowances = PlanAllowance.objects.select_related("unit").order_by("pk")
    return (
        Membership.objects.filter(pk__in=list(ids))
        .select_related("plan", "home_venue")
        .prefetch_related(
            Prefetch("plan__allowances", allowances),
            "plan__venues",
            Prefetch("pauses", MembershipPause.objects.order_by("starts_on")),
            Prefetch("persons", Person.objects.order_by("pk")),
        )
        .order_by("pk")
    )


def _missing(membership: Membership, last: MembershipPeriod | None, now: datetime) -> Iterator[Opened]:
    """What has begun at the clock of the home venue since the last period opened."""
    tomorrow = calendar_day(now, membership.home_venue.zone) + timedelta(days=1)
    following = last.number + 1 if last else 0
    terms = terms_of(membership)
    for period in periods(terms, membership.starts_on, tomorrow, membership.ends_on, from_number=following):
        yield _opened(membership, period, now)


def _opened(membership: Membership, period: Period, now: datetime) -> Opened:
    row = MembershipPeriod(
        membership=membership,
        number=period.number,
        starts_on=period.starts_on,
        ends_on=period.ends_on,
        full_starts_on=period.full_starts_on,
        full_ends_on=period.full_ends_on,
        paused=any(pause.starts_on <= period.starts_on < pause.ends_on for pause in membership.pauses.all()),
        opened_at=now,
    )
    if row.paused:
        return Opened(row)
    allowances = allowances_for(membership, period.starts_on)
    grants = [_grant(membership, period, allowance, now) for allowance in allowances]
    return Opened(row, grants, _only_at(membership))


def _grant(membership: Membership, period: Period, allowance: PlanAllowance, now: datetime) -> Grant:
    """To the payer, shared by his persons, where the plan is for several; else to its one person."""
    shared = membership.plan.seats > 1
    person = None if shared else next(iter(membership.persons.all()), None)
    return Grant(
        unit=allowance.unit,
        person=person,
        customer_id=membership.customer_id if person is None else None,
        amount=prorated_allowance(allowance.amount, period, allowance.unit.step),
        valid_from=period.starts_on,
        valid_to=_valid_to(membership, period, allowance.carry_over),
        cap_per_person=allowance.cap_per_person if person is None else None,
        origin=Grant.Origin.PERIOD,
        origin_kind=FROM_PERIOD,
        made_at=now,
    )


def _valid_to(membership: Membership, period: Period, carry_over: int) -> date:
    """The end of the period, or of the last one into which what is left is carried over; never beyond the end."""
    if not carry_over:
        return period.ends_on
    until = boundary(terms_of(membership), membership.starts_on, period.number + 1 + carry_over)
    return min(until, membership.ends_on) if membership.ends_on else until


def _only_at(membership: Membership) -> tuple[int, ...]:
    match membership.plan.scope:
        case Plan.Scope.HOME:
            return (membership.home_venue_id,)
        case Plan.Scope.LIST:
            return tuple(venue.pk for venue in membership.plan.venues.all())
        case _:
            return ()


def _write_grants(opened: Iterable[Opened]) -> None:
    """Numbered after their periods, which makes a second grant of the same period impossible."""
    pairs = [(grant, one) for one in opened for grant in one.grants]
    for grant, one in pairs:
        grant.origin_id = str(one.row.pk)
    Grant.objects.bulk_create(grant for grant, _one in pairs)
    only_at = Grant.venues.through
    only_at.objects.bulk_create(
        only_at(grant_id=grant.pk, venue_id=venue_id) for grant, one in pairs for venue_id in one.only_at
    )
