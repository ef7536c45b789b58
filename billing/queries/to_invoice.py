"""The charges that no document bears yet, as the rules of invoicing want them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from billing.models import Charge, InvoiceLine, PricedDay
from billing.queries.advances import nets_of_advances
from billing.rules.invoices.drafting import OpenCharge
from espaces.models import Membership, Resource
from reservations.models import MembershipPeriod

Source = Charge.Source
Purpose = InvoiceLine.Purpose
BY_KIND = {
    Resource.Kind.OPEN_SPACE: Purpose.DESK,
    Resource.Kind.PRIVATE_OFFICE: Purpose.OFFICE,
    Resource.Kind.MEETING_ROOM: Purpose.ROOM,
    Resource.Kind.PHONE_BOOTH: Purpose.ROOM,
    Resource.Kind.SURGERY: Purpose.ROOM,
    Resource.Kind.EQUIPMENT: Purpose.SALE,
}
BY_SOURCE = {
    Source.JOINING: Purpose.JOINING,
    Source.DEPOSIT: Purpose.DEPOSIT,
    Source.PACK: Purpose.PACK,
    Source.PACK_REFUND: Purpose.PACK,
    Source.SALE: Purpose.SALE,
    Source.ADVANCE: Purpose.ADVANCE,
    Source.ADVANCE_OFF: Purpose.ADVANCE,
}
OF_PERIODS = {Source.PERIOD, Source.PERIOD_CREDIT}
OF_ADVANCES = {Source.ADVANCE, Source.ADVANCE_OFF}


def open_charges(charges: Sequence[Charge]) -> list[OpenCharge]:
    """With the line each one corrects, and the last day of what it pays for. Four queries."""
    corrected = [charge.corrects_id for charge in charges if charge.corrects_id]
    lines = InvoiceLine.objects.filter(charge__in=corrected)
    by_charge = {line.charge_id: (line.invoice_id, line.position) for line in lines}
    nets = nets_of_advances([charge for charge in charges if charge.source_kind in OF_ADVANCES])
    reduced = InvoiceLine.objects.in_bulk([c.source_id for c in charges if c.source_kind == Source.CREDIT])
    last_days = _last_days(charges)
    found = []
    for charge in charges:
        corrects = by_charge.get(charge.corrects_id or 0)
        line = reduced.get(charge.source_id) if charge.source_kind == Source.CREDIT else None
        if line is not None:
            corrects = line.invoice_id, line.position
        found.append(
            OpenCharge(
                id=charge.pk,
                label=charge.label,
                quantity=charge.quantity,
                unit_price=charge.unit_price,
                amount=charge.amount,
                includes_tax=charge.includes_tax,
                tax_rate=charge.tax_rate,
                happened_on=charge.happened_on,
                last_day=last_days.get(charge.pk, charge.happened_on),
                at_once=charge.at_once,
                corrects=corrects,
                nets=charge.source_kind == Source.PERIOD_CREDIT,
                is_advance=charge.source_kind == Source.ADVANCE,
                takes_off=charge.source_kind == Source.ADVANCE_OFF,
                net=nets.get(charge.pk),
            )
        )
    return found


def _last_days(charges: Iterable[Charge]) -> dict[int, date]:
    """Of periods of memberships, from the day on which their charge begins."""
    periods = {charge.pk: charge.source_id for charge in charges if charge.source_kind in OF_PERIODS}
    ends = dict(MembershipPeriod.objects.filter(pk__in=periods.values()).values_list("pk", "ends_on"))
    by_charge = {charge.pk: charge.happened_on for charge in charges}
    return {
        number: max(ends[period] - timedelta(days=1), by_charge[number])
        for number, period in periods.items()
        if period in ends
    }


def purposes_of(charges: Iterable[Charge]) -> dict[int, str]:
    """What each charge is posted under, by charge. Four queries."""
    charges = list(charges)
    days = _ids(charges, {Source.DAY})
    kinds: Mapping[int, str] = dict(PricedDay.objects.filter(pk__in=days).values_list("pk", "kind"))
    periods = MembershipPeriod.objects.filter(pk__in=_ids(charges, OF_PERIODS))
    of_associations = set(periods.filter(membership__plan__is_association=True).values_list("pk", flat=True))
    joined = _ids(charges, {Source.JOINING, Source.DEPOSIT})
    joining_associations = set(
        Membership.objects.filter(pk__in=joined, plan__is_association=True).values_list("pk", flat=True)
    )
    reduced = dict(
        InvoiceLine.objects.filter(pk__in=_ids(charges, {Source.CREDIT})).values_list("pk", "purpose")
    )
    found: dict[int, str] = {}
    for charge in charges:
        if charge.source_kind == Source.DAY:
            found[charge.pk] = BY_KIND[Resource.Kind(kinds[charge.source_id])]
        elif charge.source_kind in OF_PERIODS:
            is_fee = charge.source_id in of_associations
            found[charge.pk] = Purpose.ASSOCIATION if is_fee else Purpose.MEMBERSHIP
        elif charge.source_kind == Source.CREDIT:
            found[charge.pk] = reduced[charge.source_id]
        elif charge.source_kind == Source.JOINING and charge.source_id in joining_associations:
            found[charge.pk] = Purpose.ASSOCIATION
        else:
            found[charge.pk] = BY_SOURCE[Source(charge.source_kind)]
    return found


def _ids(charges: Iterable[Charge], kinds: set[Charge.Source]) -> list[int]:
    return [charge.source_id for charge in charges if charge.source_kind in kinds]
