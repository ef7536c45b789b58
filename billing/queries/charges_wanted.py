"""The charges that each source should have: days, periods of memberships, packs, other sales. Reads only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.conf import settings
from django.db.models import Sum
from django.utils import translation

from billing.models import Charge, PackSale, PricedDay, Sale
from billing.queries.editions import charges_tax
from billing.queries.quotes import quote_stored
from billing.rules import charge_labels as labels, charges as rules
from billing.rules.charges import Part
from billing.rules.period_amounts import PeriodAmount
from billing.rules.pricing.differences import MoneyChange
from billing.rules.pricing.quotes import Quote
from billing.rules.pricing.rounding import cents
from billing.rules.pricing.stored import kept_from_json
from espaces.models import Customer, Person, Structure, Venue
from espaces.rules.clock import calendar_day
from reservations.models import MembershipPeriod

Source = Charge.Source
NO_TAX = Decimal(0)


@dataclass(frozen=True)
class Wanted:
    """A charge that should be: its money, and what it says in the language of invoices."""

    part: Part
    label: str
    quantity: Decimal = Decimal(1)
    unit_price: Decimal | None = None
    """The amount itself unless said."""


@dataclass(frozen=True)
class Origin:
    """What the charges of one source have in common, and those it should have, by the name of their part."""

    kind: str
    number: int
    structure: Structure
    customer: Customer
    happened_on: date
    wanted: Mapping[str, Wanted]
    person: Person | None = None
    venue: Venue | None = None
    at_once: bool = False
    gives_back: str = ""
    """The kind of source, of the same number, that its negative amounts correct: a pack that is refunded."""


def charges_of_day(day: PricedDay, now: datetime) -> list[Origin]:
    return [
        Origin(
            kind=Source.DAY,
            number=day.pk,
            structure=day.structure,
            customer=day.customer,
            happened_on=day.day,
            wanted=_of_day(day) if is_due(day, now) else {},
            person=day.person,
            venue=day.venue,
            at_once=day.pay_now,
        )
    ]


def is_due(day: PricedDay, now: datetime) -> bool:
    """Nothing before the date has changed at the venue, unless its list is paid when booking; nor while it waits for
    its period."""
    is_over = day.day < calendar_day(now, day.venue.zone)
    return not day.to_settle and (day.pay_now or is_over)


def _of_day(day: PricedDay) -> dict[str, Wanted]:
    quote, kept = quote_stored(day), [kept_from_json(change) for change in day.kept]
    parts = rules.parts_of_day(quote, kept)
    return {part.name: Wanted(part, _label_of_day(day, part, quote, kept)) for part in parts}


def _label_of_day(day: PricedDay, part: Part, quote: Quote, kept: list[MoneyChange]) -> str:
    is_own = day.customer.person_id == day.person_id
    with translation.override(settings.LANGUAGE_CODE):
        return labels.day_label(
            str(day.get_kind_display()),
            day.day,
            [line for line in quote.lines if (line.tax_rate, quote.includes_tax) == part.rate],
            kept=any((change.tax_rate, change.includes_tax) == part.rate for change in kept),
            venue=day.venue.name,
            person="" if is_own else str(day.person),
        )


def charges_of_period(period: MembershipPeriod, amount: PeriodAmount | None) -> list[Origin]:
    """The joining fee and the deposit come with the first period. `amount`: see billing.queries.period_amounts."""
    if amount is None:
        return []
    back = rules.credit_of_period(amount)
    if back:
        back = rules.capped(back, amount.amount + gestures_on(Source.PERIOD, period.pk))
    with translation.override(settings.LANGUAGE_CODE):
        wanted = {
            Source.PERIOD: _wanted(rules.part_of_period(amount), labels.period_label(amount)),
            Source.PERIOD_CREDIT: _wanted(back, labels.credit_label(amount)),
        }
        if period.number == 0:
            wanted[Source.JOINING] = _wanted(rules.joining_fee(amount), labels.joining_label(amount))
            wanted[Source.DEPOSIT] = _wanted(rules.deposit(amount), labels.deposit_label(amount))
    return [_of_period(kind, period, charges) for kind, charges in wanted.items()]


def _of_period(kind: str, period: MembershipPeriod, wanted: Mapping[str, Wanted]) -> Origin:
    membership = period.membership
    once = kind in {Source.JOINING, Source.DEPOSIT}
    given_back = period.closed_on if kind == Source.PERIOD_CREDIT else None
    return Origin(
        kind=kind,
        number=membership.pk if once else period.pk,
        structure=membership.plan.structure,
        customer=membership.customer,
        happened_on=given_back or period.starts_on,
        wanted=wanted,
        person=membership.customer.person,
        venue=membership.home_venue,
        gives_back=Source.PERIOD if kind == Source.PERIOD_CREDIT else "",
    )


def gestures_on(kind: str, number: int) -> Decimal:
    """What managers gave back of the charges of a source, by decision: zero or less."""
    gestures = Charge.objects.live().filter(
        source_kind=Source.CREDIT, corrects__source_kind=kind, corrects__source_id=number
    )
    return gestures.aggregate(sum=Sum("amount"))["sum"] or Decimal(0)


def charges_of_pack(sale: PackSale) -> list[Origin]:
    """The pack; and what is given back of it, at the rate of the sale."""
    person = str(sale.person) if sale.person and sale.person_id != sale.customer.person_id else ""
    units = sale.refunded_units or Decimal(0)
    back = _taxed(sale, -(sale.refunded or Decimal(0)), sale.bought_on)
    if back:
        back = rules.capped(back, sale.price + gestures_on(Source.PACK, sale.pk))
    with translation.override(settings.LANGUAGE_CODE):
        bought = labels.pack_label(sale.product.name, sale.bought_on, person)
        given_back = labels.pack_refund_label(sale.product.name, units, sale.grant.unit.plural)
    return [
        Origin(
            kind=kind,
            number=sale.pk,
            structure=sale.structure,
            customer=sale.customer,
            happened_on=day,
            wanted=_wanted(part, label),
            person=sale.person,
            gives_back=Source.PACK if kind == Source.PACK_REFUND else "",
        )
        for kind, part, day, label in (
            (Source.PACK, _taxed(sale, sale.price, sale.bought_on), sale.bought_on, bought),
            (Source.PACK_REFUND, back, sale.refunded_on or sale.bought_on, given_back),
        )
    ]


def charges_of_sale(sale: Sale) -> list[Origin]:
    """None once it is struck out."""
    owed = cents(sale.quantity * sale.unit_price) if sale.cancelled_at is None else Decimal(0)
    more = {"quantity": sale.quantity, "unit_price": sale.unit_price}
    return [
        Origin(
            kind=Source.SALE,
            number=sale.pk,
            structure=sale.structure,
            customer=sale.customer,
            happened_on=sale.sold_on,
            wanted=_wanted(_taxed(sale, owed, sale.sold_on), sale.label, **more),
            person=sale.person,
        )
    ]


def _taxed(sale: PackSale | Sale, amount: Decimal, day: date) -> Part | None:
    """At the rate agreed only where the structure charges VAT on that day."""
    if not amount:
        return None
    rate = sale.tax_rate if charges_tax(sale.structure_id, day) else NO_TAX
    return Part(amount, sale.includes_tax, rate)


def _wanted(part: Part | None, label: str, **more: Decimal) -> dict[str, Wanted]:
    return {part.name: Wanted(part, label, **more)} if part else {}
