"""The price of a person's day: the one function that everything which shows, agrees or owes a price goes through."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from billing.rules.pricing import traces
from billing.rules.pricing.demand import Demand, demand_of
from billing.rules.pricing.facts import DayFacts
from billing.rules.pricing.payments import Payment, lowest_payment
from billing.rules.pricing.quotes import MoneyLine, Quote
from billing.rules.pricing.rounding import ZERO, cents, percent_of
from billing.rules.pricing.settings import Audience
from billing.rules.pricing.tax import rate_totals
from billing.rules.pricing.unit_cover import UnitCover, cover_by_units, missing_units


def price_day(facts: DayFacts) -> Quote:
    """All stays of the day together, so that the price never depends on the order of the clicks.

    A plan that includes the kind pays for everything; else units first, the rest in money. Where neither covers
    the whole, the quote says why and is not possible (`is_possible`). Without a price, units of a period that is not
    open yet will do: the day is to settle, and costs nothing in money. An act costs the difference of two such
    quotes (`differences.difference`).
    """
    demand = demand_of(facts)
    if not demand:
        return Quote(includes_tax=facts.rules.includes_tax)
    if facts.included:
        return _included(facts)
    by_units, later = _units_first(demand, facts)
    payment = lowest_payment(by_units.left, facts)
    if payment is None and later.left:
        return _refused(by_units, later, facts)
    return _priced(demand, by_units, later, payment or Payment(), facts)


def _units_first(demand: Demand, facts: DayFacts) -> tuple[UnitCover, UnitCover]:
    """By the units that are there; what these leave, by those of a period that is not open yet."""
    if _is_free(demand, facts):
        return UnitCover((), demand), UnitCover((), demand)
    by_units = cover_by_units(demand, facts.rates, facts.grants)
    return by_units, cover_by_units(by_units.left, facts.rates, facts.awaited)


def _is_free(demand: Demand, facts: DayFacts) -> bool:
    """What costs nothing in money takes no unit either: a free village, a first visit, a cap already reached."""
    payment = lowest_payment(demand, facts)
    return payment is not None and not any(
        rate.gross for rate in rate_totals(payment.lines, includes_tax=True)
    )


def _included(facts: DayFacts) -> Quote:
    """A line of 0 for each reservation: free, and still to be counted."""
    lines = tuple(
        MoneyLine(
            "included",
            Decimal(1),
            ZERO,
            ZERO,
            Decimal(0),
            None,
            Audience.PLAN,
            facts.included,
            reservation_id,
        )
        for reservation_id in dict.fromkeys(stay.reservation_id for stay in facts.stays)
    )
    return Quote((), lines, facts.rules.includes_tax, trace=(traces.included(facts.included),))


def _refused(by_units: UnitCover, later: UnitCover, facts: DayFacts) -> Quote:
    whole = UnitCover((*by_units.lines, *later.lines), later.left)
    missing = missing_units(whole, facts.rates, (*facts.grants, *facts.awaited))
    refused = Quote(includes_tax=facts.rules.includes_tax)
    if missing is None:
        return replace(refused, not_on_sale=True, trace=(traces.not_on_sale(),))
    return replace(refused, missing_units=missing.quantity, trace=(traces.units_short(missing),))


def _priced(
    demand: Demand, by_units: UnitCover, later: UnitCover, payment: Payment, facts: DayFacts
) -> Quote:
    includes_tax = facts.rules.includes_tax
    quote = Quote(
        units=by_units.lines,
        lines=payment.lines,
        includes_tax=includes_tax,
        rates=rate_totals(payment.lines, includes_tax=includes_tax),
        to_settle=facts.to_settle,
        awaited=later.lines,
    )
    quote = replace(quote, deposit=cents(percent_of(quote.due, facts.rules.deposit_percent)))
    told = (traces.counted(demand, facts), *traces.units(quote.units, facts.rates), *payment.trace)
    return replace(quote, trace=(*told, *traces.endings(quote, facts)))
