"""A quote as pages show it: units first, then money line by line, tax, the total, and what must be known of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from billing.models import PriceEdition
from billing.queries.quotes import Priced
from billing.queries.quotes_of_acts import Cancelling, Moving
from billing.queries.units_named import Source, sources_of, units_named
from billing.rules.costs_in_words import Names, amounts_in_words, cost_in_words
from billing.rules.pricing.differences import UnitChange, in_sum, units_kept
from billing.rules.pricing.lines_in_words import line_in_words
from billing.rules.pricing.quote_in_words import sentences
from billing.rules.pricing.quotes import Quote
from espaces.rules.amounts_in_words import euros, number_in_words, units_in_words
from espaces.rules.dates_in_words import day_in_words

Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class DayShown:
    """How a day is paid. `units`, `lines` and `sums` are words with an amount; `said` what must be known besides.

    `already`: what the day cost before, to be taken off; `why`: the sentences that explain the price.
    """

    day: str
    units: Pairs
    lines: Pairs
    sums: Pairs
    already: str
    total: str
    said: Sequence[str]
    why: Sequence[str]


@dataclass(frozen=True)
class CostShown:
    """Of several times together. `button`: the price in short, as it stands on the button."""

    days: Sequence[DayShown]
    total: str
    is_free: bool
    uses_units: bool


def day_shown(
    on: date,
    quote: Quote,
    names: Names,
    sources: dict[int, Source],
    *,
    said: Sequence[str] = (),
    due: Decimal | None = None,
) -> DayShown:
    """`due`: what is still to pay of it, where something else of the day was booked before."""
    return DayShown(
        day=day_in_words(on),
        units=_units(quote, names, sources),
        lines=[(line_in_words(line), euros(line.amount)) for line in quote.lines],
        sums=_sums(quote),
        already="" if due is None or due == quote.due else euros(due - quote.due),
        total=euros(quote.due),
        said=said,
        why=sentences(quote),
    )


def _units(quote: Quote, names: Names, sources: dict[int, Source]) -> list[tuple[str, str]]:
    """One line for each grant, in the order in which they are used."""
    taken: dict[tuple[int, int], Decimal] = {}
    for line in quote.units:
        at = (line.grant_id, line.unit_id)
        taken[at] = taken.get(at, Decimal(0)) + line.quantity
    return [
        (_source_in_words(sources[grant_id]), units_in_words(amount, names[unit].name, names[unit].plural))
        for (grant_id, unit), amount in taken.items()
    ]


def _source_in_words(source: Source) -> str:
    if source.last_day is None:
        return capfirst(source.name)
    words = {"source": capfirst(source.name), "day": day_in_words(source.last_day)}
    return _("%(source)s, until %(day)s") % words


def _sums(quote: Quote) -> list[tuple[str, str]]:
    """Tax by rate; nothing where none is charged."""
    taxed = [rate for rate in quote.rates if rate.tax]
    if not taxed:
        return []
    if quote.includes_tax:
        return [(_("of which VAT %(rate)s %%") % _rate(rate.tax_rate), euros(rate.tax)) for rate in taxed]
    net = [(_("Total without tax"), euros(quote.total))]
    return net + [(_("VAT %(rate)s %%") % _rate(rate.tax_rate), euros(rate.tax)) for rate in taxed]


def _rate(rate: Decimal) -> dict[str, str]:
    return {"rate": number_in_words(rate)}


def costs_shown(priced: Sequence[Priced]) -> CostShown:
    """Of times priced in turn: the last quote of each day holds all of that day."""
    last = {one.on: one for one in priced}
    names = units_named(
        [line.unit_id for one in priced for line in one.quote.units]
        + [change.unit_id for one in priced for change in (*one.cost.units, *one.cost.awaited)]
    )
    sources = sources_of(line.grant_id for one in last.values() for line in one.quote.units)
    due = {on: sum((one.due for one in priced if one.on == on), Decimal(0)) for on in last}
    changes = [change for one in priced for change in one.cost.units]
    awaited = [change for one in priced for change in one.cost.awaited]
    total = cost_in_words(sum(due.values(), Decimal(0)), changes, names, awaited)
    return CostShown(
        days=[
            day_shown(
                on,
                one.quote,
                names,
                sources,
                said=what_to_know(one.quote, one.edition, due[on], on),
                due=due[on],
            )
            for on, one in last.items()
        ],
        total=_at_most(total) if any(_may_cost_less(one.quote) for one in last.values()) else total,
        is_free=not any(due.values()) and not changes and not awaited,
        uses_units=any(one.quote.units for one in last.values()),
    )


def _may_cost_less(quote: Quote) -> bool:
    return quote.to_settle and not quote.waits_for_units


def _at_most(total: str) -> str:
    return _("%(total)s at most") % {"total": total}


def what_to_know(quote: Quote, edition: PriceEdition, due: Decimal, on: date) -> list[str]:
    said = []
    if due != quote.due:
        said.append(_day_becomes(quote, due))
    if edition.billed_on == PriceEdition.BilledOn.USED:
        said.append(
            _(
                "This is an estimate: what is paid in the end is the time really used, by arrival and departure."
            )
        )
    if quote.waits_for_units:
        said.append(_("Nothing to pay: the units of your next period will be taken when it opens."))
    elif quote.to_settle:
        said.append(
            _("To settle when your next period opens: %(most)s at most.") % {"most": euros(quote.due)}
        )
    if due > 0:
        said.append(_when_paid(quote, edition, on))
    return said


def _day_becomes(quote: Quote, due: Decimal) -> str:
    """ "La journée passe à 9,00 € : il reste 4,00 € à payer." """
    words = {"day": euros(quote.due), "rest": euros(abs(due))}
    if due < 0:
        return _("The whole day then costs %(day)s: %(rest)s come back.") % words
    if due == 0:
        return _("The whole day still costs %(day)s: nothing more to pay.") % words
    return _("The whole day then costs %(day)s: %(rest)s are left to pay.") % words


def _when_paid(quote: Quote, edition: PriceEdition, on: date) -> str:
    if quote.deposit:
        words = {
            "deposit": euros(quote.deposit),
            "balance": euros(quote.due - quote.deposit),
            "day": day_in_words(on),
        }
        return _("Deposit when booking: %(deposit)s; the balance, %(balance)s, on %(day)s.") % words
    if edition.pay_now:
        return _("Due when booking.")
    return _("Nothing to pay now: it goes on your invoice after the visit.")


def cost_of_money(due: Decimal) -> str:
    return cost_in_words(due, [], {})


@dataclass(frozen=True)
class CancellingShown:
    """`announced` goes along with the form. `back` is empty where nothing comes back, `kept` where nothing is kept;
    `back_without_fee`: what would come back if a host kept nothing."""

    announced: str
    back: str
    kept: str
    back_without_fee: str
    day: str


def cancelling_shown(cancelling: Cancelling) -> CancellingShown:
    freed, kept = cancelling.freed, cancelling.kept
    names = units_named(change.unit_id for change in freed.cost.units)
    stay_used = units_kept(freed.cost.units, kept.units)
    return CancellingShown(
        announced=str(cancelling.due),
        back=_back(cancelling.due, kept.units, names),
        kept=amounts_in_words(kept.due, stay_used, names),
        back_without_fee=_back(freed.due, freed.cost.units, names),
        day=_("The rest of that day then costs %(day)s.") % {"day": euros(freed.quote.due)}
        if freed.quote.lines
        else "",
    )


def _back(due: Decimal, units: Sequence[UnitChange], names: Names) -> str:
    """What comes back, in words."""
    return amounts_in_words(min(due, Decimal(0)), [one for one in units if one.quantity < 0], names)


@dataclass(frozen=True)
class MovingShown:
    """`announced` goes along with the form; `cost` is what the move costs or gives back, in words."""

    announced: str
    cost: str
    is_free: bool
    days: Sequence[DayShown]


def moving_shown(moving: Moving) -> MovingShown:
    after = [moving.taken, *([moving.left] if moving.left and moving.left.quote.lines else [])]
    names = units_named(
        [change.unit_id for change in moving.units]
        + [line.unit_id for one in after for line in one.quote.units]
    )
    sources = sources_of(line.grant_id for one in after for line in one.quote.units)
    cost = cost_in_words(moving.due, in_sum(moving.units), names)
    return MovingShown(
        announced=str(moving.due),
        cost=cost,
        is_free=not moving.due and not in_sum(moving.units),
        days=[day_shown(one.on, one.quote, names, sources) for one in after],
    )
