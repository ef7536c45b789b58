"""What the price of a day depends on, loaded by the caller: the rules below ask nothing and know no clock."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from billing.rules.pricing.settings import Cap, Discount, PriceDay, PriceRules, Tariff
from espaces.rules.intervals import Interval
from reservations.rules.units import GrantBalance, UnitRate


@dataclass(frozen=True)
class Stay:
    """One reservation, or what was really used of it. `parts` are what is open of it, without the lunch closure."""

    reservation_id: int
    parts: tuple[Interval, ...]
    by_half_days: bool = False
    """Booked as half-days; else by the hour. Only a list that prices the unit chosen asks."""


@dataclass(frozen=True)
class DayFacts:
    """All open stays of one person, payer, venue, price list and kind of resource on one booking day."""

    day: PriceDay
    zone: ZoneInfo
    stays: tuple[Stay, ...]
    rules: PriceRules
    tariffs: tuple[Tariff, ...] = ()
    """Only those to which the person is entitled on that day."""
    discounts: tuple[Discount, ...] = ()
    included: str = ""
    """The plan that includes this kind without limit: nothing is owed and no unit is used."""
    rates: tuple[UnitRate, ...] = ()
    grants: tuple[GrantBalance, ...] = ()
    """Balances before the uses of this day."""
    caps: tuple[Cap, ...] = ()
    to_settle: bool = False
    """A period that covers the day is not open yet."""
    awaited: tuple[GrantBalance, ...] = ()
    """What it will give, less what other days already count on. Grants to come: their numbers are made up."""
