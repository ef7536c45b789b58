"""What a day owes in the end, as its charges ask for it: tax once on the sum of each rate, never part by part."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from billing.rules.charges import due_with_tax, parts_of_day
from billing.rules.pricing.differences import Difference, MoneyChange, difference
from billing.rules.pricing.quotes import Quote


def owed_for_day(quote: Quote, kept: Iterable[MoneyChange]) -> Decimal:
    """`kept`: what late cancellations left due. With tax."""
    return due_with_tax(parts_of_day(quote, kept))


def cost_of_act(
    before: Quote, after: Quote, kept_before: Iterable[MoneyChange], kept_now: Iterable[MoneyChange] = ()
) -> Difference:
    """The difference of the two quotes; its total is that of what the day owes, with what is kept of it."""
    known = list(kept_before)
    total = owed_for_day(after, [*known, *kept_now]) - owed_for_day(before, known)
    return replace(difference(before, after), total=total)
