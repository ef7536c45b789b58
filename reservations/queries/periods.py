"""What is known of the periods of memberships."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Least

from espaces.models import Membership, MembershipPause, Person, Plan, PlanAllowance, Venue
from espaces.rules.clock import calendar_day
from reservations.models import Grant, MembershipPeriod

FROM_PERIOD = MembershipPeriod._meta.label_lower
FROM_END = "membership_end"
"""Where the units of a membership come from: `origin_kind` of their grants."""


def awaits_its_period(person: Person, venue: Venue, day: date) -> bool:
    """Whether a membership of the person will give units on `day`, in a period that is not opened yet."""
    return memberships_awaiting(person, venue, day).exists()


def memberships_awaiting(person: Person, venue: Venue, day: date) -> QuerySet[Membership]:
    """Those that cover `day` by a period that is not opened yet, and give units."""
    covering = Q(starts_on__lte=day, ends_on__gt=day, membership=OuterRef("pk"))
    memberships = Membership.objects.active(day).filter(
        ~Exists(MembershipPeriod.objects.filter(covering)),
        ~Exists(MembershipPause.objects.filter(covering)),
        Exists(PlanAllowance.objects.filter(plan=OuterRef("plan"))),
        persons=person,
    )
    return memberships.filter(
        Q(home_venue=venue)
        | Q(plan__scope="network")
        | Q(plan__scope="list", plan__in=Plan.objects.filter(venues=venue))
    ).order_by("pk")


def memberships_without_period(now: datetime) -> QuerySet[Membership]:
    """Those of which a period has begun, at the clock of the home venue, and is not opened yet.

    A period that reaches the end of its membership, or was closed at it, is the last one.
    """
    due = Q(pk__in=[])
    for day, zones in _zones_by_day(now).items():
        tomorrow = day + timedelta(days=1)
        reaching = MembershipPeriod.objects.filter(
            membership=OuterRef("pk"), ends_on__gte=Least(tomorrow, OuterRef("ends_on"))
        )
        due |= Q(~Exists(reaching), home_venue__time_zone__in=zones, starts_on__lte=day)
    return Membership.objects.filter(due)


def _zones_by_day(now: datetime) -> dict[date, list[str]]:
    """What day it is where there are venues."""
    found: dict[date, list[str]] = {}
    for zone in Venue.objects.order_by("time_zone").values_list("time_zone", flat=True).distinct():
        found.setdefault(calendar_day(now, ZoneInfo(zone)), []).append(zone)
    return found


def last_periods(membership_ids: Iterable[int]) -> dict[int, MembershipPeriod]:
    """By membership, the last one opened."""
    rows = MembershipPeriod.objects.filter(membership__in=list(membership_ids))
    latest = rows.order_by("membership", "-number").distinct("membership")
    return {row.membership_id: row for row in latest}


def periods_after(membership: Membership, day: date) -> QuerySet[MembershipPeriod]:
    """Opened periods that go on after `day`, or were closed once."""
    rows = MembershipPeriod.objects.filter(membership=membership)
    return rows.filter(Q(ends_on__gt=day) | Q(closed_on__isnull=False)).order_by("pk")


def grants_of_membership(membership: Membership) -> QuerySet[Grant]:
    """What its periods gave, and what replaced a part of it when its end came nearer."""
    numbers = MembershipPeriod.objects.filter(membership=membership).values_list("pk", flat=True)
    given = Q(origin_kind=FROM_PERIOD, origin_id__in=[str(pk) for pk in numbers])
    replaced = Q(origin_kind=FROM_END, origin_id__startswith=f"{membership.pk}/")
    return Grant.objects.filter(given | replaced, origin=Grant.Origin.PERIOD).order_by("pk")


def grants_of_memberships(membership_ids: Collection[int], day: date) -> dict[int, list[Any]]:
    """By membership, what is left and counts on `day`: rows of Grant with `balance`. Two queries."""
    rows = MembershipPeriod.objects.filter(membership__in=membership_ids)
    membership_of = {str(pk): membership for pk, membership in rows.values_list("pk", "membership")}
    given = Q(origin_kind=FROM_PERIOD, origin_id__in=list(membership_of))
    replaced = Q(pk__in=[])
    for pk in membership_ids:
        replaced |= Q(origin_kind=FROM_END, origin_id__startswith=f"{pk}/")
    grants = Grant.objects.valid_on(day).filter(given | replaced).with_balance().filter(balance__gt=0)
    found: dict[int, list[Any]] = {}
    for grant in grants.select_related("unit").order_by("valid_to", "pk"):
        membership_id = membership_of.get(grant.origin_id) or int(grant.origin_id.partition("/")[0])
        found.setdefault(membership_id, []).append(grant)
    return found
