"""What a plan gives to one member: the version of the day he agreed on, or one of which all were told since."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from datetime import date

from espaces.models import ForMembers, Membership, Plan, PlanAllowance
from espaces.rules.for_members import version_for


def versions_for[T: ForMembers](
    rows: Iterable[T], agreed_on: date, day: date, *, each: Callable[[T], Hashable]
) -> list[T]:
    """Of the versions of a plan, the one that holds of each (unit, kind…), in the order of `rows`."""
    by_key: dict[Hashable, list[T]] = {}
    for row in rows:
        by_key.setdefault(each(row), []).append(row)
    found = (version_for(versions, agreed_on, day) for versions in by_key.values())
    return [row for row in found if row is not None]


def allowances_for(membership: Membership, day: date) -> list[PlanAllowance]:
    """What each period that begins on `day` gives. Reads `plan.allowances` as prefetched, when it was."""
    return _allowances(membership.plan, membership.agreed_on, day)


def allowances_offered(plan: Plan, day: date) -> list[PlanAllowance]:
    """What the periods of who agrees on `day` give."""
    return _allowances(plan, day, day)


def _allowances(plan: Plan, agreed_on: date, day: date) -> list[PlanAllowance]:
    rows = sorted(plan.allowances.all(), key=lambda row: row.pk)
    return versions_for(rows, agreed_on, day, each=lambda row: row.unit_id)
