"""Cents, and sharing them without losing one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from fractions import Fraction

CENT = Decimal("0.01")
FOUR_DECIMALS = Decimal("0.0001")
ZERO = Decimal("0.00")


def cents(amount: Decimal) -> Decimal:
    """Half-up: 8.325 is 8.33."""
    return amount.quantize(CENT, ROUND_HALF_UP)


def cents_up(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_CEILING)


def percent_of(amount: Decimal, percent: Decimal) -> Decimal:
    """Not rounded: the caller knows in whose favour."""
    return amount * percent / 100


def total_of(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, ZERO)


def spread(total: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    """`total` in cents shared by weight so that the shares add up to it: largest remainder, ties to the first.

    Without any weight everything goes to the first. Used for what discounts and caps leave of each tax rate, and
    for the nets of invoice lines.
    """
    whole = sum(map(Fraction, weights))
    if not whole:
        return [total if n == 0 else ZERO for n in range(len(weights))]
    exact = [Fraction(total) * 100 * Fraction(weight) / whole for weight in weights]
    floors = [share.numerator // share.denominator for share in exact]
    left = int(total * 100) - sum(floors)
    by_remainder = sorted(range(len(exact)), key=lambda n: floors[n] - exact[n])
    for n in by_remainder[:left]:
        floors[n] += 1
    return [share * CENT for share in floors]
