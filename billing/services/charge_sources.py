"""The charges of one source, brought to what it owes, under the lock of the row that it comes from."""

from __future__ import annotations

from datetime import datetime

from billing.locks import lock_sale
from billing.models import PackSale, PricedDay, Sale
from billing.queries.advances import advances_on, charges_of_advance
from billing.queries.charges_wanted import charges_of_day, charges_of_pack, charges_of_period, charges_of_sale
from billing.queries.period_amounts import amount_of
from billing.services.charge_writing import bring_charges
from espaces.locks import lock_membership, lock_person, locking_transaction
from reservations.locks import lock_grants
from reservations.models import MembershipPeriod, Reservation


@locking_transaction
def charge_day(day_id: int, now: datetime) -> bool:
    """With the advances on its reservations. Locks its person: no act on the day slips in between."""
    lock_person(PricedDay.objects.values_list("person", flat=True).get(pk=day_id))
    day = PricedDay.objects.select_related("person", "customer__person", "venue", "structure").get(pk=day_id)
    advances = [origin for number in advances_on(day_id) for origin in charges_of_advance(number, now)]
    return bring_charges([*charges_of_day(day, now), *advances], now)


@locking_transaction
def charge_advance(reservation_id: int, now: datetime) -> bool:
    """Locks its person, as whoever prices its day does."""
    lock_person(Reservation.objects.values_list("person", flat=True).get(pk=reservation_id))
    return bring_charges(charges_of_advance(reservation_id, now), now)


@locking_transaction
def charge_period(period_id: int, now: datetime) -> bool:
    """Locks the membership, which whoever opens, closes or pauses its periods holds."""
    lock_membership(MembershipPeriod.objects.values_list("membership", flat=True).get(pk=period_id))
    period = MembershipPeriod.objects.select_related(
        "membership__plan__structure", "membership__customer__person", "membership__home_venue"
    ).get(pk=period_id)
    return bring_charges(charges_of_period(period, amount_of(period)), now)


@locking_transaction
def charge_pack(sale_id: int, now: datetime) -> bool:
    """Locks the grant, as a refund does."""
    lock_grants([PackSale.objects.values_list("grant", flat=True).get(pk=sale_id)])
    sale = PackSale.objects.select_related(
        "structure", "customer__person", "person", "product", "grant__unit"
    ).get(pk=sale_id)
    return bring_charges(charges_of_pack(sale), now)


@locking_transaction
def charge_sale(sale_id: int, now: datetime, reason: str = "") -> bool:
    """`reason`: why it was struck out. Locks the sale, as whoever strikes it out does."""
    lock_sale(sale_id)
    sale = Sale.objects.select_related("structure", "customer__person", "person").get(pk=sale_id)
    return bring_charges(charges_of_sale(sale), now, reason)
