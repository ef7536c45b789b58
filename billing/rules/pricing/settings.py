"""The settings of a price list, as the rules read them. What each means is told in `templates/billing/prices`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from enum import StrEnum

EVERY_DAY = frozenset(range(7))


class TimeUnit(StrEnum):
    HOUR = "hour"
    HALF_DAY = "half_day"
    DAY = "day"
    WEEK = "week"
    WINDOW = "window"
    """A fixed price for any stay inside hours of the clock: students from 17:00 to 20:00."""


class HalfDayBy(StrEnum):
    CLOCK = "clock"
    """The venue's boundary decides: 11:00-14:30 is two half-days."""
    DURATION = "duration"
    """The minutes of the whole day decide: up to `half_day_minutes` one half-day, beyond a day."""


class Combination(StrEnum):
    CHEAPEST = "cheapest"
    """The lowest of what covers the whole day, whatever the order of the clicks."""
    CHOSEN = "chosen"
    """Each reservation by itself, in the unit that was chosen."""


class Part(StrEnum):
    STARTED = "started"
    """Each started step is due in full."""
    PRO_RATA = "pro_rata"
    """By the minute, after a first unit in full when `first_amount` is set."""


class Audience(StrEnum):
    EVERYBODY = "everybody"
    FIRST_VISIT = "first_visit"
    ASSOCIATION = "association"
    PLAN = "plan"
    REDUCED = "reduced"
    CUSTOMER = "customer"


@dataclass(frozen=True)
class Tariff:
    """One price to which the person is entitled. Amounts are in euros, with or without tax as the list says.

    `tax_rate` is in percent: 20 is 20 %. `amount` of an hour is always for 60 minutes; where started steps are due
    they are of `step_minutes` (60, or 15 for quarters), the first `tolerance_minutes` of a step beyond being free.
    `first_amount` replaces it for the first hour of the day, due in full. Less than `minimum_minutes` counts as so
    many. `on_holidays`: None, whatever the day; True, a public holiday counts as one of `weekdays`; False, never on
    a public holiday. `from_time`, `to_time` only for WINDOW, which may ask for the
    whole stay inside its hours.
    """

    id: int
    unit: TimeUnit
    amount: Decimal
    tax_rate: Decimal = Decimal(0)
    audience: Audience = Audience.EVERYBODY
    audience_name: str = ""
    first_amount: Decimal | None = None
    part: Part = Part.STARTED
    step_minutes: int = 60
    tolerance_minutes: int = 0
    minimum_minutes: int = 0
    weekdays: frozenset[int] = EVERY_DAY
    on_holidays: bool | None = None
    from_time: time | None = None
    to_time: time | None = None
    whole_stay_only: bool = False


@dataclass(frozen=True)
class PriceRules:
    """How the list combines its prices. `half_day_minutes` only by duration; `exactly_is_half` says what exactly
    so many minutes are (sheets disagree)."""

    includes_tax: bool
    half_day_by: HalfDayBy = HalfDayBy.CLOCK
    half_day_minutes: int = 240
    exactly_is_half: bool = True
    combination: Combination = Combination.CHEAPEST
    deposit_percent: Decimal = Decimal(0)
    charges_tax: bool = True
    """False when the structure charges no tax on that day: amounts stay as they are, whichever the basis."""


class CapPeriod(StrEnum):
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True)
class Cap:
    """At most `limit` for the period; `spent` is what the other days of the period already took of it.

    A week price is a cap by the ISO week with `tariff_id` set. Order is that of use; a use recorded late takes
    what is left.
    """

    period: CapPeriod
    limit: Decimal
    spent: Decimal = Decimal(0)
    tariff_id: int | None = None


@dataclass(frozen=True)
class Discount:
    """A percentage off the prices for everybody, never on top of another advantage. Never more than the price."""

    percent: Decimal
    reason: str
    """plan | colleague"""
    name: str = ""

    def __post_init__(self) -> None:
        if not 0 <= self.percent <= 100:
            raise ValueError("A discount takes between 0 and 100 percent.")


@dataclass(frozen=True)
class PriceDay:
    """The day of the prices: local date of the venue, its boundary, and whether it is a public holiday."""

    date: date
    boundary: time
    is_holiday: bool = False
