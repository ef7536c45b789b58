"""What each kind of source owes: days, periods of memberships, packs, other sales."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.conf import settings
from django.utils import translation

from billing.locks import lock_sale
from billing.models import Charge, PackSale, PricedDay, Sale
from billing.queries.editions import charges_tax
from billing.queries.period_amounts import amount_of
from billing.queries.quotes import quote_stored
from billing.rules import charge_labels as labels, charges as rules
from billing.rules.charges import Part
from billing.rules.pricing.differences import MoneyChange
from billing.rules.pricing.quotes import Quote
from billing.rules.pricing.rounding import cents
from billing.rules.pricing.stored import kept_from_json
from billing.services.charge_writing import Origin, Wanted, bring_charges
from espaces.locks import lock_membership, lock_person, locking_transaction
from espaces.models import Structure
from espaces.rules.clock import calendar_day
from reservations.locks import lock_grants
from reservations.models import MembershipPeriod

Source = Charge.Source
NO_TAX = Decimal(0)


@locking_transaction
def charge_day(day_id: int, now: datetime) -> bool:
    """Brings the charges of a day to what it owes. Locks its person: no act on it slips in between."""
    lock_person(PricedDay.objects.values_list("person", flat=True).get(pk=day_id))
    day = PricedDay.objects.select_related(
        "person", "customer__person", "venue__municipality", "structure"
    ).get(pk=day_id)
    origin = Origin(
        Source.DAY, day.pk, day.structure, day.customer, day.day, day.person, day.venue, day.pay_now
    )
    is_over = day.day < calendar_day(now, day.venue.zone)
    is_due = not day.to_settle and (day.pay_now or is_over)
    return bring_charges(origin, _of_day(day) if is_due else {}, now)


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


@locking_transaction
def charge_period(period_id: int, now: datetime) -> bool:
    """Locks the membership, which whoever opens, closes or pauses its periods holds."""
    lock_membership(MembershipPeriod.objects.values_list("membership", flat=True).get(pk=period_id))
    period = MembershipPeriod.objects.select_related(
        "membership__plan__structure", "membership__customer__person", "membership__home_venue"
    ).get(pk=period_id)
    amount = amount_of(period)
    if amount is None:
        return False
    with translation.override(settings.LANGUAGE_CODE):
        wanted = {
            Source.PERIOD: _wanted(rules.part_of_period(amount), labels.period_label(amount)),
            Source.PERIOD_CREDIT: _wanted(rules.credit_of_period(amount), labels.credit_label(amount)),
        }
        if period.number == 0:
            wanted[Source.JOINING] = _wanted(rules.joining_fee(amount), labels.joining_label(amount))
            wanted[Source.DEPOSIT] = _wanted(rules.deposit(amount), labels.deposit_label(amount))
    origins = {kind: _origin_of_period(kind, period) for kind in wanted}
    return sum(bring_charges(origins[kind], charges, now) for kind, charges in wanted.items()) > 0


def _origin_of_period(kind: str, period: MembershipPeriod) -> Origin:
    membership = period.membership
    once = kind in {Source.JOINING, Source.DEPOSIT}
    given_back = kind == Source.PERIOD_CREDIT and period.closed_on
    return Origin(
        kind,
        membership.pk if once else period.pk,
        membership.plan.structure,
        membership.customer,
        period.closed_on if given_back else period.starts_on,
        membership.customer.person,
        membership.home_venue,
    )


@locking_transaction
def charge_pack(sale_id: int, now: datetime) -> bool:
    """Locks the grant, as a refund does."""
    lock_grants([PackSale.objects.values_list("grant", flat=True).get(pk=sale_id)])
    sale = PackSale.objects.select_related(
        "structure", "customer__person", "person", "product", "grant__unit"
    ).get(pk=sale_id)
    person = str(sale.person) if sale.person and sale.person_id != sale.customer.person_id else ""
    with translation.override(settings.LANGUAGE_CODE):
        bought = labels.pack_label(sale.product.name, sale.bought_on, person)
        units = sale.refunded_units or Decimal(0)
        given_back = labels.pack_refund_label(sale.product.name, units, sale.grant.unit.plural)
    refunded = sale.refunded or Decimal(0)
    changed = 0
    for kind, amount, day, label in (
        (Source.PACK, sale.price, sale.bought_on, bought),
        (Source.PACK_REFUND, -refunded, sale.refunded_on or sale.bought_on, given_back),
    ):
        origin = Origin(kind, sale.pk, sale.structure, sale.customer, day, sale.person)
        changed += bring_charges(origin, _wanted(_part_of_pack(sale, amount), label), now)
    return changed > 0


def _part_of_pack(sale: PackSale, amount: Decimal) -> Part | None:
    """A refund at the rate of the sale."""
    return _taxed(amount, sale.includes_tax, sale.tax_rate, sale.structure, sale.bought_on)


@locking_transaction
def charge_sale(sale_id: int, now: datetime, reason: str = "") -> bool:
    """`reason`: why it was struck out. Locks the sale: it is not struck out meanwhile."""
    lock_sale(sale_id)
    sale = Sale.objects.select_related("structure", "customer__person", "person").get(pk=sale_id)
    owed = cents(sale.quantity * sale.unit_price) if sale.cancelled_at is None else Decimal(0)
    part = _taxed(owed, sale.includes_tax, sale.tax_rate, sale.structure, sale.sold_on)
    origin = Origin(Source.SALE, sale.pk, sale.structure, sale.customer, sale.sold_on, sale.person)
    wanted = _wanted(part, sale.label, quantity=sale.quantity, unit_price=sale.unit_price)
    return bring_charges(origin, wanted, now, reason)


def _taxed(
    amount: Decimal, includes_tax: bool, tax_rate: Decimal, structure: Structure, day: date
) -> Part | None:
    """At the rate of the line only where the structure charges VAT on that day."""
    if not amount:
        return None
    return Part(amount, includes_tax, tax_rate if charges_tax(structure, day) else NO_TAX)


def _wanted(part: Part | None, label: str, **more: Decimal) -> dict[str, Wanted]:
    return {part.name: Wanted(part, label, **more)} if part else {}
