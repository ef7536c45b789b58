"""A membership as its holder reads it: what it costs and gives next, until when it binds, how one leaves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _, ngettext

from billing.rules.period_amounts import PeriodAmount, PlanPriceFacts
from billing.rules.plan_terms_in_words import amount_in_words, plan_price_in_words
from espaces.rules.amounts_in_words import units_in_words
from espaces.rules.dates_in_words import date_in_words as day
from espaces.rules.plan_terms.leaving import End
from espaces.rules.plan_terms.terms import ONE_DAY, Period, PlanTerms


@dataclass(frozen=True)
class UnitsLeft:
    one: str
    several: str
    amount: Decimal
    until: date | None


@dataclass(frozen=True)
class Standing:
    """Where a membership stands on a day. `following` is the next period that is not paused; None: there is none.

    `end` is the first one possible if it were asked for that day; None when the end is settled.
    """

    terms: PlanTerms
    starts_on: date
    ends_on: date | None
    asked_to_leave: bool
    today: date
    period: Period | None
    paused: bool
    price: PlanPriceFacts | None
    following: Period | None
    following_amount: PeriodAmount | None
    end: End | None
    leave_by: date | None
    units: tuple[UnitsLeft, ...] = ()

    @property
    def state(self) -> str:
        if self.today < self.starts_on:
            return "coming"
        if self.ends_on is not None and self.ends_on <= self.today:
            return "over"
        if self.paused:
            return "paused"
        return "leaving" if self.ends_on is not None and self.terms.renews else "running"

    @property
    def is_over(self) -> bool:
        return self.state == "over"


def state_in_words(state: str) -> str:
    return {
        "coming": _("to come"),
        "running": _("running"),
        "leaving": _("ends soon"),
        "paused": _("paused"),
        "over": _("over"),
    }[state]


def standing_in_words(standing: Standing) -> list[tuple[str, str]]:
    """Label and words, in the order in which they are read."""
    rows = [(_("Period"), _period(standing)), (_("Price"), _price(standing))]
    if standing.units:
        rows.append((_("What is left"), " · ".join(_left(units) for units in standing.units)))
    if not standing.is_over:
        rows += [(_("Next amount"), _next(standing)), (_("How it ends"), how_it_ends(standing))]
    return rows


def _period(standing: Standing) -> str:
    if standing.period is None:
        if standing.is_over and standing.ends_on is not None:
            return _("Its last day was %(day)s.") % {"day": day(standing.ends_on - ONE_DAY)}
        return _("It begins on %(day)s.") % {"day": day(standing.starts_on)}
    words = {"first": day(standing.period.starts_on), "last": day(standing.period.last_day)}
    if standing.paused:
        return _("From %(first)s to %(last)s: paused, nothing is due and nothing is given.") % words
    return _("From %(first)s to %(last)s") % words


def _price(standing: Standing) -> str:
    if standing.price is None:
        return _("not set")
    return plan_price_in_words(standing.price, standing.terms)


def _left(units: UnitsLeft) -> str:
    words = {"units": units_in_words(units.amount, units.one, units.several)}
    if units.until is None:
        return words["units"]
    return _("%(units)s until %(day)s") % (words | {"day": day(units.until - ONE_DAY)})


def _next(standing: Standing) -> str:
    if standing.following is None:
        return _("none")
    on = day(standing.following.starts_on)
    if standing.following_amount is None:
        return _("on %(day)s") % {"day": on}
    amount = amount_in_words(standing.following_amount.amount, standing.following_amount)
    return _("%(amount)s on %(day)s") % {"amount": amount, "day": on}


def how_it_ends(standing: Standing) -> str:
    if standing.end is None and standing.ends_on is not None:
        return _("Its last day is %(day)s.") % {"day": day(standing.ends_on - ONE_DAY)}
    if standing.end is None:
        return _("not known")
    said = []
    committed = standing.end.committed_until
    if committed is not None and committed > standing.today:
        said.append(_("Committed until %(last_day)s.") % {"last_day": day(committed - ONE_DAY)})
    words = {"last_day": day(standing.end.on - ONE_DAY)}
    if standing.leave_by is not None and standing.leave_by >= standing.today:
        said.append(
            _("May end on %(last_day)s, if asked by %(ask_by)s.")
            % (words | {"ask_by": day(standing.leave_by)})
        )
    else:
        said.append(_("Asked today, it ends on %(last_day)s.") % words)
    return " ".join(said)


def reservations_touched(days: Sequence[date], *, shown: int = 8) -> str:
    """The days on which the person comes without the plan; said before the button."""
    if not days:
        return _("No reservation is touched.")
    listed = ", ".join(day(one) for one in days[:shown])
    if len(days) > shown:
        listed += _(" and others")
    return ngettext(
        "%(count)s reservation stays, at the price without this plan: %(days)s.",
        "%(count)s reservations stay, at the price without this plan: %(days)s.",
        len(days),
    ) % {"count": len(days), "days": listed}
