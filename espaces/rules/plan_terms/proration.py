"""What part of a period costs and allows, by real days (design: Memberships, "Proration")."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal

from espaces.rules.plan_terms.terms import Period

CENT = Decimal("0.01")


def prorated(amount: Decimal, period: Period) -> Decimal:
    """Euros: `amount` × days charged / days of the whole period, rounded half-up to the cent."""
    return (amount * period.charged_days / period.full_days).quantize(CENT, ROUND_HALF_UP)


def prorated_allowance(amount: Decimal, period: Period, step: Decimal) -> Decimal:
    """Units of a period, rounded up to the unit's step: 5 a month from the 16th are 2.5, hence 3."""
    if period.charged_days == period.full_days:
        return amount
    steps = amount * period.charged_days / (period.full_days * step)
    return steps.to_integral_value(ROUND_CEILING) * step


def cut(period: Period, on: date) -> tuple[Period, Period]:
    """The period before `on`, and from `on` to its end. Raises ValueError unless `on` is a day inside it."""
    if not period.starts_on < on < period.ends_on:
        raise ValueError(f"{on} does not cut the period.")
    return replace(period, ends_on=on, ends_prorated=True), replace(period, starts_on=on)
