"""What an act on a membership would do, in sentences, before anybody agrees to it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from billing.queries.plan_offers import offer_of
from billing.queries.plan_prices import PlanPrices
from billing.queries.standings import reserved_days
from billing.rules.membership_in_words import reservations_touched
from billing.rules.period_amounts import period_amount
from billing.rules.plan_terms_in_words import amount_in_words, offer_in_words
from espaces.models import Membership, Plan
from espaces.queries.plan_terms import terms_of
from espaces.rules.dates_in_words import date_in_words as day
from espaces.rules.plan_terms.leaving import earliest_end
from espaces.rules.plan_terms.periods import period_at
from espaces.rules.plan_terms.terms import ONE_DAY, Period


def first_possible_end(membership: Membership, today: date) -> date:
    return earliest_end(terms_of(membership), membership.starts_on, today).on


def end_told(membership: Membership, ends_on: date, today: date) -> list[str]:
    """Its last day, what is still paid until then, what is lost and what is reserved afterwards."""
    said = [_("Its last day is %(day)s.") % {"day": day(ends_on - ONE_DAY)}]
    first = first_possible_end(membership, today)
    if ends_on < first:
        said.append(_("By the terms agreed, its last day would be %(day)s.") % {"day": day(first - ONE_DAY)})
    credit = _credit(membership, ends_on, today, gives_back=membership.leaving == Membership.Leaving.ANY_DAY)
    if credit:
        said.append(credit)
    elif ends_on > membership.starts_on:
        said.append(_("Every period begun by then is due in full."))
    said.append(_("What is left of its units is lost after that day."))
    said.append(reservations_touched(reserved_days(membership, ends_on)))
    return said


def pause_told(membership: Membership, periods: Sequence[Period]) -> list[str]:
    said = []
    for period in periods:
        words = {"first": day(period.starts_on), "last": day(period.last_day)}
        said.append(
            _(
                "From %(first)s to %(last)s nothing is due, no unit is given, and prices are those of everybody."
            )
            % words
        )
        said.append(reservations_touched(reserved_days(membership, period.starts_on, period.ends_on)))
    return said


def change_told(membership: Membership, plan: Plan, on: date, today: date) -> list[str]:
    """Both lines of a change: what is given back of the old plan, and everything of the new one."""
    words = {"plan": membership.plan, "day": day(on - ONE_DAY)}
    said = [_("“%(plan)s” ends: its last day is %(day)s.") % words]
    credit = _credit(membership, on, today, gives_back=True)
    if credit:
        said += [credit, _("What is left of its units is lost after that day.")]
    anchor_on = membership.anchor_on if plan.anchor == Plan.Anchor.ANNIVERSARY else None
    offer = offer_of(plan, on, today, anchor_on=anchor_on, joins=False)
    return [*said, _("“%(plan)s” follows it:") % {"plan": plan}, *offer_in_words(offer)]


def _credit(membership: Membership, on: date, today: date, *, gives_back: bool) -> str:
    """What the days after an end inside a period give back; nothing at its end. A period begun today is given
    back whole when the end is today."""
    inside = on if on <= today else on - ONE_DAY
    try:
        period = period_at(terms_of(membership), membership.starts_on, inside)
    except ValueError:
        return ""
    price = PlanPrices([membership]).facts(membership, period.starts_on)
    if price is None or not gives_back:
        return ""
    amount = period_amount(
        price, period, plan_name=membership.plan.name, joins=False, closed_on=on, gives_back=True
    )
    if not amount.credit:
        return ""
    return _("Given back for the days not used: %(amount)s.") % {
        "amount": amount_in_words(amount.credit, amount)
    }
