"""A percentage taken off lines: computed once on their sum, rounded up to the cent, shared over them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from billing.rules.invoices.layout import Item
from billing.rules.pricing.corrections import discounted
from billing.rules.pricing.rounding import spread, total_of


def discounted_amounts(amounts: Sequence[Decimal], percent: Decimal) -> list[Decimal]:
    """What is left of each; largest remainder, ties to the first.

    Raises ValueError below 0 or above 100 %, and on a negative amount: what comes back has no discount.
    """
    if not 0 <= percent <= 100:
        raise ValueError("a discount is between 0 and 100 %")
    if any(amount < 0 for amount in amounts):
        raise ValueError("only what is sold has a discount")
    return spread(discounted(total_of(amounts), percent), amounts)


def discounted_items(items: Sequence[Item], percent: Decimal) -> list[Item]:
    """On the amounts of the lines, never on their unit prices. Lines that give back stay as they are.

    Prices with tax and prices without have each their own sum: they cannot be added.
    """
    left = {number: item.amount for number, item in enumerate(items)}
    for with_tax in (True, False):
        sold = [n for n, item in enumerate(items) if item.includes_tax is with_tax and item.amount > 0]
        amounts = discounted_amounts([items[n].amount for n in sold], percent)
        left |= dict(zip(sold, amounts, strict=True))
    return [replace(item, amount=left[number]) for number, item in enumerate(items)]
