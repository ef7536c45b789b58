"""How a day is paid in money: the lowest of what the person may claim, as the list combines its prices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from billing.rules.pricing import traces
from billing.rules.pricing.chosen import chosen_covers
from billing.rules.pricing.corrections import cap_lines, discount_lines, in_order
from billing.rules.pricing.covers import cheapest_covers
from billing.rules.pricing.demand import Demand
from billing.rules.pricing.facts import DayFacts
from billing.rules.pricing.offers import Offer, offers_of
from billing.rules.pricing.quotes import MoneyLine, TraceLine
from billing.rules.pricing.settings import Combination
from billing.rules.pricing.tax import due_of


@dataclass(frozen=True)
class Payment:
    lines: tuple[MoneyLine, ...] = ()
    trace: tuple[TraceLine, ...] = ()

    def with_more(self, lines: Sequence[MoneyLine], trace: TraceLine) -> Payment:
        return Payment((*self.lines, *lines), (*self.trace, trace)) if lines else self


def lowest_payment(demand: Demand, facts: DayFacts) -> Payment | None:
    """With caps; None where the demand is not on sale to this person.

    Where caps make two claims cost the same, the lower one before them is told.
    """
    if not demand:
        return Payment()
    claims = [claim for offer in offers_of(facts) if (claim := _claim(demand, facts, offer))]
    lowest = min(
        claims, key=lambda claim: (_due(_capped(claim, facts), facts), _due(claim, facts)), default=None
    )
    return None if lowest is None else _capped(lowest, facts)


def _claim(demand: Demand, facts: DayFacts, offer: Offer) -> Payment | None:
    paid = _chosen(demand, facts, offer) if _by_unit_chosen(facts) else _cheapest(demand, facts, offer)
    if paid is None or offer.discount is None:
        return paid
    return paid.with_more(discount_lines(paid.lines, offer.discount), traces.discount(offer.discount))


def _by_unit_chosen(facts: DayFacts) -> bool:
    return facts.rules.combination is Combination.CHOSEN


def _cheapest(demand: Demand, facts: DayFacts, offer: Offer) -> Payment | None:
    covers = cheapest_covers(demand, facts, offer)
    if not covers:
        return None
    told = traces.cheapest(covers, demand, facts, offer)
    return Payment(covers[0].lines, (told, *traces.audiences(covers[0].lines)))


def _chosen(demand: Demand, facts: DayFacts, offer: Offer) -> Payment | None:
    covers = chosen_covers(demand, facts, offer)
    if not covers:
        return None
    lines = tuple(line for cover in covers for line in cover.lines)
    return Payment(lines, (*(traces.chosen(cover, offer) for cover in covers), *traces.audiences(lines)))


def _capped(payment: Payment, facts: DayFacts) -> Payment:
    for cap in in_order(facts.caps):
        payment = payment.with_more(cap_lines(payment.lines, cap), traces.cap(cap))
    return payment


def _due(payment: Payment, facts: DayFacts) -> Decimal:
    return due_of(payment.lines, includes_tax=facts.rules.includes_tax)
