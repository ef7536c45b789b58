"""A plan as one person would agree to it on a day: dates, amounts and units, computed from what is sold that day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from billing.models import PlanDiscount
from billing.queries.plan_prices import PlanPrices, price_facts_offered
from billing.rules.period_amounts import PeriodAmount, PlanPriceFacts, period_amount
from billing.rules.plan_terms_in_words import Offer, UnitsGiven, plan_price_in_words
from espaces.models import Membership, Plan, PlanAllowance
from espaces.queries.for_members import allowances_offered, versions_for
from espaces.queries.plan_terms import terms_of
from espaces.rules.amounts_in_words import number_in_words, units_in_words
from espaces.rules.plan_terms.agreement import Agreement, agreement
from espaces.rules.plan_terms.leaving import earliest_end, last_day_to_ask
from espaces.rules.plan_terms.periods import period_at
from espaces.rules.plan_terms.proration import prorated_allowance
from espaces.rules.plan_terms.terms import Period, PlanTerms


def offer_of(
    plan: Plan,
    asked_on: date,
    today: date,
    *,
    chosen: Decimal | None = None,
    anchor_on: date | None = None,
    joins: bool = True,
) -> Offer:
    """`anchor_on`: the rhythm that a change of plan keeps. `joins` False: no joining fee, no deposit."""
    terms = terms_of(plan)
    agreed = agreement(terms, asked_on)
    if anchor_on is not None:
        terms, agreed = _in_the_rhythm_of(terms, asked_on, anchor_on)
    price = price_facts_offered(plan, today, chosen)
    return Offer(
        plan_name=plan.name,
        terms=terms,
        agreement=agreed,
        price=price,
        first=_first(price, agreed.first_period, plan, joins=joins),
        units=tuple(_given(row, agreed.first_period) for row in allowances_offered(plan, today)),
        asked_on=asked_on,
    )


def _in_the_rhythm_of(terms: PlanTerms, day: date, anchor_on: date) -> tuple[PlanTerms, Agreement]:
    terms = replace(terms, anchor_on=anchor_on)
    end = earliest_end(terms, day, day)
    return terms, Agreement(period_at(terms, day, day), end, last_day_to_ask(terms, end))


def _first(price: PlanPriceFacts | None, period: Period, plan: Plan, *, joins: bool) -> PeriodAmount | None:
    return None if price is None else period_amount(price, period, plan_name=plan.name, joins=joins)


def _given(row: PlanAllowance, first_period: Period) -> UnitsGiven:
    return UnitsGiven(
        row.unit.name,
        row.unit.plural,
        row.amount,
        prorated_allowance(row.amount, first_period, row.unit.step),
        row.carry_over,
    )


def as_agreement(offer: Offer, shown: list[str]) -> dict[str, Any]:
    """What is kept with the membership: the sentences as they were read, and the figures behind them."""
    agreed, price, first = offer.agreement, offer.price, offer.first
    return {
        "shown": shown,
        "starts_on": agreed.starts_on.isoformat(),
        "first_period_until": agreed.next_boundary.isoformat(),
        "committed_until": agreed.committed_until.isoformat() if agreed.committed_until else None,
        "first_end": agreed.first_end.on.isoformat(),
        "leave_by": agreed.leave_by.isoformat() if agreed.leave_by else None,
        "amount": str(price.amount) if price else None,
        "first_amount": str(first.amount) if first else None,
        "joining_fee": str(first.joining_fee) if first else None,
        "deposit": str(first.deposit) if first else None,
        "includes_tax": price.includes_tax if price else None,
        "tax_rate": str(price.tax_rate) if price else None,
    }


@dataclass(frozen=True)
class OfferedPlan:
    """A plan on the list of those one may take: its price and its rights, in words."""

    plan: Plan
    price: str
    lines: tuple[str, ...]


def offers_in_words(plans: Sequence[Plan], day: date) -> list[OfferedPlan]:
    """`plans` come with their allowances. Plans without a price are not sold: they are left out."""
    prices = PlanPrices([Membership(plan=plan) for plan in plans])
    discounts = _discounts(plans, day)
    offers = []
    for plan in plans:
        price = prices.offered(plan, day)
        if price is None:
            continue
        lines = [*_given_in_words(plan, day), *discounts.get(plan.pk, ()), *_limits(plan)]
        offers.append(OfferedPlan(plan, plan_price_in_words(price, terms_of(plan)), tuple(lines)))
    return offers


def _given_in_words(plan: Plan, day: date) -> list[str]:
    return [
        _("%(units)s each period") % {"units": units_in_words(row.amount, row.unit.name, row.unit.plural)}
        for row in allowances_offered(plan, day)
    ]


def _discounts(plans: Sequence[Plan], day: date) -> dict[int, list[str]]:
    rows: dict[int, list[PlanDiscount]] = {}
    for row in PlanDiscount.objects.filter(plan__in=plans).order_by("kind", "pk"):
        rows.setdefault(row.plan_id, []).append(row)
    return {
        plan_id: [_discount(one) for one in versions_for(versions, day, day, each=lambda row: row.kind)]
        for plan_id, versions in rows.items()
    }


def _discount(row: PlanDiscount) -> str:
    words = {"kind": row.get_kind_display(), "percent": number_in_words(row.percent)}
    return (
        _("%(kind)s included") % words if row.percent == 100 else _("%(kind)s: %(percent)s %% less") % words
    )


def _limits(plan: Plan) -> list[str]:
    said = []
    if plan.requires is not None:
        said.append(_("only with “%(plan)s”") % {"plan": plan.requires})
    if plan.reduced_audience is not None:
        said.append(_("on proof seen by a host: %(audience)s") % {"audience": plan.reduced_audience})
    if plan.seats > 1:
        said.append(_("for %(seats)s persons") % {"seats": plan.seats})
    return said
