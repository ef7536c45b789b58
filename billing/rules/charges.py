"""Which amounts become charges. Only money counts: a name that was corrected since changes no charge."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Protocol

from billing.rules.period_amounts import PeriodAmount
from billing.rules.pricing.differences import MoneyChange
from billing.rules.pricing.quotes import Quote
from billing.rules.pricing.rounding import ZERO, cents, percent_of, spread


@dataclass(frozen=True)
class Part:
    """An amount at one tax rate, in the basis of `includes_tax`; negative when something comes back."""

    amount: Decimal
    includes_tax: bool
    tax_rate: Decimal

    @property
    def name(self) -> str:
        """Tells the parts of one source apart: "20.00" with tax, "20.00+" where it is added."""
        return f"{self.tax_rate:.2f}{'' if self.includes_tax else '+'}"

    @property
    def rate(self) -> tuple[Decimal, bool]:
        return self.tax_rate, self.includes_tax


class Charged(Protocol):
    @property
    def amount(self) -> Decimal: ...
    @property
    def includes_tax(self) -> bool: ...
    @property
    def tax_rate(self) -> Decimal: ...


@dataclass(frozen=True)
class Difference:
    """What a charge must hold beside those already invoiced; `corrects` is the one of which something comes back."""

    amount: Decimal
    corrects: int | None = None


class Invoiced(Charged, Protocol):
    @property
    def pk(self) -> int: ...
    @property
    def corrects_id(self) -> int | None: ...


def differences_of(
    owed: Decimal, invoiced: Sequence[Invoiced], reductions: Sequence[Invoiced] = ()
) -> list[Difference]:
    """Between what one part of a source owes and its invoiced charges: more is one charge; less comes back from the
    invoiced ones, the latest first, each up to what it still holds.

    `reductions`: what was given back of them by a gesture. It stays given, and is not given twice: it counts first
    for what is owed no more.
    """
    missing = owed - sum((charge.amount for charge in invoiced), ZERO)
    if missing > 0 or (missing < 0 and not invoiced):
        return [Difference(missing)]
    missing -= sum((reduction.amount for reduction in reductions), ZERO)
    found = []
    for charge in sorted(invoiced, key=lambda one: one.pk, reverse=True):
        back = min(_held(charge, [*invoiced, *reductions]), -missing)
        if back > 0:
            found.append(Difference(-back, charge.pk))
            missing += back
    return found


def _held(charge: Invoiced, others: Sequence[Invoiced]) -> Decimal:
    return charge.amount + sum((other.amount for other in others if other.corrects_id == charge.pk), ZERO)


def is_settled(owed: Decimal, charged: Decimal, reduced: Decimal) -> bool:
    """`charged`: the sum of the charges of a part; `reduced`: the (negative) sum of gestures on them. When a gesture
    has already given back what is no longer owed, nothing more comes back."""
    return charged == owed or charged > owed >= charged + reduced


def due_with_tax(parts: Iterable[Part]) -> Decimal:
    """What an invoice would ask for: tax is computed once on the sum of each rate."""
    sums: dict[tuple[Decimal, bool], Decimal] = {}
    for part in parts:
        sums[part.rate] = sums.get(part.rate, ZERO) + part.amount
    return (
        sum(
            (amount if includes_tax else amount + cents(percent_of(amount, rate)))
            for (rate, includes_tax), amount in sums.items()
        )
        + ZERO
    )


def parts_of_day(quote: Quote, kept: Iterable[MoneyChange]) -> list[Part]:
    """What a day owes, late cancellations with the rest, one part for each rate and basis."""
    sums: dict[tuple[Decimal, bool], Decimal] = {}
    owed = [(line.tax_rate, quote.includes_tax, line.amount) for line in quote.lines]
    owed += [(change.tax_rate, change.includes_tax, change.amount) for change in kept]
    for rate, includes_tax, amount in owed:
        sums[rate, includes_tax] = sums.get((rate, includes_tax), ZERO) + amount
    return [Part(amount, includes_tax, rate) for (rate, includes_tax), amount in sums.items() if amount]


def advance_parts(amount: Decimal, quote: Quote) -> list[Part]:
    """Of `amount`, with tax, shared over the rates of what it is an advance on."""
    gross: dict[Decimal, Decimal] = {}
    for part in parts_of_day(quote, ()):
        gross[part.tax_rate] = gross.get(part.tax_rate, ZERO) + due_with_tax([part])
    shares = spread(amount, [max(one, ZERO) for one in gross.values()])
    return [Part(share, True, rate) for rate, share in zip(gross, shares, strict=True) if share]


def part_of_period(amount: PeriodAmount) -> Part | None:
    return _part(amount.amount, amount)


def credit_of_period(amount: PeriodAmount) -> Part | None:
    """Days given back."""
    return _part(-amount.credit, amount)


def capped(back: Part, left: Decimal) -> Part | None:
    """What comes back, at most what is `left` of what it gives back; None where nothing is."""
    amount = max(back.amount, -max(left, ZERO))
    return replace(back, amount=amount) if amount else None


def joining_fee(amount: PeriodAmount) -> Part | None:
    return _part(amount.joining_fee, amount)


def deposit(amount: PeriodAmount) -> Part | None:
    """Given back one day: outside VAT."""
    return Part(amount.deposit, True, ZERO) if amount.deposit else None


def _part(owed: Decimal, amount: PeriodAmount) -> Part | None:
    return Part(owed, amount.includes_tax, amount.tax_rate) if owed else None
