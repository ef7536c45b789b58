"""A day spent on resources that have prices of their own: each is priced by itself, on what the others left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from billing.rules.pricing.day import price_day
from billing.rules.pricing.facts import DayFacts
from billing.rules.pricing.quotes import Quote
from billing.rules.pricing.rounding import ZERO
from billing.rules.pricing.tax import rate_totals
from reservations.rules.units import GrantBalance


def price_groups(groups: Sequence[DayFacts]) -> Quote:
    """The groups share units and caps, in the order given; usually there is one."""
    quotes: list[Quote] = []
    for facts in groups:
        quotes.append(price_day(_after(facts, quotes)))
    return quotes[0] if len(quotes) == 1 else _together(quotes)


def _after(facts: DayFacts, quotes: Sequence[Quote]) -> DayFacts:
    """What the groups before took of the units and of the caps is no longer there."""
    if not quotes:
        return facts
    spent = sum((quote.total for quote in quotes), ZERO)
    taken: dict[int, Decimal] = {}
    for quote in quotes:
        for line in (*quote.units, *quote.awaited):
            taken[line.grant_id] = taken.get(line.grant_id, ZERO) + line.quantity
    return replace(
        facts,
        grants=tuple(grant_less(grant, taken.get(grant.grant_id, ZERO)) for grant in facts.grants),
        awaited=tuple(grant_less(grant, taken.get(grant.grant_id, ZERO)) for grant in facts.awaited),
        caps=tuple(replace(cap, spent=cap.spent + spent) for cap in facts.caps),
    )


def grant_less(grant: GrantBalance, taken: Decimal) -> GrantBalance:
    cap_left = None if grant.cap_left is None else grant.cap_left - taken
    return replace(grant, balance=grant.balance - taken, cap_left=cap_left)


def _together(quotes: Sequence[Quote]) -> Quote:
    lines = tuple(line for quote in quotes for line in quote.lines)
    includes_tax = all(quote.includes_tax for quote in quotes)
    return Quote(
        units=tuple(line for quote in quotes for line in quote.units),
        lines=lines,
        includes_tax=includes_tax,
        rates=rate_totals(lines, includes_tax=includes_tax),
        deposit=sum((quote.deposit for quote in quotes), ZERO),
        trace=tuple(line for quote in quotes for line in quote.trace),
        missing_units=sum((quote.missing_units for quote in quotes), Decimal(0)),
        not_on_sale=any(quote.not_on_sale for quote in quotes),
        to_settle=any(quote.to_settle for quote in quotes),
        awaited=tuple(line for quote in quotes for line in quote.awaited),
    )
