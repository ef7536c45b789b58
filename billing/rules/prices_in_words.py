"""A line of a price list as a visitor reads it: what, how much, on which terms. In the reader's language."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _, ngettext, pgettext

from billing.models import Cap, PriceEdition, Tariff
from billing.rules.pricing.rounding import cents, percent_of
from espaces.models import Venue
from espaces.rules.amounts_in_words import euros, number_in_words
from espaces.rules.dates_in_words import duration_in_words, time_in_words

HOUR = 60


def unit_in_words(tariff: Tariff) -> str:
    """ "the half-day", "from 17 h to 20 h"."""
    if tariff.from_time and tariff.to_time:
        times = {"start": time_in_words(tariff.from_time), "end": time_in_words(tariff.to_time)}
        if tariff.whole_stay_only:
            return _("from %(start)s to %(end)s, for a stay wholly inside") % times
        return _("from %(start)s to %(end)s") % times
    return {
        Tariff.Unit.HOUR: _("the hour"),
        Tariff.Unit.HALF_DAY: _("the half-day"),
        Tariff.Unit.DAY: _("the day"),
        Tariff.Unit.WEEK: _("the week"),
    }[Tariff.Unit(tariff.unit)]


def price_in_words(amount: Decimal, *, includes_tax: bool = True) -> str:
    """Cents, and as many decimals more as a price has: 12,50 € and 0,0825 €. 0 is free."""
    if amount == 0:
        return pgettext("price", "free")
    money = (
        euros(amount) if amount == cents(amount) else _("€%(amount)s") % {"amount": number_in_words(amount)}
    )
    return money if includes_tax else _("%(price)s without tax") % {"price": money}


def with_tax_in_words(amount: Decimal, tax_rate: Decimal) -> str:
    """What a price without tax comes to, as an indication: what counts is computed on the whole."""
    return _("%(price)s with tax") % {"price": euros(cents(amount + percent_of(amount, tax_rate)))}


def terms_in_words(tariff: Tariff) -> list[str]:
    """What is special about a line: how hours are counted, when it holds, for whom it is kept."""
    return [
        *(_hours_in_words(tariff) if tariff.unit == Tariff.Unit.HOUR else []),
        *_days_in_words(tariff),
        *([_("without booking, for what is free")] if tariff.on_the_spot_only else []),
    ]


def _hours_in_words(tariff: Tariff) -> list[str]:
    told = []
    if tariff.first_amount is not None:
        told.append(_("first hour %(price)s, due in full") % {"price": price_in_words(tariff.first_amount)})
    told.append(_part_in_words(tariff))
    if tariff.tolerance_minutes:
        told.append(
            ngettext(
                "%(minutes)d minute more is not counted",
                "%(minutes)d minutes more are not counted",
                tariff.tolerance_minutes,
            )
            % {"minutes": tariff.tolerance_minutes}
        )
    if tariff.minimum_minutes:
        told.append(_("at least %(duration)s") % {"duration": duration_in_words(tariff.minimum_minutes)})
    return told


def _part_in_words(tariff: Tariff) -> str:
    if tariff.part == Tariff.Part.PRO_RATA:
        return _("then by the minute") if tariff.first_amount is not None else _("by the minute")
    if tariff.step_minutes == HOUR:
        return _("each started hour is due")
    started = {"duration": duration_in_words(tariff.step_minutes)}
    return _("counted by started %(duration)s") % started


def _days_in_words(tariff: Tariff) -> list[str]:
    """Where holidays count as one of the days, they are said with them."""
    days = weekdays_in_words(tariff.weekdays)
    if tariff.on_holidays is None:
        return [days] if days else []
    if tariff.on_holidays:
        return [_("%(days)s and public holidays") % {"days": days}] if days else []
    return [*([days] if days else []), _("not on public holidays")]


def weekdays_in_words(weekdays: Collection[int]) -> str:
    """ "from Monday to Friday", "Saturday, Sunday"; nothing for every day."""
    days = sorted(set(weekdays))
    if len(days) in {0, 7}:
        return ""
    names = [str(WEEKDAYS[day]) for day in days]
    if len(days) > 2 and days[-1] - days[0] == len(days) - 1:
        return _("from %(first)s to %(last)s") % {"first": names[0], "last": names[-1]}
    return ", ".join(names)


def audience_in_words(tariff: Tariff) -> str:
    """Nothing for everybody."""
    match tariff.audience:
        case Tariff.Audience.EVERYBODY:
            return ""
        case Tariff.Audience.FIRST_VISIT:
            return _("First visit")
        case Tariff.Audience.ASSOCIATION:
            return _("Members of the association")
        case Tariff.Audience.PLAN:
            return _("With the plan %(plan)s") % {"plan": tariff.plan}
        case Tariff.Audience.REDUCED:
            return _reduced_in_words(tariff)
        case _:
            return _("Own price of %(customer)s") % {"customer": tariff.customer}


def _reduced_in_words(tariff: Tariff) -> str:
    audience = tariff.reduced_audience
    assert audience is not None, "the database refuses a reduced price without its audience"
    if not audience.proof:
        return audience.name
    return _("%(audience)s (on proof: %(proof)s)") % {"audience": audience.name, "proof": audience.proof}


def cap_in_words(cap: Cap) -> str:
    words = {"price": euros(cap.amount), "what": cap.get_kind_display() if cap.kind else ""}
    several = cap.scope == Cap.Scope.STRUCTURE
    sentences = {
        Cap.Period.DAY: _("Never more than %(price)s a day per person"),
        Cap.Period.WEEK: _("Never more than %(price)s a week per person"),
        Cap.Period.MONTH: _("Never more than %(price)s a month per person"),
    }
    told = sentences[Cap.Period(cap.period)] % words
    if cap.kind:
        told = _("%(cap)s, for %(what)s") % {"cap": told, "what": words["what"]}
    return _("%(cap)s, over all our venues") % {"cap": told} if several else told


def rules_in_words(edition: PriceEdition, venue: Venue, units: Collection[str]) -> list[str]:
    """What a visitor should know of how prices are put together; `units` are those on sale."""
    told = []
    if Tariff.Unit.HALF_DAY in units:
        told.append(_half_day_in_words(edition, venue))
    if edition.combination == PriceEdition.Combination.CHEAPEST:
        if len(set(units) - {Tariff.Unit.WEEK}) > 1:
            told.append(_("You pay the lowest price that covers your whole day, in one visit or in several."))
    else:
        told.append(_("Each reservation is priced by itself, in the unit that was chosen."))
    if edition.billed_on == PriceEdition.BilledOn.USED:
        told.append(_("What is counted is the time you really stay, by arrival and departure."))
    return [*told, *_payment_in_words(edition)]


def _half_day_in_words(edition: PriceEdition, venue: Venue) -> str:
    if edition.half_day_by == PriceEdition.HalfDayBy.CLOCK:
        at = time_in_words(venue.half_day_boundary)
        return _("The afternoon begins at %(time)s: a stay across it is two half-days.") % {"time": at}
    longest = {"duration": duration_in_words(edition.half_day_minutes)}
    if edition.exactly_is_half:
        return _("Up to %(duration)s in a day are a half-day; beyond, a day.") % longest
    return _("Less than %(duration)s in a day are a half-day; from there on, a day.") % longest


def _payment_in_words(edition: PriceEdition) -> list[str]:
    told = []
    if edition.colleague_percent:
        percent = {"percent": number_in_words(edition.colleague_percent)}
        told.append(_("%(percent)s %% off from the second person paid by the same customer.") % percent)
    if edition.pay_now:
        told.append(_("Paid when booking."))
    elif edition.deposit_percent:
        percent = {"percent": number_in_words(edition.deposit_percent)}
        told.append(_("%(percent)s %% deposit when booking, the rest afterwards.") % percent)
    return told


def decision_in_words(edition: PriceEdition, day: str) -> str:
    """`day` is the date of the decision, already in words."""
    if not edition.decision_number:
        return ""
    return _("Decision no. %(number)s of %(day)s") % {"number": edition.decision_number, "day": day}
