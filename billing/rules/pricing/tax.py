"""Tax on the sum of each rate, never line by line."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from billing.rules.pricing.quotes import MoneyLine, RateTotal
from billing.rules.pricing.rounding import ZERO, cents, percent_of, total_of

Sums = dict[Decimal, Decimal]
"""By tax rate, in the order in which the rates are first met."""


def sums_by_rate(lines: Iterable[MoneyLine]) -> Sums:
    sums: Sums = {}
    for line in lines:
        sums[line.tax_rate] = sums.get(line.tax_rate, ZERO) + line.amount
    return sums


def rate_totals(lines: Iterable[MoneyLine], *, includes_tax: bool) -> tuple[RateTotal, ...]:
    total = _out_of_gross if includes_tax else _on_top_of_net
    return tuple(total(rate, amount) for rate, amount in sums_by_rate(lines).items())


def due_of(lines: Iterable[MoneyLine], *, includes_tax: bool) -> Decimal:
    """With tax: what is compared and what is paid."""
    return total_of(rate.gross for rate in rate_totals(lines, includes_tax=includes_tax))


def _out_of_gross(rate: Decimal, gross: Decimal) -> RateTotal:
    """What was announced is what is paid: 9.99 at 20 % is 8.33 and 1.66."""
    net = cents(gross * 100 / (100 + rate))
    return RateTotal(rate, net, gross - net)


def _on_top_of_net(rate: Decimal, net: Decimal) -> RateTotal:
    return RateTotal(rate, net, cents(percent_of(net, rate)))
