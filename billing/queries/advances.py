"""Deposits of reservations: invoiced as advances when they are paid, taken off the invoice of their day.

Charges of the kinds "advance" and "advance off" name their reservation. The first one says what was paid; it stands
as long as the reservation costs as much, whatever day it is moved to. What a reservation costs is the sum of what its
acts cost, so that those of a day add up to what the day owes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal

from django.conf import settings
from django.db.models import F, OuterRef, QuerySet, Subquery, Sum
from django.utils import translation

from billing.models import Charge, Invoice, InvoiceLine, PricedDay, ReservationPrice
from billing.queries.charges_wanted import Origin, Wanted, is_due
from billing.queries.invoiced import invoiced_among, reductions_of
from billing.queries.quotes import quote_stored
from billing.rules import charge_labels as labels
from billing.rules.charges import Part, advance_parts
from billing.rules.invoices.layout import net_and_tax
from billing.rules.pricing.rounding import ZERO, cents, percent_of, spread, total_of
from espaces.models import Customer
from reservations.models import Reservation

Source = Charge.Source
Act = ReservationPrice.Act


def deposit_of(reservation: Reservation) -> tuple[Decimal, PricedDay] | None:
    """With tax, what its list asked for when it was booked; None where it asks for nothing, or for all of it."""
    prices = ReservationPrice.objects.filter(reservation=reservation, act=Act.BOOKED).order_by("number")
    price = prices.select_related("day__edition", "day__venue", "day__structure", "day__customer").first()
    if price is None or price.day.edition is None or price.day.edition.pay_now:
        return None
    amount = cents(percent_of(price.difference, price.day.edition.deposit_percent))
    return (amount, price.day) if amount > 0 else None


def first_charges(reservation: Reservation, day: PricedDay, amount: Decimal, customer: Customer) -> Origin:
    """What a deposit that was paid becomes, shared over the rates of its day."""
    with translation.override(settings.LANGUAGE_CODE):
        label = labels.advance_label(str(day.get_kind_display()), day.day, day.venue.name)
    parts = advance_parts(amount, quote_stored(day))
    return Origin(
        kind=Source.ADVANCE,
        number=reservation.pk,
        structure=day.structure,
        customer=customer,
        happened_on=day.day,
        wanted={part.name: Wanted(part, label) for part in parts},
        person=reservation.person,
        venue=day.venue,
        at_once=True,
    )


def charges_of_advance(reservation_id: int, now: datetime) -> list[Origin]:
    """The advance, down to what the reservation costs now; and what takes it off, once its day is charged.

    One that could not be invoiced by then is given up: its money pays the invoice from the customer's account.
    """
    live = Charge.objects.live().filter(source_id=reservation_id)
    first = list(
        live.filter(source_kind=Source.ADVANCE, revision=0)
        .select_related("structure", "customer__person", "person", "venue")
        .order_by("pk")
    )
    price = _last_price(reservation_id)
    if not first or price is None:
        return []
    due, invoiced = is_due(price.day, now), invoiced_among(first)
    standing = [charge for charge in first if charge.pk in invoiced or not due]
    wanted = dict(zip(standing, _down_to(cost_of(reservation_id), standing), strict=True))
    origin = _origin(
        first[0], Source.ADVANCE, {charge.part: _wanted(charge, wanted[charge]) for charge in standing}
    )
    taken_off = {}
    if due:
        held = {charge.part: _held(charge, wanted[charge]) for charge in standing}
        taken_off = _taken_off(first[0], held)
    return [origin, _origin(first[0], Source.ADVANCE_OFF, taken_off, price.day)]


def cost_of(reservation_id: int) -> Decimal:
    """With tax, of all that was done with it."""
    rows = ReservationPrice.objects.filter(reservation=reservation_id)
    return rows.aggregate(sum=Sum("difference"))["sum"] or ZERO


def advances_on(day_id: int) -> list[int]:
    """Reservations whose advance was charged and that ever had a price on this day."""
    priced = ReservationPrice.objects.filter(day=day_id).order_by().values("reservation")
    return _reservations(Charge.objects.live().filter(source_kind=Source.ADVANCE, source_id__in=priced))


def has_advance(reservation: Reservation) -> bool:
    return Charge.objects.live().filter(source_kind=Source.ADVANCE, source_id=reservation.pk).exists()


def advances_to_look_at(structure_id: int | None = None) -> list[int]:
    """Reservations whose advance is not taken off yet, or is more than they cost."""
    cost = ReservationPrice.objects.filter(reservation=OuterRef("source_id")).order_by()
    costs = Subquery(cost.values("reservation").annotate(sum=Sum("difference")).values("sum"))
    rows = Charge.objects.live().filter(source_kind__in=[Source.ADVANCE, Source.ADVANCE_OFF])
    if structure_id is not None:
        rows = rows.filter(structure=structure_id)
    sums = rows.order_by().values("source_id").annotate(left=Sum("amount"), cost=costs)
    held = (
        Charge.objects.live().filter(source_kind=Source.ADVANCE, source_id=OuterRef("source_id")).order_by()
    )
    sums = sums.annotate(held=Subquery(held.values("source_id").annotate(sum=Sum("amount")).values("sum")))
    return sorted(
        {row["source_id"] for row in sums.exclude(left=0)}
        | {row["source_id"] for row in sums.filter(held__gt=0, cost__lt=F("held"))}
    )


def advances_taken_off(charges: Iterable[int | None]) -> list[Invoice]:
    """The invoices of the advances that these charges take off, the oldest first."""
    rows = Invoice.objects.filter(
        kind=Invoice.Kind.ADVANCE,
        lines__charge__corrections__in=[number for number in charges if number],
        lines__charge__corrections__source_kind=Source.ADVANCE_OFF,
    )
    return list(rows.distinct().order_by("issued_at", "pk"))


def nets_of_advances(charges: Sequence[Charge]) -> dict[int, Decimal]:
    """By charge, without tax: of an advance alone; of what takes off, or gives back, the whole of it, what is left of
    what its invoice said."""
    corrected = [charge.corrects_id for charge in charges if charge.corrects_id]
    lines = {
        line.charge_id: line
        for line in InvoiceLine.objects.filter(charge__in=corrected).prefetch_related("corrections")
    }
    return {charge.pk: _net(charge, lines.get(charge.corrects_id)) for charge in charges}


def _net(charge: Charge, line: InvoiceLine | None) -> Decimal:
    if line is not None:
        back = line.corrections.all()
        if charge.amount == total_of(one.amount for one in back) - line.amount:
            return total_of(one.net for one in back) - line.net
    return net_and_tax(charge.amount, (charge.tax_rate, True))[0]


def _last_price(reservation_id: int) -> ReservationPrice | None:
    rows = ReservationPrice.objects.filter(reservation=reservation_id).select_related("day__venue")
    return rows.order_by("-number").first()


def _down_to(cost: Decimal, charges: Sequence[Charge]) -> list[Decimal]:
    amounts = [charge.amount for charge in charges]
    return spread(min(total_of(amounts), max(cost, ZERO)), amounts)


def _held(charge: Charge, wanted: Decimal) -> Decimal:
    """What is left of it, once what is too much and what was given back by a gesture are taken off."""
    return min(wanted, charge.amount + total_of(one.amount for one in reductions_of([charge])))


def _taken_off(first: Charge, held: dict[str, Decimal]) -> dict[str, Wanted]:
    """What was taken off and given back by hand, with the whole of its invoice, is not taken off again."""
    mine = Charge.objects.live().filter(source_kind=Source.ADVANCE_OFF, source_id=first.source_id)
    wanted = {}
    for part, amount in held.items():
        undone = total_of(one.amount for one in reductions_of(mine.filter(part=part)))
        off = max(amount, undone)
        if off:
            rate = Decimal(part)
            wanted[part] = Wanted(Part(-off, True, rate), _label_of(first))
    return wanted


def _label_of(first: Charge) -> str:
    invoice = Invoice.objects.filter(lines__charge=first).get()
    with translation.override(settings.LANGUAGE_CODE):
        return labels.advance_off_label(invoice.reference, invoice.issued_on)


def _wanted(charge: Charge, amount: Decimal) -> Wanted:
    return Wanted(Part(amount, True, charge.tax_rate), charge.label)


def _origin(first: Charge, kind: str, wanted: dict[str, Wanted], day: PricedDay | None = None) -> Origin:
    return Origin(
        kind=kind,
        number=first.source_id,
        structure=first.structure,
        customer=first.customer,
        happened_on=day.day if day else first.happened_on,
        wanted=wanted,
        person=first.person,
        venue=first.venue,
        at_once=day is None,
        gives_back=Source.ADVANCE if day else "",
    )


def _reservations(charges: QuerySet[Charge]) -> list[int]:
    return sorted(set(charges.order_by().values_list("source_id", flat=True)))
