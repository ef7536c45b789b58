"""How much one person may hold: reservations or minutes, to come, per day or per ISO week (from Monday).

Days are booking days of the venue. A stay counts wholly on the day it begins, its closed gaps not counted.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from espaces.rules.intervals import Interval


class Period(StrEnum):
    FUTURE = "future"
    DAY = "day"
    WEEK = "week"


class Measure(StrEnum):
    RESERVATIONS = "reservations"
    MINUTES = "minutes"


@dataclass(frozen=True)
class Quota:
    """At most `limit`, on one resource or (None) on its whole venue."""

    limit: int
    period: Period
    measure: Measure = Measure.RESERVATIONS
    resource_id: int | None = None


@dataclass(frozen=True)
class Holding:
    """One reservation of the person, in a status that holds a place, past ones of the week included.

    `minutes` are those of its opening (`Stay.minutes`), `day` its booking day.
    """

    reservation_id: int
    venue_id: int
    resource_id: int
    kind: str
    interval: Interval
    day: date
    minutes: int


@dataclass(frozen=True)
class Exceeded:
    """A quota that the new stay would break; `used` is what the person has already."""

    quota: Quota
    used: int


def exceeded_quotas(
    quotas: Iterable[Quota], new: Holding, holdings: Iterable[Holding], now: datetime
) -> list[Exceeded]:
    """The quotas that `new` would break; `holdings` do not include it (nor the one it replaces)."""
    others = [holding for holding in holdings if holding.venue_id == new.venue_id]
    exceeded = []
    for quota in quotas:
        if not _counts(quota, new, new, now):
            continue
        used = sum(_amount(quota, holding) for holding in others if _counts(quota, holding, new, now))
        if used + _amount(quota, new) > quota.limit:
            exceeded.append(Exceeded(quota, used))
    return exceeded


def _amount(quota: Quota, holding: Holding) -> int:
    return holding.minutes if quota.measure is Measure.MINUTES else 1


def _counts(quota: Quota, holding: Holding, new: Holding, now: datetime) -> bool:
    """A stay under way is no longer to come: it neither counts nor is refused as one too many."""
    if quota.resource_id is not None and holding.resource_id != quota.resource_id:
        return False
    if quota.period is Period.FUTURE:
        return holding.interval.start > now
    if quota.period is Period.DAY:
        return holding.day == new.day
    return monday_of(holding.day) == monday_of(new.day)


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())
