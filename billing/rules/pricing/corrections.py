"""What brings the sum of some lines down: a line of its own for each tax rate, never a changed price."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from billing.rules.pricing.quotes import MoneyLine
from billing.rules.pricing.rounding import cents_up, percent_of, spread, total_of
from billing.rules.pricing.settings import Cap, CapPeriod, Discount
from billing.rules.pricing.tax import sums_by_rate

_ORDER = [CapPeriod.DAY, CapPeriod.WEEK, CapPeriod.MONTH]


def discounted(amount: Decimal, percent: Decimal) -> Decimal:
    """What is left. The discount is computed once and rounded up to the cent, in the customer's favour."""
    return amount - cents_up(percent_of(amount, percent))


def discount_lines(lines: Sequence[MoneyLine], discount: Discount) -> list[MoneyLine]:
    left = discounted(_total(lines), discount.percent)
    return _bringing_down(lines, left, unit="discount", name=discount.name)


def in_order(caps: Sequence[Cap]) -> list[Cap]:
    """Of the day; the week price, then of the week; of the month."""
    return sorted(caps, key=lambda cap: (_ORDER.index(cap.period), cap.tariff_id is None))


def left_under(cap: Cap) -> Decimal:
    """What the other days of the period leave of the limit."""
    return max(Decimal(0), cap.limit - cap.spent)


def cap_lines(lines: Sequence[MoneyLine], cap: Cap) -> list[MoneyLine]:
    """Nothing as long as the lines stay under the limit."""
    left = left_under(cap)
    if _total(lines) <= left:
        return []
    return _bringing_down(lines, left, unit="week" if cap.tariff_id else "cap", tariff_id=cap.tariff_id)


def _total(lines: Sequence[MoneyLine]) -> Decimal:
    return total_of(line.amount for line in lines)


def _bringing_down(
    lines: Sequence[MoneyLine], total: Decimal, *, unit: str, tariff_id: int | None = None, name: str = ""
) -> list[MoneyLine]:
    """Each rate keeps its share of what is left."""
    sums = sums_by_rate(lines)
    shares = spread(total, list(sums.values()))
    changes = {rate: share - amount for (rate, amount), share in zip(sums.items(), shares, strict=True)}
    return [
        MoneyLine(unit, Decimal(1), change, change, rate, tariff_id, audience_name=name)
        for rate, change in changes.items()
        if change
    ]
