"""The prices that may be used together: every tariff of the person, or one discount and no other advantage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from billing.rules.pricing.demand import Demand
from billing.rules.pricing.facts import DayFacts
from billing.rules.pricing.hours import lines_by_the_hour
from billing.rules.pricing.lines import flat_line
from billing.rules.pricing.quotes import MoneyLine
from billing.rules.pricing.settings import Audience, Discount, PriceDay, PriceRules, Tariff, TimeUnit
from billing.rules.pricing.tax import due_of


@dataclass(frozen=True)
class Offer:
    """The tariffs that hold on the day. Of those for one unit the lowest applies, tax included."""

    tariffs: tuple[Tariff, ...]
    includes_tax: bool
    discount: Discount | None = None

    def of(self, unit: TimeUnit) -> tuple[Tariff, ...]:
        return tuple(tariff for tariff in self.tariffs if tariff.unit is unit)

    def flat(self, unit: TimeUnit, paid: Demand) -> list[MoneyLine]:
        """The day or half-day at its lowest price; nothing where it is not on sale."""
        return self._lowest([[flat_line(tariff, paid)] for tariff in self.of(unit)])

    def by_the_hour(self, paid: Demand) -> list[MoneyLine]:
        """At the tariff that is the lowest for so many minutes; nothing where hours are not on sale."""
        return self._lowest([lines_by_the_hour(tariff, paid) for tariff in self.of(TimeUnit.HOUR)])

    def due(self, lines: Sequence[MoneyLine]) -> Decimal:
        return due_of(lines, includes_tax=self.includes_tax)

    def _lowest(self, ways: list[list[MoneyLine]]) -> list[MoneyLine]:
        return min(ways, key=self.due, default=[])


def offers_of(facts: DayFacts) -> list[Offer]:
    """All tariffs without discount first, then those for everybody with each discount: nothing is stacked."""
    rules = facts.rules
    today = tuple(_taxed(tariff, rules) for tariff in facts.tariffs if holds_on(tariff, facts.day))
    for_everybody = tuple(tariff for tariff in today if tariff.audience is Audience.EVERYBODY)
    discounted = [Offer(for_everybody, rules.includes_tax, discount) for discount in facts.discounts]
    return [Offer(today, rules.includes_tax), *discounted]


def holds_on(tariff: Tariff, day: PriceDay) -> bool:
    if day.is_holiday and tariff.on_holidays is not None:
        return tariff.on_holidays
    return day.date.weekday() in tariff.weekdays


def _taxed(tariff: Tariff, rules: PriceRules) -> Tariff:
    """Where no tax is charged the amounts are final and carry no rate."""
    return tariff if rules.charges_tax else replace(tariff, tax_rate=Decimal(0))
