"""Days as the sheets tell them: "09:00-12:00", a price list, what the person holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from decimal import Decimal
from itertools import count

from billing.rules.pricing.day import price_day
from billing.rules.pricing.facts import DayFacts, Stay
from billing.rules.pricing.quotes import Quote
from billing.rules.pricing.settings import (
    Audience,
    Combination,
    HalfDayBy,
    PriceDay,
    PriceRules,
    Tariff,
    TimeUnit,
)
from espaces.rules.intervals import Interval
from reservations.rules.units import GrantBalance, Per, UnitRate
from tests.wall_clock import PARIS, at

TUESDAY = date(2026, 11, 24)
TICKET = 1
_ids = count(1)

TTC = PriceRules(includes_tax=True)
HT = PriceRules(includes_tax=False)
"""Cheapest cover, half-days by the clock."""


def by_duration(rules: PriceRules, minutes: int, *, exactly_is_half: bool = True) -> PriceRules:
    return replace(
        rules, half_day_by=HalfDayBy.DURATION, half_day_minutes=minutes, exactly_is_half=exactly_is_half
    )


def as_chosen(rules: PriceRules) -> PriceRules:
    return replace(rules, combination=Combination.CHOSEN)


def tariff(unit: TimeUnit, amount: str, rate: str = "0", **more) -> Tariff:
    return Tariff(next(_ids), unit, Decimal(amount), Decimal(rate), **more)


def hour(amount: str, rate: str = "0", **more) -> Tariff:
    return tariff(TimeUnit.HOUR, amount, rate, **more)


def half_day(amount: str, rate: str = "0", **more) -> Tariff:
    return tariff(TimeUnit.HALF_DAY, amount, rate, **more)


def day(amount: str, rate: str = "0", **more) -> Tariff:
    return tariff(TimeUnit.DAY, amount, rate, **more)


def window(amount: str, hours: str, rate: str = "0", **more) -> Tariff:
    start, end = (time.fromisoformat(part) for part in hours.split("-"))
    return tariff(TimeUnit.WINDOW, amount, rate, from_time=start, to_time=end, **more)


def for_(audience: Audience, name: str = "") -> dict[str, object]:
    return {"audience": audience, "audience_name": name}


def stay(reservation_id: int, *hours: str, on: date = TUESDAY, by_half_days: bool = False) -> Stay:
    """`hours` are its parts: "09:00-12:00"."""
    return Stay(reservation_id, tuple(_part(part, on) for part in hours), by_half_days)


def _part(hours: str, on: date) -> Interval:
    start, end = hours.split("-")
    return Interval(at(f"{on} {start}"), at(f"{on} {end}"))


def stays(*hours: str, on: date = TUESDAY, by_half_days: bool = False) -> tuple[Stay, ...]:
    """One reservation for each."""
    return tuple(stay(n, part, on=on, by_half_days=by_half_days) for n, part in enumerate(hours, 1))


def tickets(
    per: Per, amount: str, *, unit_id: int = TICKET, name: str = "ticket", step: int = 60
) -> UnitRate:
    return UnitRate(unit_id, name, per, Decimal(amount), step, f"{name}s")


def booklet(balance: str, *, grant_id: int = 1, unit_id: int = TICKET, **more) -> GrantBalance:
    return GrantBalance(grant_id, unit_id, Decimal(balance), **more)


def facts(
    *hours: str,
    tariffs: tuple[Tariff, ...] = (),
    rules: PriceRules = TTC,
    on: date = TUESDAY,
    boundary: str = "13:30",
    holiday: bool = False,
    by_half_days: bool = False,
    **more,
) -> DayFacts:
    price_date = PriceDay(on, time.fromisoformat(boundary), is_holiday=holiday)
    booked = stays(*hours, on=on, by_half_days=by_half_days)
    return DayFacts(price_date, PARIS, booked, rules, tariffs, **more)


def quote(*hours: str, **more) -> Quote:
    return price_day(facts(*hours, **more))


def due(*hours: str, **more) -> str:
    """What is to be paid, with tax: "12.50"; the day must be on sale and covered."""
    priced = quote(*hours, **more)
    assert priced.is_possible
    return str(priced.due)


def units(*hours: str, **more) -> Decimal:
    """How many units the day takes; nothing is left to pay."""
    priced = quote(*hours, **more)
    assert priced.is_possible
    assert priced.due == 0
    return used(priced)


def used(priced: Quote) -> Decimal:
    return sum((line.quantity for line in priced.units), Decimal(0))
