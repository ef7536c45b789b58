"""The terms of a plan or a membership, as the rules of periods read them."""

from __future__ import annotations

from espaces.models import Membership, PlanTerms as TermsRow
from espaces.rules.plan_terms.terms import Anchor, Cycle, FirstPeriod, Leaving, PlanTerms


def terms_of(row: TermsRow) -> PlanTerms:
    """Of a plan as offered today, or of a membership as agreed."""
    return PlanTerms(
        cycle=Cycle(row.cycle),
        cycle_days=row.cycle_days,
        anchor=Anchor(row.anchor),
        first_period=FirstPeriod(row.first_period),
        commitment=row.commitment,
        notice_days=row.notice_days,
        leaving=Leaving(row.leaving),
        renews=row.renews,
        pauses_per_year=row.pauses_per_year,
        sold_ahead_from_month=row.sold_ahead_from_month,
        sold_ahead_from_day=row.sold_ahead_from_day,
        anchor_on=row.anchor_on if isinstance(row, Membership) else None,
    )
