"""From one plan to another (design: Memberships, "Plan change"): at the next boundary, or at once if asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from espaces.rules.plan_terms.periods import boundary_from, first_day, period_at
from espaces.rules.plan_terms.proration import cut, prorated
from espaces.rules.plan_terms.terms import ONE_DAY, Period, PlanTerms


@dataclass(frozen=True)
class ChangeAtOnce:
    """Both lines of one invoice: the unused days of the old plan, and the first period of the new one."""

    unused: Period
    credit: Decimal
    new_period: Period
    charge: Decimal

    @property
    def due(self) -> Decimal:
        """Negative when the person gets money back."""
        return self.charge - self.credit


def change_at_boundary(terms: PlanTerms, starts_on: date, asked_on: date) -> date:
    """The first day of the new plan, by the old one's terms: a period begun, even this very day, is kept."""
    if asked_on < starts_on:
        return starts_on
    return boundary_from(terms, starts_on, asked_on + ONE_DAY)


def credit_and_charge(
    old_price: Decimal, old_period: Period, new_price: Decimal, new_terms: PlanTerms, on: date
) -> ChangeAtOnce:
    """What a change on `on`, a day of the old period, gives back and costs; both positive, in euros.

    With `anchor_on` in its terms, the new plan keeps the old one's anniversary and its first period is
    prorated; without, it begins a whole one. Raises ValueError on a day outside the old period, or inside a
    period of a new plan that is indivisible.
    """
    if not old_period.covers(on):
        raise ValueError(f"The old plan does not cover {on}.")
    if first_day(new_terms, on) != on:
        raise ValueError(f"The new plan cannot begin on {on}.")
    unused = old_period if on == old_period.starts_on else cut(old_period, on)[1]
    new_period = period_at(new_terms, on, on)
    return ChangeAtOnce(unused, prorated(old_price, unused), new_period, prorated(new_price, new_period))
