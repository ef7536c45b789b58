"""What a quote says, line by line. It is stored as it was agreed (see `stored.py`) and never recomputed."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

ZERO = Decimal("0.00")


class Step(StrEnum):
    """What a line of the trace tells; `quote_in_words` turns it into a sentence."""

    INCLUDED = "included"
    UNITS = "units"
    UNITS_SHORT = "units_short"
    NOT_ON_SALE = "not_on_sale"
    COUNTED = "counted"
    """How the stay was counted: half-days by the clock or by duration, minutes left."""
    COVER = "cover"
    """The cheapest cover that was chosen, and what the next one would have cost."""
    CHOSEN = "chosen"
    AUDIENCE = "audience"
    DISCOUNT = "discount"
    CAP = "cap"
    WEEK_PRICE = "week_price"
    NO_TAX = "no_tax"
    DEPOSIT = "deposit"
    TO_SETTLE = "to_settle"
    AWAITED = "awaited"
    """Units of a period that is not open yet, for want of a price."""
    KEPT = "kept"


@dataclass(frozen=True)
class TraceLine:
    step: Step
    facts: dict[str, str] = field(default_factory=dict)
    """Plain strings: numbers as written by str(Decimal), dates in ISO."""


@dataclass(frozen=True)
class UnitLine:
    """Units of one grant used for one reservation."""

    grant_id: int
    unit_id: int
    unit_name: str
    quantity: Decimal
    reservation_id: int


@dataclass(frozen=True)
class MoneyLine:
    """`quantity` × `unit_price` = `amount`, but for the first hour of a different price. In the basis of the list.

    `unit`: hour, half_day, day, window, included, or a correction: week, discount, cap, kept. The amount of hours
    comes from their minutes; their quantity is shown with four decimals. `tax_rate` is in percent.
    `reservation_id`: None when the line pays for several.
    """

    unit: str
    quantity: Decimal
    unit_price: Decimal
    amount: Decimal
    tax_rate: Decimal
    tariff_id: int | None = None
    audience: str = ""
    audience_name: str = ""
    reservation_id: int | None = None


@dataclass(frozen=True)
class RateTotal:
    tax_rate: Decimal
    net: Decimal
    tax: Decimal

    @property
    def gross(self) -> Decimal:
        return self.net + self.tax


@dataclass(frozen=True)
class Quote:
    """How a day would be paid: units first, then money. `total` is in the basis of the list, `due` with tax."""

    units: tuple[UnitLine, ...] = ()
    lines: tuple[MoneyLine, ...] = ()
    includes_tax: bool = True
    rates: tuple[RateTotal, ...] = ()
    deposit: Decimal = ZERO
    trace: tuple[TraceLine, ...] = ()
    missing_units: Decimal = ZERO
    """Neither units nor a price for the rest: so many are missing (`not_covered`); nothing else is quoted."""
    not_on_sale: bool = False
    """No price for this audience and no unit takes it: `not_eligible`."""
    to_settle: bool = False
    """Beyond the last opened period: `due` is the most it can cost."""
    awaited: tuple[UnitLine, ...] = ()
    """What the next period is expected to pay of it; nothing is taken yet, and `grant_id` is made up."""

    @property
    def total(self) -> Decimal:
        return sum((line.amount for line in self.lines), ZERO)

    @property
    def due(self) -> Decimal:
        return sum((rate.gross for rate in self.rates), ZERO)

    @property
    def waits_for_units(self) -> bool:
        """There is no price: the next period alone will pay."""
        return bool(self.awaited) and not self.lines

    @property
    def is_possible(self) -> bool:
        return not self.not_on_sale and not self.missing_units
