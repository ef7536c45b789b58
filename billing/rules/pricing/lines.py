"""Money lines: a quantity at the price of a tariff, rounded once."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from billing.rules.pricing.demand import Demand, reservation_of
from billing.rules.pricing.quotes import MoneyLine
from billing.rules.pricing.rounding import FOUR_DECIMALS, cents
from billing.rules.pricing.settings import Tariff

HOUR = 60


def flat_line(tariff: Tariff, paid: Demand) -> MoneyLine:
    """A half-day, a day or a window: one price whatever the minutes."""
    return _line(tariff, paid, Decimal(1), tariff.amount, cents(tariff.amount))


def hours_line(tariff: Tariff, paid: Demand, minutes: int, price: Decimal) -> MoneyLine:
    """`price` is that of 60 minutes."""
    quantity = (Decimal(minutes) / HOUR).quantize(FOUR_DECIMALS, ROUND_HALF_UP).normalize()
    return _line(tariff, paid, quantity, price, cents(price * minutes / HOUR))


def _line(tariff: Tariff, paid: Demand, quantity: Decimal, price: Decimal, amount: Decimal) -> MoneyLine:
    return MoneyLine(
        unit=tariff.unit,
        quantity=quantity,
        unit_price=price,
        amount=amount,
        tax_rate=tariff.tax_rate,
        tariff_id=tariff.id,
        audience=tariff.audience,
        audience_name=tariff.audience_name,
        reservation_id=reservation_of(paid),
    )
