"""What one period of a membership costs, and what is given back when it is closed before its end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from billing.rules.pricing.rounding import ZERO
from espaces.rules.plan_terms.proration import prorated
from espaces.rules.plan_terms.terms import Period


@dataclass(frozen=True)
class PlanPriceFacts:
    """What the member agreed to, or was told of since: euros per whole period, in the basis of `includes_tax`."""

    amount: Decimal
    includes_tax: bool
    tax_rate: Decimal
    joining_fee: Decimal = ZERO
    deposit: Decimal = ZERO


@dataclass(frozen=True)
class PeriodAmount:
    """All in the basis of `includes_tax`; `tax_rate` in percent, 0 where no tax is charged.

    `amount` is that of the period as it was opened. `credit`, positive, is to be given back from `closed_on` on.
    `joining_fee` and `deposit` come once, with the first period; no tax is ever due on a deposit.
    """

    plan_name: str
    first_day: date
    last_day: date
    charged_days: int
    full_days: int
    amount: Decimal
    includes_tax: bool
    tax_rate: Decimal
    joining_fee: Decimal = ZERO
    deposit: Decimal = ZERO
    credit: Decimal = ZERO
    closed_on: date | None = None

    @property
    def is_prorated(self) -> bool:
        return self.charged_days != self.full_days


def period_amount(
    price: PlanPriceFacts,
    period: Period,
    *,
    plan_name: str,
    joins: bool,
    paused: bool = False,
    closed_on: date | None = None,
    gives_back: bool = False,
) -> PeriodAmount:
    """`joins`: the first period of who was not a member before. `gives_back`: the days after `closed_on` are unused
    by the terms (one leaves on any day) or by a change of plan at once; else the period begun is due in full."""
    amount = ZERO if paused else prorated(price.amount, period)
    return PeriodAmount(
        plan_name=plan_name,
        first_day=period.starts_on,
        last_day=period.last_day,
        charged_days=period.charged_days,
        full_days=period.full_days,
        amount=amount,
        includes_tax=price.includes_tax,
        tax_rate=price.tax_rate,
        joining_fee=price.joining_fee if joins else ZERO,
        deposit=price.deposit if joins else ZERO,
        credit=ZERO if paused or not gives_back else _credit(price.amount, period, closed_on),
        closed_on=closed_on,
    )


def _credit(price: Decimal, period: Period, closed_on: date | None) -> Decimal:
    if closed_on is None or closed_on >= period.ends_on:
        return ZERO
    unused = Period(period.number, closed_on, period.ends_on, period.full_starts_on, period.full_ends_on)
    return prorated(price, unused)
