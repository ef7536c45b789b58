"""What a person reads before agreeing to a plan: every date and every amount, computed. In the reader's language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _, ngettext

from billing.rules.period_amounts import PeriodAmount, PlanPriceFacts
from billing.rules.prices_in_words import price_in_words, with_tax_in_words
from espaces.rules.amounts_in_words import units_in_words
from espaces.rules.dates_in_words import date_in_words as day
from espaces.rules.plan_terms.agreement import Agreement
from espaces.rules.plan_terms.terms import ONE_DAY, Cycle, PlanTerms


@dataclass(frozen=True)
class UnitsGiven:
    one: str
    several: str
    each_period: Decimal
    first_period: Decimal
    carry_over: int = 0


@dataclass(frozen=True)
class Offer:
    """A plan as it would be agreed to: `first` is the amount of its first period; None without a price."""

    plan_name: str
    terms: PlanTerms
    agreement: Agreement
    price: PlanPriceFacts | None
    first: PeriodAmount | None
    units: tuple[UnitsGiven, ...] = ()
    asked_on: date | None = None


def per_period(terms: PlanTerms) -> str:
    if terms.cycle is Cycle.DAYS:
        return ngettext("for %(days)s day", "for %(days)s days", terms.cycle_days) % {
            "days": terms.cycle_days
        }
    return {
        Cycle.WEEK: _("per week"),
        Cycle.MONTH: _("per month"),
        Cycle.QUARTER: _("per quarter"),
        Cycle.YEAR: _("per year"),
    }[terms.cycle]


def plan_price_in_words(price: PlanPriceFacts, terms: PlanTerms) -> str:
    """ "100,00 € per month"; without tax, with what it comes to."""
    return _("%(price)s %(per)s") % {"price": amount_in_words(price.amount, price), "per": per_period(terms)}


def amount_in_words(amount: Decimal, price: PlanPriceFacts | PeriodAmount) -> str:
    """With tax as announced; without tax, followed by what it comes to where tax is charged."""
    if price.includes_tax or not price.tax_rate or not amount:
        return price_in_words(amount)
    words = {
        "net": price_in_words(amount, includes_tax=False),
        "gross": with_tax_in_words(amount, price.tax_rate),
    }
    return _("%(net)s (%(gross)s)") % words


def offer_in_words(offer: Offer) -> list[str]:
    return [
        _beginning(offer),
        *_amounts(offer),
        *_units(offer),
        *_leaving(offer),
    ]


def _beginning(offer: Offer) -> str:
    starts_on = offer.agreement.starts_on
    if offer.asked_on is not None and offer.asked_on < starts_on:
        return _("It begins on %(day)s, the first day of its next period: it is never cut.") % {
            "day": day(starts_on)
        }
    return _("It begins on %(day)s.") % {"day": day(starts_on)}


def _amounts(offer: Offer) -> list[str]:
    """The first period on its own line, then the rhythm, then what is paid once."""
    if offer.price is None or offer.first is None:
        return [_("Nothing to pay is announced for this plan: its price is not set.")]
    said = [_first_period(offer.first)]
    if offer.terms.renews:
        following = {"day": day(offer.agreement.next_boundary)}
        said.append(
            _("Then %(price)s, the next time on %(day)s.")
            % (following | {"price": plan_price_in_words(offer.price, offer.terms)})
        )
    once = [
        (offer.first.joining_fee, _("Joining fee, once: %(amount)s.")),
        (offer.first.deposit, _("Security deposit, given back at the end: %(amount)s.")),
    ]
    said += [
        sentence % {"amount": amount_in_words(amount, offer.price)} for amount, sentence in once if amount
    ]
    return said


def _first_period(first: PeriodAmount) -> str:
    words = {
        "last_day": day(first.last_day),
        "amount": amount_in_words(first.amount, first),
        "days": first.charged_days,
        "all": first.full_days,
    }
    if first.is_prorated:
        return _("First period, until %(last_day)s included: %(amount)s (%(days)s of %(all)s days).") % words
    return _("First period, until %(last_day)s included: %(amount)s.") % words


def _units(offer: Offer) -> list[str]:
    return [sentence for units in offer.units for sentence in _units_of_one(units)]


def _units_of_one(units: UnitsGiven) -> list[str]:
    each = units_in_words(units.each_period, units.one, units.several)
    said = [_("Each period gives %(units)s.") % {"units": each}]
    if units.first_period != units.each_period:
        first = units_in_words(units.first_period, units.one, units.several)
        said.append(_("The first one gives %(units)s.") % {"units": first})
    if units.carry_over:
        said.append(
            ngettext(
                "What is left is kept for %(count)s period more.",
                "What is left is kept for %(count)s periods more.",
                units.carry_over,
            )
            % {"count": units.carry_over}
        )
    else:
        said.append(_("What is left is lost at the end of the period."))
    return said


def _leaving(offer: Offer) -> list[str]:
    agreement = offer.agreement
    end = {"last_day": day(agreement.first_end.on - ONE_DAY)}
    if agreement.leave_by is None:
        return [_("It ends by itself: its last day is %(last_day)s.") % end]
    said = []
    if agreement.committed_until is not None:
        said.append(
            _("You are committed until %(last_day)s.")
            % {"last_day": day(agreement.committed_until - ONE_DAY)}
        )
    said.append(
        _("First possible end: %(last_day)s is the last day, if you ask by %(ask_by)s.")
        % (end | {"ask_by": day(agreement.leave_by)})
    )
    if offer.terms.notice_days:
        said.append(
            ngettext("Notice: %(days)s day.", "Notice: %(days)s days.", offer.terms.notice_days)
            % {"days": offer.terms.notice_days}
        )
    return said
