"""What an act costs: what the day owes after it, less what it owed before. Negative where something comes back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, Decimal

from billing.rules.pricing import traces
from billing.rules.pricing.quotes import MoneyLine, Quote, TraceLine, UnitLine
from billing.rules.pricing.rounding import ZERO, cents, percent_of, total_of
from billing.rules.pricing.tax import due_of, sums_by_rate


@dataclass(frozen=True)
class UnitChange:
    """Positive: taken from the grant; negative: given back to it."""

    grant_id: int
    unit_id: int
    unit_name: str
    quantity: Decimal


@dataclass(frozen=True)
class MoneyChange:
    """Positive: owed more; negative: comes back. With or without tax, as the list of its quote."""

    tax_rate: Decimal
    includes_tax: bool
    amount: Decimal


@dataclass(frozen=True)
class Difference:
    units: tuple[UnitChange, ...] = ()
    money: tuple[MoneyChange, ...] = ()
    total: Decimal = ZERO
    """With tax."""
    awaited: tuple[UnitChange, ...] = ()
    """Expected of the next period where there is no price."""


@dataclass(frozen=True)
class Kept:
    """What a late cancellation keeps of what it frees."""

    units: tuple[UnitChange, ...]
    """As they go to the ledger: negative, what comes back."""
    money: tuple[MoneyChange, ...]
    """To charge."""
    trace: TraceLine

    @property
    def due(self) -> Decimal:
        """With tax."""
        return total_of(
            due_of([kept_line(change)], includes_tax=change.includes_tax) for change in self.money
        )


def difference(before: Quote | None, after: Quote | None) -> Difference:
    """By grant, and by tax rate and basis: the parts of a list whose basis has changed do not mix."""
    before, after = before or Quote(), after or Quote()
    return Difference(
        units=_unit_changes(before.units, after.units),
        money=_money_changes(before, after),
        total=after.due - before.due,
        awaited=_unit_changes(_awaited_alone(before), _awaited_alone(after)),
    )


def kept(freed: Difference, percent: Decimal, unit_steps: Mapping[int, Decimal]) -> Kept:
    """`freed` is the difference that the cancellation would make if it were free; `percent` of it is kept.

    Money is rounded half-up to the cent for each rate, and none is kept where none comes back: what is left may have
    grown dearer meanwhile. Units that come back are rounded up to their unit's step (`unit_steps`, by unit);
    those that the rest of the day takes more are taken whole.
    """
    units = tuple(_partly_returned(change, percent, unit_steps[change.unit_id]) for change in freed.units)
    shares = [
        MoneyChange(change.tax_rate, change.includes_tax, cents(percent_of(-change.amount, percent)))
        for change in freed.money
    ]
    money = tuple(change for change in shares if change.amount) if freed.total < 0 else ()
    return Kept(units, money, traces.kept(percent))


def in_sum(changes: Iterable[UnitChange]) -> tuple[UnitChange, ...]:
    """Those of one grant together; what is given back to it and taken again is no change."""
    sums: dict[tuple[int, int, str], Decimal] = {}
    for change in changes:
        key = (change.grant_id, change.unit_id, change.unit_name)
        sums[key] = sums.get(key, Decimal(0)) + change.quantity
    return tuple(UnitChange(*key, quantity) for key, quantity in sums.items() if quantity)


def units_kept(freed: Iterable[UnitChange], returned: Iterable[UnitChange]) -> tuple[UnitChange, ...]:
    """What stays used: what a free cancellation would return, less what comes back."""
    less = [replace(change, quantity=-change.quantity) for change in freed]
    return in_sum([*less, *returned])


def kept_line(change: MoneyChange) -> MoneyLine:
    return MoneyLine("kept", Decimal(1), change.amount, change.amount, change.tax_rate)


def _partly_returned(change: UnitChange, percent: Decimal, step: Decimal) -> UnitChange:
    if change.quantity >= 0:
        return change
    steps = (percent_of(-change.quantity, 100 - percent) / step).quantize(Decimal(1), ROUND_CEILING)
    return UnitChange(change.grant_id, change.unit_id, change.unit_name, -min(steps * step, -change.quantity))


def _awaited_alone(quote: Quote) -> tuple[UnitLine, ...]:
    return quote.awaited if quote.waits_for_units else ()


def _unit_changes(before: Sequence[UnitLine], after: Sequence[UnitLine]) -> tuple[UnitChange, ...]:
    changes: dict[tuple[int, int, str], Decimal] = {}
    for sign, lines in ((-1, before), (1, after)):
        for line in lines:
            key = (line.grant_id, line.unit_id, line.unit_name)
            changes[key] = changes.get(key, Decimal(0)) + sign * line.quantity
    return tuple(UnitChange(*key, quantity) for key, quantity in changes.items() if quantity)


def _money_changes(before: Quote, after: Quote) -> tuple[MoneyChange, ...]:
    changes: dict[tuple[Decimal, bool], Decimal] = {}
    for sign, quote in ((-1, before), (1, after)):
        for rate, amount in sums_by_rate(quote.lines).items():
            key = (rate, quote.includes_tax)
            changes[key] = changes.get(key, ZERO) + sign * amount
    return tuple(MoneyChange(*key, amount) for key, amount in changes.items() if amount)
