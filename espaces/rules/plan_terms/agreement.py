"""Every date that a person sees before agreeing to a plan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from espaces.rules.plan_terms.leaving import End, earliest_end, last_day_to_ask
from espaces.rules.plan_terms.periods import first_day, period_at
from espaces.rules.plan_terms.terms import Period, PlanTerms


@dataclass(frozen=True)
class Agreement:
    first_period: Period
    first_end: End
    """The first end possible, when asked for on the day of the agreement."""
    leave_by: date | None
    """The last day to ask for it; None when it comes without being asked."""

    @property
    def starts_on(self) -> date:
        return self.first_period.starts_on

    @property
    def next_boundary(self) -> date:
        return self.first_period.ends_on

    @property
    def committed_until(self) -> date | None:
        return self.first_end.committed_until


def agreement(terms: PlanTerms, asked_on: date) -> Agreement:
    starts_on = first_day(terms, asked_on)
    first_end = earliest_end(terms, starts_on, asked_on)
    return Agreement(period_at(terms, starts_on, starts_on), first_end, last_day_to_ask(terms, first_end))
