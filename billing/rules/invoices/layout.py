"""From amounts to lines and totals: tax once on the sum of each rate, and lines that add up to it to the cent.

4-money.md, section 4: with-tax prices keep what was announced (net = gross / (1 + rate) on the rate's sum), prices
without tax get theirs on top; an invoice may hold both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import floor

from billing.rules.invoices.content import Category, Line, RateTotal
from billing.rules.pricing.rounding import CENT, ZERO, cents, percent_of, total_of

Rate = tuple[Decimal, bool]
"""A tax rate in percent, and whether the amounts include it."""


@dataclass(frozen=True)
class Item:
    """A line before it is laid out. `amount` is in the basis of `includes_tax`; negative: something comes back.

    `net`: of an amount with tax, what a document said of it, or has to: an advance is taken off to the cent.
    """

    label: str
    quantity: Decimal
    unit_price: Decimal
    amount: Decimal
    includes_tax: bool
    tax_rate: Decimal
    first_day: date
    last_day: date
    charge: int | None = None
    corrects: int | None = None
    net: Decimal | None = None

    @property
    def rate(self) -> Rate:
        return self.tax_rate, self.includes_tax


@dataclass(frozen=True)
class Exemption:
    """Why a rate of zero is charged: the code of the VATEX list, and the sentence."""

    code: str
    text: str


def laid_out(
    items: Sequence[Item], exemption: Exemption | None
) -> tuple[tuple[Line, ...], tuple[RateTotal, ...]]:
    """Lines numbered from 1 in the order given, and totals by rate, the lowest first.

    `exemption` explains the lines at zero. Shares of a rate's net are by largest remainder.
    """
    totals = {rate: counted(items, rate) for rate in dict.fromkeys(item.rate for item in items)}
    nets = [ZERO] * len(items)
    for rate, (net, _tax) in totals.items():
        numbers = [number for number, item in enumerate(items) if item.rate == rate]
        shares = apportioned(net, [exact_net(items[number]) for number in numbers])
        for number, share in zip(numbers, shares, strict=True):
            nets[number] = share
    return as_lines(items, nets), by_rate(totals, exemption)


def counted(items: Sequence[Item], rate: Rate) -> tuple[Decimal, Decimal]:
    """The net and the tax of one rate: once on the sum, but for the items whose net is said."""
    net, tax = net_and_tax(sum_of(items, rate), rate)
    said_net, said_tax = said(items, rate)
    return net + said_net, tax + said_tax


def said(items: Sequence[Item], rate: Rate) -> tuple[Decimal, Decimal]:
    """The net and the tax of the items whose net is said."""
    found = [(item.net, item.amount) for item in items if item.rate == rate and item.net is not None]
    net = total_of(net for net, _amount in found)
    return net, total_of(amount for _net, amount in found) - net


def sum_of(items: Sequence[Item], rate: Rate) -> Decimal:
    """Of the items whose net is not said."""
    return total_of(item.amount for item in items if item.rate == rate and item.net is None)


def net_and_tax(amount: Decimal, rate: Rate) -> tuple[Decimal, Decimal]:
    """Of the sum of one rate: 9.99 with tax at 20 % is 8.33 and 1.66; 1.02 without is 1.02 and 0.20."""
    percent, includes_tax = rate
    net = cents(amount * 100 / (100 + percent)) if includes_tax else amount
    return net, amount - net if includes_tax else cents(percent_of(net, percent))


def exact_net(item: Item) -> Fraction:
    """Without its tax, not rounded."""
    if item.net is not None:
        return Fraction(item.net)
    if not item.includes_tax:
        return Fraction(item.amount)
    return Fraction(item.amount) * 100 / (100 + Fraction(item.tax_rate))


def apportioned(net: Decimal, exact: Sequence[Fraction]) -> list[Decimal]:
    """Each within a cent of its exact net and adding up to `net`: largest remainder, ties to the first.

    Not by weight: a line that gives back beside one of nearly the same amount would turn a cent into euros.
    """
    floors = [floor(one * 100) for one in exact]
    each, more = divmod(int(net * 100) - sum(floors), len(floors))
    by_remainder = sorted(range(len(exact)), key=lambda n: floors[n] - exact[n] * 100)
    for n in by_remainder[:more]:
        floors[n] += 1
    return [(share + each) * CENT for share in floors]


def by_rate(
    totals: dict[Rate, tuple[Decimal, Decimal]], exemption: Exemption | None
) -> tuple[RateTotal, ...]:
    """What is with tax and what is without come together under their rate."""
    rates = sorted({rate for rate, _includes in totals})
    return tuple(_total(rate, totals, exemption) for rate in rates)


def _total(
    rate: Decimal, totals: dict[Rate, tuple[Decimal, Decimal]], exemption: Exemption | None
) -> RateTotal:
    found = [totals[key] for key in ((rate, True), (rate, False)) if key in totals]
    net, tax = sum((n for n, _t in found), ZERO), sum((t for _n, t in found), ZERO)
    if rate:
        return RateTotal(rate, net, tax)
    code, text = (exemption.code, exemption.text) if exemption else ("", "")
    return RateTotal(rate, net, tax, Category.EXEMPT, code, text)


def as_lines(items: Sequence[Item], nets: Sequence[Decimal]) -> tuple[Line, ...]:
    """Numbered from 1 in the order given."""
    return tuple(_line(number, *one) for number, one in enumerate(zip(items, nets, strict=True), start=1))


def _line(number: int, item: Item, net: Decimal) -> Line:
    return Line(
        position=number,
        label=item.label,
        quantity=item.quantity,
        unit_price=item.unit_price,
        amount=item.amount,
        includes_tax=item.includes_tax,
        tax_rate=item.tax_rate,
        net=net,
        first_day=item.first_day,
        last_day=item.last_day,
        charge=item.charge,
        corrects=item.corrects,
    )
