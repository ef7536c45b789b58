"""Terms of plans as hypothesis makes them up, and memberships begun as their terms allow."""

from __future__ import annotations

import datetime as dt

from hypothesis import strategies as st

from espaces.rules.plan_terms.periods import first_day
from espaces.rules.plan_terms.terms import Anchor, Cycle, FirstPeriod, Leaving, PlanTerms

days = st.dates(dt.date(2023, 1, 1), dt.date(2029, 12, 31))
"""Two 29 February among them."""


@st.composite
def plan_terms(draw: st.DrawFn) -> PlanTerms:
    cycle, anchor = draw(st.sampled_from(Cycle)), draw(st.sampled_from(Anchor))
    sold_ahead = cycle is Cycle.YEAR and anchor is Anchor.CALENDAR
    return PlanTerms(
        cycle=cycle,
        anchor=anchor,
        cycle_days=draw(st.integers(1, 45)) if cycle is Cycle.DAYS else 0,
        first_period=draw(st.sampled_from(FirstPeriod)),
        commitment=draw(st.integers(0, 5)),
        notice_days=draw(st.integers(0, 95)),
        leaving=draw(st.sampled_from(Leaving)),
        renews=draw(st.booleans()),
        pauses_per_year=draw(st.integers(0, 3)),
        sold_ahead_from_month=draw(st.none() | st.integers(2, 12)) if sold_ahead else None,
        anchor_on=draw(st.none() | days) if anchor is Anchor.ANNIVERSARY else None,
    )


@st.composite
def memberships(draw: st.DrawFn) -> tuple[PlanTerms, dt.date]:
    """Terms, and the day a membership under them begins."""
    terms = draw(plan_terms())
    return terms, first_day(terms, draw(days))
