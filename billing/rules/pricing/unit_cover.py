"""Units first: what the person's grants cover of a day, in the order of consumption.

A half-day, a day or a started hour is covered or not, never a fraction of it; what is left is priced in money.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from billing.rules.pricing.demand import Demand, first_minutes, halves_of, in_half, minutes_of, not_in_half
from billing.rules.pricing.quotes import UnitLine
from billing.rules.pricing.rounding import FOUR_DECIMALS
from reservations.rules.units import GrantBalance, Per, UnitRate, in_order_of_consumption


@dataclass(frozen=True)
class UnitCover:
    lines: tuple[UnitLine, ...]
    left: Demand


@dataclass(frozen=True)
class Missing:
    """What some unit would have needed for the rest, and how much of it there is."""

    rate: UnitRate
    needed: Decimal
    available: Decimal

    @property
    def quantity(self) -> Decimal:
        return self.needed - self.available


Balances = dict[int, Decimal]
"""What is still usable of each grant."""


def cover_by_units(demand: Demand, rates: Sequence[UnitRate], grants: Sequence[GrantBalance]) -> UnitCover:
    """Half-days one by one, the morning first; started hours one by one, the earliest first; a day at once.

    A portion may be drawn from several grants of the same unit. Each is written on the reservation in which it
    begins, so that quantities stay whole tickets.
    """
    ordered = in_order_of_consumption(grants)
    balances = {grant.grant_id: max(grant.usable, Decimal(0)) for grant in ordered}
    lines: list[UnitLine] = []
    left = demand
    while left and (rate := _next_rate(rates, ordered, balances)):
        portion, after = _first_portion(left, rate)
        cost = _cost_of_portion(rate)
        lines += _drawn(cost, rate, portion[0].reservation_id, ordered, balances)
        left = after
    return UnitCover(_added_up(lines), left)


def missing_units(
    cover: UnitCover, rates: Sequence[UnitRate], grants: Sequence[GrantBalance]
) -> Missing | None:
    """Of the unit that lacks least for what is left of the day; None where no unit is taken at all."""
    used: Balances = {}
    for line in cover.lines:
        used[line.unit_id] = used.get(line.unit_id, Decimal(0)) + line.quantity
    all_missing = [
        Missing(rate, needed(cover.left, rate), _usable(rate, grants) - used.get(rate.unit_id, 0))
        for rate in rates
    ]
    return min(all_missing, key=lambda missing: missing.quantity, default=None)


def needed(demand: Demand, rate: UnitRate) -> Decimal:
    """What the whole demand takes: 2 h 30 of a room at 1 an hour are 3, or 2.5 by started half-hours."""
    portions = {
        Per.HALF_DAY: len(halves_of(demand)),
        Per.DAY: 1,
        Per.HOUR: -(-minutes_of(demand) // rate.step_minutes),
    }
    return portions[rate.per] * _cost_of_portion(rate)


def _next_rate(
    rates: Sequence[UnitRate], ordered: Sequence[GrantBalance], balances: Balances
) -> UnitRate | None:
    """That of the first grant whose unit can pay for a portion. A unit has one rate for a kind of resource."""
    by_unit = {rate.unit_id: rate for rate in rates if rate.amount > 0}
    for unit_id in dict.fromkeys(grant.unit_id for grant in ordered if balances[grant.grant_id]):
        available = sum(balances[grant.grant_id] for grant in ordered if grant.unit_id == unit_id)
        rate = by_unit.get(unit_id)
        if rate and _cost_of_portion(rate) <= available:
            return rate
    return None


def _first_portion(left: Demand, rate: UnitRate) -> tuple[Demand, Demand]:
    if rate.per is Per.DAY:
        return left, ()
    if rate.per is Per.HOUR:
        return first_minutes(left, rate.step_minutes)
    half = left[0].half
    return in_half(left, half), not_in_half(left, half)


def _cost_of_portion(rate: UnitRate) -> Decimal:
    if rate.per is not Per.HOUR:
        return rate.amount
    return (rate.amount * rate.step_minutes / 60).quantize(FOUR_DECIMALS, ROUND_HALF_UP).normalize()


def _drawn(
    cost: Decimal, rate: UnitRate, reservation_id: int, ordered: Sequence[GrantBalance], balances: Balances
) -> list[UnitLine]:
    """Takes `cost` out of `balances`, grant after grant."""
    lines = []
    for grant in ordered:
        taken = min(cost, balances[grant.grant_id]) if grant.unit_id == rate.unit_id else Decimal(0)
        if taken:
            balances[grant.grant_id] -= taken
            cost -= taken
            lines.append(UnitLine(grant.grant_id, rate.unit_id, rate.unit_name, taken, reservation_id))
    return lines


def _added_up(lines: Iterable[UnitLine]) -> tuple[UnitLine, ...]:
    """One line for each grant and reservation, in the order in which they were first taken."""
    sums: dict[tuple[int, int, str, int], Decimal] = {}
    for line in lines:
        key = (line.grant_id, line.unit_id, line.unit_name, line.reservation_id)
        sums[key] = sums.get(key, Decimal(0)) + line.quantity
    return tuple(UnitLine(g, u, name, quantity, r) for (g, u, name, r), quantity in sums.items())


def _usable(rate: UnitRate, grants: Iterable[GrantBalance]) -> Decimal:
    own = (grant for grant in grants if grant.unit_id == rate.unit_id)
    return sum((max(grant.usable, Decimal(0)) for grant in own), Decimal(0))
