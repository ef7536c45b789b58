"""What the end of a membership does to its opened period and to the units it gave: closed, or restored."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from espaces.errors import Refused
from espaces.locks import locking_transaction
from espaces.models import Membership, Person
from espaces.rules.clock import calendar_day
from reservations.locks import lock_grants, lock_periods
from reservations.models import Grant, MembershipPeriod, Use
from reservations.queries.periods import FROM_END, grants_of_membership


@locking_transaction
def follow_end(*, membership: Membership, actor: Person | None, now: datetime) -> None:
    """Brings periods and units in line with the end of the membership; done twice, it changes nothing more.

    An opened period is closed on that day. Units that would outlive the membership are ended: what is left of
    them counts until its end only. An ending taken back gives them back. The lock of the membership is held;
    this locks its periods, then its grants.
    """
    _close_periods(lock_periods(membership.pk), membership.ends_on)
    grants = grants_of_membership(membership)
    lock_grants(grants.values_list("pk", flat=True))
    _give_back(membership, grants.filter(origin_kind=FROM_END), actor, now)
    if membership.ends_on is not None:
        lasting = grants.filter(Q(valid_to=None) | Q(valid_to__gt=membership.ends_on))
        _end_units(membership, lasting, membership.ends_on, actor, now)


def _close_periods(rows: Iterable[MembershipPeriod], ends_on: date | None) -> None:
    """Raises Refused when an ending is taken back after a period was already counted to it only."""
    for row in rows:
        cut = row.ends_on < row.full_ends_on and row.closed_on is None
        if cut and (ends_on is None or ends_on > row.ends_on):
            raise Refused(
                "period_counted",
                _("The last period was already counted to that end: begin a new membership instead."),
            )
        closed_on = max(ends_on, row.starts_on) if ends_on is not None and ends_on < row.ends_on else None
        if row.closed_on != closed_on:
            row.closed_on = closed_on
            row.save(update_fields=["closed_on"])


def _end_units(
    membership: Membership, grants: Iterable[Grant], ends_on: date, actor: Person | None, now: datetime
) -> None:
    today = calendar_day(now, membership.home_venue.zone)
    for grant in _with_something_left(grants):
        _write(grant, grant.balance, ends_on, _("end of the membership"), actor, now)
        if max(today, grant.valid_from) < ends_on:
            _replace(membership, grant, ends_on, actor, now)


def _replace(membership: Membership, grant: Any, ends_on: date, actor: Person | None, now: datetime) -> None:
    """The same units until the end only. A grant may be replaced again, when the end moves again."""
    before = Use.objects.filter(grant=grant, kind=Use.Kind.ENDED, amount__gt=0).count()
    replacing = Grant.objects.create(
        unit=grant.unit,
        person=grant.person,
        customer=grant.customer,
        amount=grant.balance,
        valid_from=grant.valid_from,
        valid_to=ends_on,
        cap_per_person=grant.cap_per_person,
        origin=Grant.Origin.PERIOD,
        origin_kind=FROM_END,
        origin_id=f"{membership.pk}/{grant.pk}/{before}",
        made_by=actor,
        made_at=now,
    )
    replacing.venues.set(grant.venues.order_by("pk"))


def _give_back(
    membership: Membership, replacing: Iterable[Grant], actor: Person | None, now: datetime
) -> None:
    """What is left of a replacement returns to what it replaced, when the end has moved away from its own."""
    for grant in _with_something_left(replacing):
        if grant.valid_to == membership.ends_on:
            continue
        original = Grant.objects.get(pk=int(grant.origin_id.split("/")[1]))
        reason = _("the end of the membership has moved")
        _write(grant, grant.balance, grant.valid_from, reason, actor, now)
        _write(original, -grant.balance, grant.valid_from, reason, actor, now)


def _with_something_left(grants: Iterable[Grant]) -> list[Any]:
    """The same rows with their `balance`."""
    rows = Grant.objects.filter(pk__in=[grant.pk for grant in grants]).with_balance().order_by("pk")
    return list(rows.filter(balance__gt=0).select_related("unit", "person", "customer"))


def _write(
    grant: Grant, amount: Decimal, day: date, reason: str, actor: Person | None, now: datetime
) -> None:
    Use.objects.create(
        grant=grant,
        kind=Use.Kind.ENDED,
        amount=amount,
        day=day,
        reason=reason,
        made_by=actor,
        made_at=now,
    )
