"""When a membership can end (design: Memberships, "Notice"): the end is the first day not covered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from espaces.rules.plan_terms.periods import boundary, boundary_from, term_end
from espaces.rules.plan_terms.terms import ONE_DAY, Leaving, PlanTerms


class EndRule(StrEnum):
    """What put the end where it is; where several agree, the first of this list."""

    TERM = "term"  # the plan does not renew: it ends there without being asked
    AT_ONCE = "at_once"  # the day after, one may leave any day
    BOUNDARY = "boundary"  # the end of the current period
    NOTICE = "notice"
    COMMITMENT = "commitment"


@dataclass(frozen=True)
class End:
    on: date
    decided_by: EndRule
    notice_until: date
    """The day the notice is over: leaving on it respects the notice."""
    committed_until: date | None


def earliest_end(terms: PlanTerms, starts_on: date, asked_on: date) -> End:
    """The first end that somebody who asks to leave on `asked_on` can have.

    At least `notice_days` away, not before the end of the commitment, and on a boundary unless any day will do.
    A day begun is due, and so is the period begun that day; a membership lasts for one day, or period, at least.
    """
    notice_until = asked_on + timedelta(days=terms.notice_days)
    freely = _end_from(terms, starts_on, asked_on + ONE_DAY)
    after_notice = _end_from(terms, starts_on, notice_until)
    committed = committed_until(terms, starts_on)
    on, term = max(freely, after_notice, committed or freely), term_end(terms, starts_on)
    if term is not None and term <= on:
        on, rule = term, EndRule.TERM
    elif on == freely:
        rule = EndRule.AT_ONCE if terms.leaving is Leaving.ANY_DAY else EndRule.BOUNDARY
    else:
        rule = EndRule.NOTICE if on == after_notice else EndRule.COMMITMENT
    return End(on, rule, notice_until, committed)


def committed_until(terms: PlanTerms, starts_on: date) -> date | None:
    """The end of the commitment; one period only where the plan does not renew; None where there is none."""
    if not terms.commitment:
        return None
    return boundary(terms, starts_on, terms.commitment if terms.renews else 1)


def last_day_to_ask(terms: PlanTerms, end: End) -> date | None:
    """Asked by that day, the membership ends then; a day later, later. None: it ends without being asked."""
    if end.decided_by is EndRule.TERM:
        return None
    return end.on - timedelta(days=max(terms.notice_days, 1))


def _end_from(terms: PlanTerms, starts_on: date, day: date) -> date:
    """The first end on `day` or later that the plan's way of leaving knows."""
    if terms.leaving is Leaving.ANY_DAY:
        return max(day, starts_on + ONE_DAY)
    return boundary_from(terms, starts_on, day)
