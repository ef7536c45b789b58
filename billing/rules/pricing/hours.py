"""Paying by the hour: which minutes are due, and at which price."""

from __future__ import annotations

from billing.rules.pricing.demand import Demand, minutes_of
from billing.rules.pricing.lines import HOUR, hours_line
from billing.rules.pricing.quotes import MoneyLine
from billing.rules.pricing.settings import Part, Tariff


def lines_by_the_hour(tariff: Tariff, paid: Demand) -> list[MoneyLine]:
    """All minutes together, rounded once. The first hour has its own line where it has another price."""
    due = minutes_due(tariff, minutes_of(paid))
    if tariff.first_amount is None or tariff.first_amount == tariff.amount:
        return [hours_line(tariff, paid, due, tariff.amount)]
    first = hours_line(tariff, paid, HOUR, tariff.first_amount)
    return [first, hours_line(tariff, paid, due - HOUR, tariff.amount)] if due > HOUR else [first]


def minutes_due(tariff: Tariff, minutes: int) -> int:
    """40 minutes where the first hour is due in full: 60. 61 minutes by started quarters: 75."""
    first = HOUR if tariff.first_amount is not None else 0
    beyond = max(minutes, tariff.minimum_minutes) - first
    if beyond <= 0:
        return first
    if tariff.part is Part.PRO_RATA:
        return first + beyond
    return max(first + _started_steps(tariff, beyond), first or tariff.step_minutes)


def _started_steps(tariff: Tariff, minutes: int) -> int:
    """In minutes; a step begun for no longer than the tolerance is not due."""
    full, rest = divmod(minutes, tariff.step_minutes)
    return (full + (rest > tariff.tolerance_minutes)) * tariff.step_minutes
