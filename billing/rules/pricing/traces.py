"""The lines of the trace: every decision of a quote as plain facts, from which words can be made years later."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from billing.rules.pricing.corrections import left_under
from billing.rules.pricing.covers import Cover
from billing.rules.pricing.demand import Demand, halves_of, longest_half_day, minutes_of
from billing.rules.pricing.facts import DayFacts
from billing.rules.pricing.offers import Offer
from billing.rules.pricing.quotes import MoneyLine, Quote, Step, TraceLine, UnitLine
from billing.rules.pricing.settings import Audience, Cap, Discount, TimeUnit
from billing.rules.pricing.unit_cover import Missing
from reservations.rules.units import Per, UnitRate


def counted(demand: Demand, facts: DayFacts) -> TraceLine:
    """`by`: clock or duration; hours where nothing is counted in half-days."""
    return _told(
        Step.COUNTED,
        date=facts.day.date.isoformat(),
        by=facts.rules.half_day_by if _counts_half_days(facts) else "hours",
        halves=",".join(halves_of(demand)),
        minutes=minutes_of(demand),
        boundary=f"{facts.day.boundary:%H:%M}",
        longest=longest_half_day(facts.rules),
    )


def units(lines: Sequence[UnitLine], rates: Iterable[UnitRate]) -> list[TraceLine]:
    """One for each unit, all grants together."""
    sums: dict[int, Decimal] = {}
    for line in lines:
        sums[line.unit_id] = sums.get(line.unit_id, Decimal(0)) + line.quantity
    known = {rate.unit_id: rate for rate in rates}
    return [_told(Step.UNITS, **_unit(known[unit_id]), quantity=sums[unit_id]) for unit_id in sums]


def awaited(lines: Sequence[UnitLine], rates: Iterable[UnitRate]) -> list[TraceLine]:
    return [TraceLine(Step.AWAITED, line.facts) for line in units(lines, rates)]


def units_short(missing: Missing) -> TraceLine:
    unit = _unit(missing.rate)
    return _told(Step.UNITS_SHORT, **unit, needed=missing.needed, available=missing.available)


def included(plan: str) -> TraceLine:
    return _told(Step.INCLUDED, plan=plan)


def not_on_sale() -> TraceLine:
    return _told(Step.NOT_ON_SALE)


def cheapest(covers: Sequence[Cover], demand: Demand, facts: DayFacts, offer: Offer) -> TraceLine:
    """The cover chosen and the next lowest that is really another one."""
    best = covers[0]
    others = [cover for cover in covers if sorted(cover.parts) != sorted(best.parts)]
    other = {"other": _parts(others[0]), "other_due": offer.due(others[0].lines)} if others else {}
    where = {"date": facts.day.date.isoformat(), "halves": ",".join(halves_of(demand))}
    return _told(
        Step.COVER,
        **where,
        by=facts.rules.half_day_by,
        chosen=_parts(best),
        due=offer.due(best.lines),
        **other,
    )


def chosen(cover: Cover, offer: Offer) -> TraceLine:
    return _told(Step.CHOSEN, chosen=_parts(cover), due=offer.due(cover.lines))


def audiences(lines: Iterable[MoneyLine]) -> list[TraceLine]:
    """Each price that is not for everybody, once."""
    special = [line for line in lines if line.audience != Audience.EVERYBODY]
    told = [
        _told(
            Step.AUDIENCE,
            audience=line.audience,
            name=line.audience_name,
            unit=line.unit,
            price=line.unit_price,
        )
        for line in special
    ]
    return [line for n, line in enumerate(told) if line not in told[:n]]


def discount(taken: Discount) -> TraceLine:
    return _told(Step.DISCOUNT, percent=taken.percent, reason=taken.reason, name=taken.name)


def cap(reached: Cap) -> TraceLine:
    step = Step.CAP if reached.tariff_id is None else Step.WEEK_PRICE
    return _told(
        step, period=reached.period, limit=reached.limit, spent=reached.spent, left=left_under(reached)
    )


def endings(quote: Quote, facts: DayFacts) -> list[TraceLine]:
    """What is said of the whole: no tax, a deposit, a price that is not final."""
    told = []
    if quote.due and not facts.rules.charges_tax:
        told.append(_told(Step.NO_TAX))
    if quote.deposit:
        told.append(
            _told(Step.DEPOSIT, percent=facts.rules.deposit_percent, deposit=quote.deposit, due=quote.due)
        )
    if quote.waits_for_units:
        told += awaited(quote.awaited, facts.rates)
    elif facts.to_settle:
        told.append(_told(Step.TO_SETTLE, most=quote.due))
    return told


def kept(percent: Decimal) -> TraceLine:
    return _told(Step.KEPT, percent=percent)


def _told(step: Step, **told: object) -> TraceLine:
    return TraceLine(step, {name: str(value) for name, value in told.items()})


def _unit(rate: UnitRate) -> dict[str, str]:
    return {"unit": rate.unit_name, "plural": rate.unit_plural or rate.unit_name}


def _parts(cover: Cover) -> str:
    return "+".join(cover.parts)


def _counts_half_days(facts: DayFacts) -> bool:
    by_tariff = any(tariff.unit is TimeUnit.HALF_DAY for tariff in facts.tariffs)
    return by_tariff or any(rate.per is Per.HALF_DAY for rate in facts.rates)
